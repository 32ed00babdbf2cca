"""Addresses of the hall."""

from django.urls import path

from quanju.pages.reception_hall import views

app_name = "reception_hall"
urlpatterns = [
    path("hall/", views.hall, name="hall"),
    path("hall/now", views.now, name="now"),
    path("hall/greet", views.greet_visitor, name="greet_visitor"),
    path("hall/next", views.call_next, name="call_next"),
    path("hall/visits/<int:visit>/<slug:verb>", views.act_on_visit, name="act_on_visit"),
]
