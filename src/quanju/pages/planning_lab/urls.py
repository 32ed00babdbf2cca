"""Addresses of the planning desk."""

from django.urls import path, re_path

from quanju.pages.planning_lab import draw_views, list_views, plan_views, study_views, views

app_name = "planning_lab"
urlpatterns = [
    path("", views.studies, name="studies"),
    path("studies", list_views.study_list, name="study_list"),
    path("plans", list_views.plan_list, name="plan_list"),
    path("studies/ask/<slug:kind>", study_views.ask_study, name="ask_study"),
    path("studies/<int:pk>", study_views.study, name="study"),
    path("studies/<int:pk>/cancel", study_views.cancel_study, name="cancel_study"),
    path("studies/<int:pk>/repeat", study_views.repeat_study, name="repeat_study"),
    path("studies/<int:pk>/report", study_views.issue_report, name="issue_report"),
    path("studies/<int:pk>/<slug:layer>.geojson", study_views.layer, name="study_layer"),
    path("plans/draft", plan_views.draft_plan, name="draft_plan"),
    path("plans/<int:number>", plan_views.plan, name="plan"),
    path("plans/<int:number>/layers", plan_views.change_plan, name="change_plan"),
    path("plans/<int:number>/try", draw_views.try_step, name="try_step"),
    path("plans/<int:number>/draw", draw_views.draw_plan, name="draw_plan"),
    path("plans/<int:number>/zone", draw_views.change_zone, name="change_zone"),
    path("plans/<int:number>/point", plan_views.move_point, name="move_point"),
    path("plans/<int:number>/<slug:layer>.geojson", plan_views.layer, name="plan_layer"),
    re_path(
        r"^plans/(?P<number>[0-9]{1,9})/(?P<step>propose|withdraw)$",
        plan_views.move_plan,
        name="move_plan",
    ),
]
