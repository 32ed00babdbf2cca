from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "quanju.domains.coordination"
    label = "coordination"
    verbose_name = "警务协同 / Coordination"

    def ready(self) -> None:
        from quanju.domains.coordination import acts, notices, rules  # noqa: F401 - defines kinds
        from quanju.domains.coordination.actions import deleting, taking  # noqa: F401 - acts, too
        from quanju.domains.coordination.files import FilesOfGroups
        from quanju.domains.coordination.plans import rules as plans  # noqa: F401 - one more
        from quanju.domains.documents.ports import files

        files.plug("group", FilesOfGroups())
