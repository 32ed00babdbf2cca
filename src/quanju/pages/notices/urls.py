"""Addresses of one's own notices."""

from django.urls import path

from quanju.pages.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="notices"),
    path("bell", views.bell, name="bell"),
    path("list", views.notice_list, name="list"),
    path("read-all", views.read_all_notices, name="read_all_notices"),
    path("<int:pk>/read", views.read_notice, name="read_notice"),
]
