"""Addresses that only the demo has."""

from django.urls import path

from quanju.demo import entry, telephones

app_name = "demo"
urlpatterns = [
    path("enter", entry.enter, name="enter"),
    path("telephones", telephones.telephones, name="telephones"),
]
