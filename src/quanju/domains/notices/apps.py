from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "quanju.domains.notices"
    label = "notices"
    verbose_name = "通知 / Notices"

    def ready(self) -> None:
        from quanju.domains.notices import rules  # noqa: F401 - kinds
        from quanju.domains.notices.actions import proposals  # noqa: F401 - a kind of notice
