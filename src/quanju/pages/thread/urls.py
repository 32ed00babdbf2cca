"""Address of the thread."""

from django.urls import path

from quanju.pages.thread import views

app_name = "thread"
urlpatterns = [path("<str:subject>", views.thread, name="thread")]
