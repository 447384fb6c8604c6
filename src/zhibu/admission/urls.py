from django.urls import path

from zhibu.admission import views

app_name = "admission"
urlpatterns = [
    path("branches/<str:branch>/admission/", views.rosters, name="branch"),
    path("branches/<str:branch>/admission/new/", views.new, name="new"),
    path("organizations/<str:organization>/admission/", views.plan, name="plan"),
    path("organizations/<str:organization>/admission/variant/", views.choose, name="choose"),
]
