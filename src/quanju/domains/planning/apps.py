from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "quanju.domains.planning"
    label = "planning"
    verbose_name = "规划 / Planning"

    def ready(self) -> None:
        from quanju.domains.planning import papers  # noqa: F401 - defines a kind of paper
        from quanju.domains.planning.actions import plans  # noqa: F401 - an act
        from quanju.domains.planning.suggestions import rules  # noqa: F401 - defines the rule kind
