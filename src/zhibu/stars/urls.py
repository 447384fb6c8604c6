from django.urls import path

from zhibu.stars import views

app_name = "stars"
urlpatterns = [
    path("branches/<str:branch>/stars/", views.of_branch, name="branch"),
    path("branches/<str:branch>/stars/<str:code>/", views.item, name="item"),
    path("organizations/<str:organization>/stars/", views.of_committee, name="committee"),
    path("organizations/<str:organization>/stars/mode/", views.mode, name="mode"),
    path("organizations/<str:organization>/stars/rate/", views.rate, name="rate"),
    path("organizations/<str:organization>/examples/", views.examples, name="examples"),
    path("organizations/<str:organization>/circles/", views.circles, name="circles"),
    path("ratings/<str:rating>/withdraw/", views.withdraw_rating, name="withdraw-rating"),
    path("ratings/<str:rating>/overhaul/", views.plan, name="plan"),
    path("overhauls/<str:overhaul>/", views.overhaul, name="overhaul"),
    path("overhauls/<str:overhaul>/visit/", views.visit, name="visit"),
    path("overhauls/<str:overhaul>/exit/", views.end, name="exit"),
    path("examples/<str:example>/withdraw/", views.withdraw_example, name="withdraw-example"),
    path("circles/<str:circle>/", views.circle, name="circle"),
    path("circles/<str:circle>/end/", views.end_circle, name="end-circle"),
    path("circles/<str:circle>/sheets/<str:branch>/", views.sheet, name="sheet"),
]
