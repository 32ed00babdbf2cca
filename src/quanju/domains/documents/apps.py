from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "quanju.domains.documents"
    label = "documents"
    verbose_name = "文书 / Documents"

    def ready(self) -> None:
        from quanju.domains.documents import acts  # noqa: F401 - defines the acts
        from quanju.domains.documents.actions import redaction  # noqa: F401 - defines an act
        from quanju.domains.documents.files import rules  # noqa: F401 - defines the rule kinds
