from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "quanju.domains.reception"
    label = "reception"
    verbose_name = "接报案 / Reception"

    def ready(self) -> None:
        from quanju.domains.dispatch.ports import complaints
        from quanju.domains.reception import acts, papers, rules  # noqa: F401 - defines kinds
        from quanju.domains.reception.actions.complaints import register_by_telephone

        complaints.plug("reception", register_by_telephone)
