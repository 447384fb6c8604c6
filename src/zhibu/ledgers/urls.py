from django.urls import path

from zhibu.ledgers import views

app_name = "ledgers"
urlpatterns = [
    path("branches/<str:branch>/books/", views.books, name="books"),
    path("branches/<str:branch>/books/all.zip", views.archive, name="archive"),
    path("branches/<str:branch>/books/<str:book>.<str:ending>", views.book, name="book"),
    path("branches/<str:branch>/registers/", views.registers, name="registers"),
    path("branches/<str:branch>/registers/registers.xlsx", views.workbook, name="workbook"),
    path("branches/<str:branch>/registers/freeze/", views.freeze, name="freeze"),
    path("ledgers/<str:frozen>/", views.frozen, name="frozen"),
    path("ledgers/<str:frozen>/withdraw/", views.withdraw_frozen, name="withdraw-frozen"),
    path("ledgers/<str:frozen>/files/<str:file>/", views.frozen_file, name="frozen-file"),
    path("cards/<str:member>/card.pdf", views.card, name="card"),
    path("cards/<str:member>/versions/", views.versions, name="versions"),
    path("organizations/<str:organization>/library/", views.library, name="library"),
    path("organizations/<str:organization>/library.xlsx", views.library_xlsx, name="library-xlsx"),
]
