from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "quanju.domains.cases"
    label = "cases"
    verbose_name = "案件 / Cases"

    def ready(self) -> None:
        from quanju.domains.cases import acts, papers, rules  # noqa: F401 - defines kinds
        from quanju.domains.cases.actions.registering import register_case
        from quanju.domains.reception.ports import goes_on

        goes_on.plug("cases", register_case)
