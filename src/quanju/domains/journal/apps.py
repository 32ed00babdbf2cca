from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "quanju.domains.journal"
    label = "journal"
    verbose_name = "记录 / Journal"

    def ready(self) -> None:
        """Rows that a write changes are written down by the journal, entry or not."""
        from quanju.domains.journal.actions.entries import drafts_of
        from quanju.domains.kernel.rows import written_down_by

        written_down_by(drafts_of)
