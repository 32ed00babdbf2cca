from django.urls import path

from quanju.pages.dispatch_desk import (
    incident_views,
    line_views,
    live_views,
    road_views,
    split_views,
    views,
)

app_name = "dispatch_desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("queue", live_views.queue, name="queue"),
    path("units", live_views.unit_board, name="unit_board"),
    path("counts", live_views.counts, name="counts"),
    path("alerts", live_views.alerts, name="alerts"),
    path("panel", live_views.first_panel, name="first_panel"),
    path("panel/<str:number>", live_views.panel, name="panel"),
    path("units.geojson", live_views.units, name="units"),
    path("incidents.geojson", live_views.incidents_on_map, name="incidents_on_map"),
    path("routes/<str:number>.geojson", live_views.routes, name="routes"),
    path("lines", line_views.ringing_lines, name="ringing_lines"),
    path("call/answer", line_views.answer, name="answer"),
    path("calls/<str:number>/form", line_views.line_form, name="line_form"),
    path("calls/<str:number>/caller", line_views.see_caller, name="see_caller"),
    path("calls/<str:number>/recording", line_views.recording, name="recording"),
    path("call", views.take_call, name="take_call"),
    path("call/settle", views.settle_call, name="settle_call"),
    path("calls", incident_views.calls, name="calls"),
    path("call/preview", views.preview_call, name="preview_call"),
    path("alerts/<int:alert>/close", views.close_alert, name="close_alert"),
    path("units/call_for_help", views.call_for_help, name="call_for_help"),
    path("units/<int:unit>/end_emergency", views.end_emergency, name="end_emergency"),
    path("roads", road_views.roads, name="roads"),
    path("roads/close_road", road_views.close_road, name="close_road"),
    path("circumstances", live_views.circumstances, name="circumstances"),
    path("roads/set_circumstance", road_views.set_circumstance, name="set_circumstance"),
    path("roads/<slug:kind>/<int:pk>/lift", road_views.lift, name="lift"),
    path("incidents", incident_views.incidents, name="incidents"),
    path("incidents/<str:number>", incident_views.incident, name="incident"),
    path("incidents/<str:number>/photos", incident_views.photos, name="photos"),
    path("incidents/<str:number>/correct", incident_views.correct, name="correct"),
    path("incidents/<str:number>/send_order", views.send_order, name="send_order"),
    path(
        "incidents/<str:number>/split_incident", split_views.split_incident, name="split_incident"
    ),
    path("incidents/<str:number>/<slug:verb>", views.act_on_incident, name="act_on_incident"),
    path("incidents/<str:number>/proposal/", live_views.order_proposal, name="order_proposal"),
    path("receipts/<int:receipt>", incident_views.receipt, name="receipt"),
    path("receipts/<int:receipt>/paper", incident_views.issue_receipt, name="issue_receipt"),
]
