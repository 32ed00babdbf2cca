"""Addresses of the crew's phone; everything below one folder, the scope of its service worker."""

from django.urls import path

from quanju.pages.unit_phone import (
    duty_views,
    help_views,
    photo_views,
    place_views,
    shell_views,
    step_views,
    views,
)

app_name = "unit_phone"
urlpatterns = [
    path("", views.order, name="order"),
    path("job", views.job, name="job"),
    path("shift", views.shift, name="shift"),
    path("feedback/<slug:number>", views.feedback, name="feedback"),
    path("step", step_views.step, name="step"),
    path("order-shown", step_views.order_shown, name="order_shown"),
    path("message-shown", step_views.message_shown, name="message_shown"),
    path("ahead-shown", step_views.ahead_shown, name="ahead_shown"),
    path("wake", shell_views.wake, name="wake"),
    path("photo", photo_views.photo, name="photo"),
    path("sign-on", duty_views.sign_on, name="sign_on"),
    path("sign-off", duty_views.sign_off, name="sign_off"),
    path("activity", duty_views.activity, name="activity"),
    path("light", duty_views.light, name="light"),
    path("crew", duty_views.crew, name="crew"),
    path("position", place_views.position, name="position"),
    path("help/<str:call_sign>.geojson", help_views.help_route, name="help_route"),
    path("help/<str:call_sign>/seen", help_views.see_help, name="see_help"),
    path("help/<str:call_sign>", help_views.help_call, name="help"),
    path("route.geojson", place_views.route, name="route"),
    path("shell", shell_views.shell, name="shell"),
    path("worker.js", shell_views.worker, name="worker"),
    path("app.webmanifest", shell_views.manifest, name="manifest"),
]
