"""Addresses of the reception window, and of a reporter's own progress page."""

from django.urls import path

from quanju.pages.reception_window import progress_views, views

app_name = "reception_window"
urlpatterns = [
    path("reports/", views.desk, name="desk"),
    path("reports/take", views.take_report, name="take_report"),
    path("reports/later", views.enter_later, name="enter_later"),
    path("reports/<slug:number>", views.report, name="report"),
    path("reports/<slug:number>/write", views.write_report, name="write_report"),
    path("reports/<slug:number>/<slug:verb>", views.act_on_report, name="act_on_report"),
    path("progress", progress_views.ask, name="ask_progress"),
    path("progress/<slug:number>", progress_views.progress, name="progress"),
]
