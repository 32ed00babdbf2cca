"""Addresses of what waits for a second person."""

from django.urls import path

from quanju.pages.approvals import views

app_name = "approvals"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("list", views.waiting_list, name="waiting_list"),
    path("<int:proposal>/approve", views.approve, name="approve"),
    path("<int:proposal>/refuse", views.refuse, name="refuse"),
    path("<int:proposal>/withdraw", views.withdraw, name="withdraw"),
]
