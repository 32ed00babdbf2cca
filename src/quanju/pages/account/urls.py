"""Addresses of one's own account."""

from django.urls import path

from quanju.pages.account import views

app_name = "account"
urlpatterns = [
    path("", views.account, name="account"),
    path("sessions/<slug:ref>/end", views.end_own_session, name="end_own_session"),
    path("duty/on", views.go_on_duty, name="go_on_duty"),
    path("duty/off", views.go_off_duty, name="go_off_duty"),
    path("my-data", views.my_data, name="my_data"),
    path("my-data.json", views.my_data_file, name="my_data_file"),
]
