from django.urls import path

from zhibu.dues import views

app_name = "dues"
urlpatterns = [
    path("branches/<str:branch>/dues/", views.listing, name="list"),
    path("branches/<str:branch>/dues/new/", views.collect, name="collect"),
    path("dues/<str:rec>/withdraw/", views.withdraw, name="withdraw"),
    path("dues/<str:rec>/correct/", views.correct, name="correct"),
    path("branches/<str:branch>/dues/bases/", views.bases, name="bases"),
    path("branches/<str:branch>/dues/bases/change/", views.change_base, name="change-base"),
    path("branches/<str:branch>/dues/quarterly/", views.agree_quarterly, name="quarterly"),
    path("branches/<str:branch>/dues/reliefs/", views.reliefs, name="reliefs"),
    path("dues/reliefs/<str:relief>/decide/", views.decide_relief, name="decide-relief"),
    path("branches/<str:branch>/dues/remittance/", views.remittance, name="remittance"),
    path("branches/<str:branch>/dues/remit/", views.remit, name="remit"),
    path("branches/<str:branch>/dues/extra/", views.pay_extra, name="extra"),
    path("branches/<str:branch>/dues/publish/", views.publish_year, name="publish"),
    path("branches/<str:branch>/dues/arrears/", views.arrears, name="arrears"),
    path("members/<str:member>/dues/", views.statement, name="statement"),
    path("dues/<str:rec>/take-back/", views.take_back, name="take-back"),
]
