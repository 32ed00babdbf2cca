"""Addresses of the worklist."""

from django.urls import path

from quanju.pages.worklist import views

app_name = "worklist"
urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("board", views.board, name="board"),
    path("matter", views.matter, name="matter"),
    path("counts", views.counts, name="counts"),
]
