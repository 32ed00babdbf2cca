"""Addresses that only the demo has."""

from django.urls import path

from quanju.demo import entry

app_name = "demo"
urlpatterns = [path("enter", entry.enter, name="enter")]
