"""Addresses of what residents do without an account."""

from django.urls import path

from quanju.pages.portal import letter_views, progress_views, views

app_name = "portal"
urlpatterns = [
    path("portal/", views.front, name="front"),
    path("portal/pre-report", views.write_pre_report, name="write_pre_report"),
    path("portal/pre-report/<slug:code>", views.pre_report, name="pre_report"),
    path(
        "portal/pre-report/<slug:code>/take-back",
        views.take_back_pre_report,
        name="take_back_pre_report",
    ),
    path("portal/write/<slug:kind>", letter_views.send_letter, name="send_letter"),
    path("portal/letters/<slug:number>", letter_views.letter, name="letter"),
    path("portal/letters/<slug:number>/<slug:verb>", letter_views.act_on_own, name="act_on_own"),
    path("portal/board", views.board, name="board"),
    path("portal/visit", views.book_visit, name="book_visit"),
    path("progress", progress_views.ask, name="ask_progress"),
    path("progress/<slug:number>", progress_views.progress, name="progress"),
    path("progress/<slug:number>/tell", progress_views.choose_telling, name="choose_telling"),
    path("progress/<slug:number>/record", progress_views.ask_of_record, name="ask_of_record"),
    path("progress/<slug:number>/object", progress_views.object_to, name="object_to"),
]
