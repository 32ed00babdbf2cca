"""Addresses of the coordination room."""

from django.urls import path

from quanju.pages.coordination_room import (
    archive_views,
    ending_views,
    file_views,
    find_views,
    learning_views,
    map_views,
    plan_views,
    views,
)

app_name = "coordination_room"
urlpatterns = [
    path("", views.groups, name="groups"),
    path("open", views.open_group, name="open_group"),
    path("find", find_views.find, name="find"),
    path("archive", archive_views.archive, name="archive"),
    path("archive/due", ending_views.due, name="due_groups"),
    path("archive/due/propose", ending_views.propose_deletion, name="propose_deletion"),
    path("archive/<slug:number>", archive_views.archived, name="archived"),
    path("archive/<slug:number>/seal", archive_views.seal_again, name="seal_again"),
    path("archive/<slug:number>/ask", ending_views.propose_taking, name="propose_taking"),
    path("plans", plan_views.plans, name="plans"),
    path("plans/<slug:code>", plan_views.plan, name="plan"),
    path("learning", learning_views.learning, name="learning"),
    path("learning/<slug:kind>", learning_views.of_type, name="of_type"),
    path("lessons/<int:lesson>/<slug:verb>", learning_views.act_on_lesson, name="act_on_lesson"),
    path("weekly", learning_views.weekly, name="weekly"),
    path("warnings", plan_views.warnings_out, name="warnings"),
    path("warnings/<slug:number>", plan_views.warning, name="warning"),
    path("warnings/<slug:number>/cap", plan_views.cap_file, name="cap_file"),
    path("warnings/<slug:number>/<slug:verb>", plan_views.act_on_warning, name="act_on_warning"),
    path("<slug:number>", views.group, name="group"),
    path("<slug:number>/side", views.side, name="side"),
    path("<slug:number>/stream", views.stream, name="stream"),
    path("<slug:number>/map", map_views.group_map, name="group_map"),
    path("<slug:number>/map/<slug:name>.geojson", map_views.map_layer, name="map_layer"),
    path("<slug:number>/reach", views.reach, name="reach"),
    path("<slug:number>/file", file_views.attach, name="attach"),
    path("<slug:number>/seen", views.note_seen, name="note_seen"),
    path("<slug:number>/<slug:verb>", views.act_on_group, name="act_on_group"),
]
