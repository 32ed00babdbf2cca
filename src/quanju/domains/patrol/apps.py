from django.apps import AppConfig


class PatrolConfig(AppConfig):
    name = "quanju.domains.patrol"
    label = "patrol"
    verbose_name = "巡防 / Patrol"

    def ready(self) -> None:
        from quanju.domains.patrol import rules  # noqa: F401 - defines the rule kinds
