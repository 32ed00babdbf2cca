from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "quanju.domains.rulebook"
    label = "rulebook"
    verbose_name = "规则 / Rulebook"

    def ready(self) -> None:
        from quanju.domains.approvals.ports import waits_are_told_by
        from quanju.domains.rulebook import actions  # noqa: F401 - acts that need two people
        from quanju.domains.rulebook.queries import how_long_an_act_waits

        waits_are_told_by(how_long_an_act_waits)
