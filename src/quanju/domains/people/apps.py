from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "quanju.domains.people"
    label = "people"
    verbose_name = "组织人员 / People"
