from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "quanju.domains.planning"
    label = "planning"
    verbose_name = "规划 / Planning"
