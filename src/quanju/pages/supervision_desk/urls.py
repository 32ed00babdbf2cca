"""Addresses of the supervision desk."""

from django.urls import path

from quanju.pages.supervision_desk import finding_views, inspection_views, recording_views, views

app_name = "supervision_desk"
urlpatterns = [
    path("", views.board, name="board"),
    path("findings", finding_views.findings, name="findings"),
    path("findings/raise", finding_views.raise_finding, name="raise_finding"),
    path("findings/<slug:number>", finding_views.finding, name="finding"),
    path("findings/<slug:number>/<slug:verb>", finding_views.act_on_finding, name="act_on_finding"),
    path("hits", views.hits, name="hits"),
    path("hits/<int:hit>", views.hit, name="hit"),
    path("hits/<int:hit>/<slug:verb>", views.act_on_hit, name="act_on_hit"),
    path("recordings", recording_views.recordings, name="recordings"),
    path("recordings/add", recording_views.index_recording, name="index_recording"),
    path("recordings/compare", recording_views.compare_recordings, name="compare_recordings"),
    path("recordings/delete", recording_views.propose_deletion, name="propose_deletion"),
    path("recordings/<slug:number>", recording_views.recording, name="recording"),
    path(
        "recordings/<slug:number>/<slug:verb>",
        recording_views.act_on_recording,
        name="act_on_recording",
    ),
    path("inspections", inspection_views.inspections, name="inspections"),
    path("inspections/plan", inspection_views.plan_inspection, name="plan_inspection"),
    path("inspections/<slug:number>", inspection_views.inspection, name="inspection"),
    path("inspections/<slug:number>/population", inspection_views.population, name="population"),
    path(
        "inspections/<slug:number>/matters/<slug:matter>",
        inspection_views.inspect_matter,
        name="inspect_matter",
    ),
    path(
        "inspections/<slug:number>/<slug:verb>",
        inspection_views.act_on_inspection,
        name="act_on_inspection",
    ),
]
