from django.urls import path

from quanju.pages.files import views

app_name = "files"
urlpatterns = [
    path("<int:use>", views.file, name="file"),
    path("<int:use>/download", views.download, name="download"),
    path("<int:use>/picture", views.picture, name="picture"),
    path("<int:use>/thumbnail", views.thumbnail, name="thumbnail"),
]
