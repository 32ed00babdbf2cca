from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "quanju.domains.people"
    label = "people"
    verbose_name = "组织人员 / People"

    def ready(self) -> None:
        from quanju.domains.people.actions import appointments, second_factors  # noqa: F401 - acts
