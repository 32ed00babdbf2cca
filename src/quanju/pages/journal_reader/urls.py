from django.urls import path

from quanju.pages.journal_reader import views

app_name = "journal_reader"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("check", views.check, name="check"),
    path("<int:number>", views.entry, name="entry"),
]
