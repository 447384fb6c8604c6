from django.urls import path

from zhibu.grading.views import claims, classes, results, vetoes

app_name = "grading"
urlpatterns = [
    path("organizations/<str:organization>/grading/", results.committee, name="committee"),
    path("organizations/<str:organization>/grading/classes/", classes.classes, name="classes"),
    path(
        "organizations/<str:organization>/grading/classes/<str:in_class>/",
        classes.compare,
        name="class",
    ),
    path("organizations/<str:organization>/grading/results/", results.results, name="results"),
    path("organizations/<str:organization>/grading/decide/", results.decide, name="decide-results"),
    path("organizations/<str:organization>/grading/cases/", claims.cases, name="cases"),
    path("branches/<str:branch>/grading/", results.branch, name="branch"),
    path("branches/<str:branch>/grading/claim/", claims.claim, name="new-claim"),
    path("branches/<str:branch>/grading/ask/", classes.ask, name="ask"),
    path("branches/<str:branch>/grading/move/", classes.move, name="move"),
    path("branches/<str:branch>/grading/veto/", vetoes.find, name="new-veto"),
    path("branches/<str:branch>/grading/adopt/<str:claim>/", claims.adopt, name="adopt"),
    path("grading/claims/<str:claim>/", claims.show, name="claim"),
    path("grading/claims/<str:claim>/judge/", claims.judge, name="judge"),
    path("grading/claims/<str:claim>/decide/", claims.decide, name="decide"),
    path("grading/claims/<str:claim>/withdraw/", claims.withdraw, name="withdraw-claim"),
    path("grading/cases/<str:claim>/", claims.case, name="case"),
    path("grading/vetoes/<str:veto>/", vetoes.show, name="veto"),
    path("grading/vetoes/<str:veto>/appeal/", vetoes.appeal, name="appeal-veto"),
    path("grading/vetoes/<str:veto>/uphold/", vetoes.uphold, name="uphold-veto"),
    path("grading/vetoes/<str:veto>/grant/", vetoes.grant, name="grant-veto"),
    path("grading/wishes/<str:wish>/", classes.answer, name="wish"),
]
