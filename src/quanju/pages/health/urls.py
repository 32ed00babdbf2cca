from django.urls import path

from quanju.pages.health import metrics, views

app_name = "health"
urlpatterns = [
    path("health", views.health, name="health"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
]
