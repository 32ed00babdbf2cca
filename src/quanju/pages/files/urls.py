from django.urls import path

from quanju.pages.files import archive_views, views

app_name = "files"
urlpatterns = [
    path("", archive_views.archive, name="archive"),
    path("propose_deletion", archive_views.propose_deletion, name="propose_deletion"),
    path("propose_hold", archive_views.propose_hold, name="propose_hold"),
    path("propose_release", archive_views.propose_release, name="propose_release"),
    path("<int:use>", views.file, name="file"),
    path("<int:use>/download", views.download, name="download"),
    path("<int:use>/picture", views.picture, name="picture"),
    path("<int:use>/thumbnail", views.thumbnail, name="thumbnail"),
]
