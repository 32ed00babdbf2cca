"""What the room of documents asks about groups that have files (`documents/ports.py`)."""

from datetime import datetime

from quanju.domains.coordination.models import Group
from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.documents.ports import Matter, answers_for
from quanju.domains.kernel.types import NotFound, Text, Verdict
from quanju.domains.people.types import Actor


class FilesOfGroups:
    """Answers for `group:…`."""

    purpose = "coordinate"

    def may_read(self, subject: str, actor: Actor, at: datetime) -> Verdict:
        """Members, for as long as they are; a package is no file to be read (`is_made`): it leaves
        by its own verb, marked and for a purpose."""
        if not Group.objects.visible_to(actor, at).filter(number=_number(subject)).exists():
            raise NotFound(subject=subject[:60])
        return Verdict.yes()

    def matter(self, subject: str) -> Matter | None:
        """It has ended when it was archived; as long as its type says, or its case is kept."""
        row = Group.objects.filter(number=_number(subject)).first()
        if row is None or row.status == "deleted":
            return None
        if row.merged_into is not None:  # what was said there is kept as long as where it went
            return self.matter(row.merged_into.subject)
        kind = group_rules(row.begun_at).types.get(row.kind)
        return Matter(
            Text(row.number, row.number),
            row.archived_at or (row.last_at if row.status == "rejected" else None),
            kind is not None and kind.is_kept_with_case and _is_case(row),
            kind.keep_days if kind else 0,
        )


def _number(subject: str) -> str:
    return subject.removeprefix("group:")


def _is_case(row: Group) -> bool:
    """The incident of the group became a case; a group without an incident has one of its own."""
    if not row.incident:
        return row.kind == "case_investigation"
    subject = f"incident:{row.incident}"
    found = answers_for(subject).matter(subject)
    return found is not None and found.is_kept_with_case
