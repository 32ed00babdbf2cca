"""Addresses of the supervision desk."""

from django.urls import path

from quanju.pages.supervision_desk import finding_views, views

app_name = "supervision_desk"
urlpatterns = [
    path("", views.board, name="board"),
    path("findings", finding_views.findings, name="findings"),
    path("findings/raise", finding_views.raise_finding, name="raise_finding"),
    path("findings/<slug:number>", finding_views.finding, name="finding"),
    path("findings/<slug:number>/<slug:verb>", finding_views.act_on_finding, name="act_on_finding"),
    path("hits", views.hits, name="hits"),
    path("hits/<int:hit>", views.hit, name="hit"),
    path("hits/<int:hit>/<slug:verb>", views.act_on_hit, name="act_on_hit"),
]
