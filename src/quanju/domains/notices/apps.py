from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "quanju.domains.notices"
    label = "notices"
    verbose_name = "通知 / Notices"

    def ready(self) -> None:
        from quanju.domains.notices import actions, rules  # noqa: F401 - kinds of notices, of rules
