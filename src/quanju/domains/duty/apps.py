from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "quanju.domains.duty"
    label = "duty"
    verbose_name = "勤务 / Duty"

    def ready(self) -> None:
        from quanju.domains.duty import notices, rules  # noqa: F401 - kinds
        from quanju.domains.duty.actions.homes import move_shifts_ahead
        from quanju.domains.duty.queries import stays
        from quanju.domains.patrol import ports

        ports.posts.plug("duty", stays)
        ports.follow_home.plug("duty", move_shifts_ahead)
