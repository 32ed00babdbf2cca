"""Addresses of the worklist."""

from django.urls import path

from quanju.pages.worklist import views

app_name = "worklist"
urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("board", views.board, name="board"),
    path("matter", views.matter, name="matter"),
    path("put_off", views.put_off, name="put_off"),
    path("take_back", views.take_back, name="take_back"),
    path("counts", views.counts, name="counts"),
]
