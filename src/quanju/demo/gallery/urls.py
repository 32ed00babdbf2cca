"""Addresses of the gallery."""

from django.urls import path

from quanju.demo.gallery import views

app_name = "gallery"
urlpatterns = [
    path("gallery/", views.page, name="gallery"),
    path("gallery/refuse", views.refuse, name="gallery-refuse"),
    path("gallery/<slug:name>", views.page, name="gallery-page"),
    path("gallery/town/<int:z>/<int:x>/<int:y>.mvt", views.town_tile, name="gallery-tile"),
    path("gallery/town/<slug:kind>.geojson", views.town_signs, name="gallery-signs"),
]
