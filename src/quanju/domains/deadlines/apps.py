from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "quanju.domains.deadlines"
    label = "deadlines"
    verbose_name = "时限 / Deadlines"

    def ready(self) -> None:
        from quanju.domains.deadlines import rules  # noqa: F401 - defines the rule kinds
