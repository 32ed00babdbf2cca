from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "quanju.domains.dispatch"
    label = "dispatch"
    verbose_name = "指挥 / Dispatch"
