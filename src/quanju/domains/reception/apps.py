from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "quanju.domains.reception"
    label = "reception"
    verbose_name = "接报案 / Reception"

    def ready(self) -> None:
        from quanju.domains.dispatch.ports import complaints
        from quanju.domains.notices.ports import addresses
        from quanju.domains.reception import acts, notices, papers, rules  # noqa: F401 - kinds
        from quanju.domains.reception.actions.complaints import register_by_telephone
        from quanju.domains.reception.queries.telling import address_of

        addresses.plug("reception", address_of)
        complaints.plug("reception", register_by_telephone)
