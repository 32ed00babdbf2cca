from django.apps import AppConfig


class PatrolConfig(AppConfig):
    name = "quanju.domains.patrol"
    label = "patrol"
    verbose_name = "巡防 / Patrol"
