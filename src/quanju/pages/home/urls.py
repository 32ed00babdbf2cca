"""Addresses of the home page."""

from django.urls import path

from quanju.pages.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("home/now", views.now, name="now"),
    path("home/trend", views.trend, name="trend"),
    path("home/enforcement", views.enforcement_area, name="enforcement"),
    path("home/figures", views.figures, name="figures"),
]
