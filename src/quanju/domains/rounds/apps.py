from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "quanju.domains.rounds"
    label = "rounds"
    verbose_name = "巡逻 / Rounds"

    def ready(self) -> None:
        from quanju.domains.duty import ports
        from quanju.domains.rounds import queries, rules  # noqa: F401 - defines the rule kinds
        from quanju.domains.rounds.measures import MEASURES

        ports.walks.plug("rounds", queries)
        ports.measures.plug("rounds", MEASURES)
