from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "quanju.domains.journal"
    label = "journal"
    verbose_name = "记录 / Journal"

    def ready(self) -> None:
        """Rows that a write changes are written down by the journal, entry or not; and every
        room has said how its events are called and who hears them."""
        from quanju.domains.journal.actions.entries import drafts_of
        from quanju.domains.kernel.rows import written_down_by

        written_down_by(drafts_of)
        autodiscover_modules("events")
