"""Addresses of the operator's desk."""

from django.urls import path, re_path

from quanju.pages.operation import notice_views, views

app_name = "operation"
NAME = r"(?P<name>[a-z0-9_.]{1,80})"
urlpatterns = [
    path("", views.reactions, name="reactions"),
    path("notices", notice_views.outbox, name="outbox"),
    path("notices/<int:pk>/retry", notice_views.retry_delivery, name="retry_delivery"),
    re_path(rf"^reactions/{NAME}/retry$", views.retry_reaction, name="retry_reaction"),
]
