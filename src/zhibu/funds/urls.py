from django.urls import path

from zhibu.funds import views

app_name = "funds"
urlpatterns = [
    path("branches/<str:branch>/funds/", views.listing, name="list"),
    path("branches/<str:branch>/funds/published/", views.disclosure, name="disclosure"),
    path("branches/<str:branch>/funds/receive/", views.receive, name="receive"),
    path("branches/<str:branch>/funds/apply/", views.apply, name="apply"),
    path("branches/<str:branch>/funds/plan/", views.plan, name="plan"),
    path("branches/<str:branch>/funds/publish/", views.publish, name="publish"),
    path("branches/<str:branch>/funds/export/", views.export, name="export"),
    path("organizations/<str:organization>/funds/", views.committee, name="committee"),
    path("funds/<str:rec>/withdraw/", views.withdraw, name="withdraw"),
    path("funds/<str:application>/", views.application, name="application"),
    path("funds/<str:application>/decide/", views.decide, name="decide"),
    path("funds/<str:application>/spend/", views.spend, name="spend"),
    path("funds/<str:application>/settle/", views.settle, name="settle"),
    path("funds/<str:application>/invoices/<str:file>/", views.invoice, name="invoice"),
]
