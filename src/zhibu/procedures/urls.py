from django.urls import path

from zhibu.procedures import views

app_name = "procedures"
CASE = "procedures/<str:case>/"
urlpatterns = [
    path("branches/<str:branch>/procedures/", views.of_branch, name="branch"),
    path("organizations/<str:organization>/procedures/", views.of_committee, name="committee"),
    path("procedures/definitions/", views.definitions, name="definitions"),
    path("procedures/definitions/<str:definition>/", views.definition, name="definition"),
    path(CASE, views.detail, name="case"),
    path(f"{CASE}audit/", views.audit, name="audit"),
    path(f"{CASE}close/", views.close, name="close"),
    path(f"{CASE}move/", views.move, name="move"),
    path(f"{CASE}reopen/", views.reopen, name="reopen"),
    path(f"{CASE}withdraw/", views.withdraw_case, name="withdraw-case"),
    path(f"{CASE}documents/<str:document>.docx", views.docx, name="docx"),
    path(f"{CASE}documents/<str:document>.pdf", views.pdf, name="pdf"),
    path(f"{CASE}steps/<str:step>/", views.step, name="step"),
    path(f"{CASE}steps/<str:step>/exceptions/", views.grant, name="grant"),
    path(f"{CASE}records/<str:rec>/correct/", views.correct, name="correct"),
    path(f"{CASE}records/<str:rec>/withdraw/", views.withdraw, name="withdraw"),
    path(f"{CASE}records/<str:rec>/materials/", views.add_material, name="add-material"),
    path(f"{CASE}records/<str:rec>/files/<str:file>/", views.material, name="file"),
    path(
        f"{CASE}exceptions/<str:rec>/withdraw/", views.withdraw_exception, name="withdraw-exception"
    ),
]
