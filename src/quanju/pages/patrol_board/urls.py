"""Addresses of the patrol board."""

from django.urls import path, re_path

from quanju.pages.patrol_board import (
    calendar_views,
    figure_views,
    list_views,
    measure_views,
    people_views,
    proposal_views,
    round_views,
    shift_views,
    suggestion_views,
    views,
)

app_name = "patrol_board"
urlpatterns = [
    path("", views.board, name="board"),
    path("staging", views.staging, name="staging"),
    path("shifts", list_views.shift_list, name="shift_list"),
    path("units", list_views.unit_list, name="units"),
    path("mine", people_views.mine, name="mine"),
    path("shifts/add", shift_views.plan_shift, name="plan_shift"),
    path("shifts/<int:pk>", shift_views.shift, name="shift"),
    path("shifts/<int:pk>/members", shift_views.change_members, name="change_members"),
    path("shifts/<int:pk>/sign-up", people_views.sign_up, name="sign_up"),
    path("shifts/<int:pk>/log", people_views.log_duty, name="log_duty"),
    path(
        "shifts/<int:pk>/thank/<int:person>", people_views.thank_volunteer, name="thank_volunteer"
    ),
    re_path(
        r"^shifts/(?P<pk>[0-9]{1,18})/"
        r"(?P<step>confirm|excuse|cancel|check_in|leave_for_call|return_to_point|hand_over"
        r"|check_out|mark_missed)$",
        shift_views.move_shift,
        name="move_shift",
    ),
    path("rounds", round_views.rounds, name="rounds"),
    path("rounds/add", round_views.plan_round, name="plan_round"),
    path("rounds/propose", proposal_views.propose_rounds, name="propose_rounds"),
    path("rounds/proposals/<int:pk>", proposal_views.proposal, name="proposal"),
    path("rounds/proposals/<int:pk>/accept", proposal_views.accept_rounds, name="accept_rounds"),
    path("rounds/proposals/<int:pk>/again", proposal_views.propose_again, name="propose_again"),
    path(
        "rounds/proposals/<int:pk>/cancel", proposal_views.cancel_proposal, name="cancel_proposal"
    ),
    path(
        "rounds/proposals/<int:pk>/<int:variant>/<slug:part>.geojson",
        proposal_views.proposal_part,
        name="proposal_part",
    ),
    path("rounds/<int:pk>", round_views.one_round, name="round"),
    re_path(
        r"^rounds/(?P<pk>[0-9]{1,18})/"
        r"(?P<step>start|pause|resume|complete|cut_short|cancel)$",
        round_views.move_round,
        name="move_round",
    ),
    re_path(
        r"^rounds/(?P<pk>[0-9]{1,18})/checkpoints/(?P<checkpoint>[0-9]{1,18})/"
        r"(?P<step>visit|skip|open_incident)$",
        round_views.close_checkpoint,
        name="close_checkpoint",
    ),
    path("calendar", calendar_views.calendar, name="calendar"),
    path("calendar/add", calendar_views.add_occasion, name="add_occasion"),
    path("calendar/<int:pk>/plan", calendar_views.plan_occasion, name="plan_occasion"),
    path("calendar/<int:pk>/end", calendar_views.end_occasion, name="end_occasion"),
    path("feeds/add", calendar_views.add_feed, name="add_feed"),
    path("feeds/<int:pk>/revoke", calendar_views.revoke_feed, name="revoke_feed"),
    path("feeds/<slug:secret>.ics", calendar_views.feed, name="feed"),
    path("secondments", people_views.secondments, name="secondments"),
    path("secondments/<int:pk>/end", people_views.end_secondment, name="end_secondment"),
    path("volunteers", people_views.volunteers, name="volunteers"),
    path("volunteers/<int:pk>/brief", people_views.brief_volunteer, name="brief_volunteer"),
    path("joint", figure_views.joint, name="joint"),
    path("measures", measure_views.measures, name="measures"),
    path("measures/coverage", measure_views.coverage, name="coverage"),
    path("measures/presence", measure_views.presence, name="presence"),
    path("measures/of/<path:code>", measure_views.measure, name="measure"),
    path("suggestions", suggestion_views.suggestions, name="suggestions"),
    path("suggestions/look", suggestion_views.suggest_shifts, name="suggest_shifts"),
    path(
        "suggestions/<int:pk>/accept",
        suggestion_views.accept_suggestion,
        name="accept_suggestion",
    ),
    path(
        "suggestions/<int:pk>/reject",
        suggestion_views.reject_suggestion,
        name="reject_suggestion",
    ),
    path("activities", figure_views.activities, name="activities"),
    path("activities/service", figure_views.log_service, name="log_service"),
]
