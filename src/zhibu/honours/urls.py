from django.urls import path

from zhibu.honours import views

app_name = "honours"
urlpatterns = [
    path("branches/<str:branch>/honours/", views.of_branch, name="branch"),
    path("branches/<str:branch>/sanctions/", views.sanctions, name="sanctions"),
    path("branches/<str:branch>/duties/", views.duties, name="duties"),
    path("members/<str:member>/honours/", views.of_member, name="member"),
    path("duties/<str:duty>/review/", views.review_duty, name="review-duty"),
    path("duties/<str:duty>/end/", views.end_duty, name="end-duty"),
    path("honours/<str:honour>/withdraw/", views.withdraw, name="withdraw"),
    path("honours/<str:honour>/end/", views.end_sanction, name="end-sanction"),
]
