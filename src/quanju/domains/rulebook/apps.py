from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "quanju.domains.rulebook"
    label = "rulebook"
    verbose_name = "规则 / Rulebook"
