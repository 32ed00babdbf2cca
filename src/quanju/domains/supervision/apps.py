from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "quanju.domains.supervision"
    label = "supervision"
    verbose_name = "执法监督 / Supervision"

    def ready(self) -> None:
        from quanju.domains.cases.ports import before_decision
        from quanju.domains.supervision import acts, notices, rules  # noqa: F401 - defines kinds
        from quanju.domains.supervision.queries.opinions import may_be_put_up

        before_decision.plug("supervision", may_be_put_up)
