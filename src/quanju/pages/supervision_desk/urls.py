"""Addresses of the supervision desk."""

from django.urls import path

from quanju.pages.supervision_desk import views

app_name = "supervision_desk"
urlpatterns = [
    path("", views.board, name="board"),
    path("hits", views.hits, name="hits"),
    path("hits/<int:hit>", views.hit, name="hit"),
    path("hits/<int:hit>/<slug:verb>", views.act_on_hit, name="act_on_hit"),
]
