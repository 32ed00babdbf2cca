"""Addresses of the reception window."""

from django.urls import path

from quanju.pages.reception_window import (
    day_views,
    follow_up_views,
    from_incident_views,
    proposal_views,
    request_views,
    views,
)

app_name = "reception_window"
urlpatterns = [
    path("reports/", views.desk, name="desk"),
    path("reports/take", views.take_report, name="take_report"),
    path("reports/later", views.enter_later, name="enter_later"),
    path("reports/day/<slug:day>", day_views.day, name="day"),
    path("reports/ticket/<int:visit>/none", day_views.say_no_report, name="say_no_report"),
    path("reports/propose", proposal_views.propose, name="propose"),
    path("reports/follow-ups", follow_up_views.follow_ups, name="follow_ups"),
    path("reports/follow-ups/<int:pk>", follow_up_views.follow_up, name="follow_up"),
    path(
        "reports/follow-ups/<int:pk>/<slug:verb>",
        follow_up_views.act_on_follow_up,
        name="act_on_follow_up",
    ),
    path("reports/pre/<slug:code>", views.open_pre_report, name="open_pre_report"),
    path("reports/of/<slug:incident>", from_incident_views.from_incident, name="from_incident"),
    path(
        "reports/of/<slug:incident>/link",
        from_incident_views.link_incident,
        name="link_incident",
    ),
    path("reports/<slug:number>", views.report, name="report"),
    path("reports/<slug:number>/write", views.write_report, name="write_report"),
    path("reports/<slug:number>/record/ask", request_views.ask_of_record, name="ask_of_record"),
    path(
        "reports/<slug:number>/record/<int:asked>/<slug:verb>",
        request_views.act_on_request,
        name="act_on_request",
    ),
    path("reports/<slug:number>/<slug:verb>", views.act_on_report, name="act_on_report"),
]
