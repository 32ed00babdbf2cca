"""Addresses of the letters of residents."""

from django.urls import path

from quanju.pages.reception_letters import views

app_name = "reception_letters"
urlpatterns = [
    path("letters/", views.desk, name="desk"),
    path("letters/<slug:letter>", views.letter, name="letter"),
    path("letters/<slug:letter>/<slug:verb>", views.act_on_letter, name="act_on_letter"),
]
