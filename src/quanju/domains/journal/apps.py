from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "quanju.domains.journal"
    label = "journal"
    verbose_name = "记录 / Journal"
