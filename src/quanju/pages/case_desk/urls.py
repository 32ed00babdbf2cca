"""Addresses of the case desk."""

from django.urls import path

from quanju.pages.case_desk import archive_views, property_views, story_views, views

app_name = "case_desk"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("archive", archive_views.archive, name="archive"),
    path("<slug:number>", views.case, name="case"),
    path("<slug:number>/propose/<slug:decision>", views.propose_decision, name="propose_decision"),
    path(
        "<slug:number>/property/<slug:verb>",
        property_views.act_on_property,
        name="act_on_property",
    ),
    path("<slug:number>/serve", views.serve_paper, name="serve_paper"),
    path("<slug:number>/story/<slug:verb>", story_views.act_on_story, name="act_on_story"),
    path("<slug:number>/<slug:verb>", views.act_on_case, name="act_on_case"),
]
