"""Addresses of the hall."""

from django.urls import path

from quanju.pages.reception_hall import booking_views, comment_views, public_views, views

app_name = "reception_hall"
urlpatterns = [
    path("hall/", views.hall, name="hall"),
    path("hall/now", views.now, name="now"),
    path("hall/greet", views.greet_visitor, name="greet_visitor"),
    path("hall/next", views.call_next, name="call_next"),
    path("hall/visits/<int:visit>/slip", views.slip, name="slip"),
    path("hall/comments", comment_views.comments, name="comments"),
    path("hall/bookings", booking_views.bookings, name="bookings"),
    path("hall/bookings/<int:booking>/cancel", booking_views.cancel_booking, name="cancel_booking"),
    path("hall/board/<slug:site>", public_views.board, name="board"),
    path("hall/board/<slug:site>/now", public_views.board_now, name="board_now"),
    path("ticket/at/<slug:site>/<slug:key>", public_views.take_ticket, name="take_ticket"),
    path("ticket/<slug:code>", public_views.ticket, name="ticket"),
    path("ticket/<slug:code>/<slug:verb>", public_views.change_ticket, name="change_ticket"),
    path("hall/visits/<int:visit>/<slug:verb>", views.act_on_visit, name="act_on_visit"),
]
