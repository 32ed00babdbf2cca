"""When the term of a file is over, by the rules in force (specification 6.4)."""

from datetime import datetime, timedelta

from quanju.domains.documents import events
from quanju.domains.documents.files.rules import FILES, FileRules
from quanju.domains.documents.files.workflow import USE
from quanju.domains.documents.models.files import FileUse
from quanju.domains.documents.ports import Matter, answers_for
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.types import SERVICE
from quanju.domains.rulebook.queries import in_force

SUBJECTS_AT_MOST = 200
"""Matters a run; the rest follows in the next one."""
AGAIN = timedelta(days=1)
"""A matter that goes on, or that a case keeps, is asked about again after so long."""


def look_at_terms(at: datetime) -> int:
    """Mark what is due and take back what is no longer; how many files moved."""
    waiting = FileUse.objects.filter(state__in=("kept", "due"), look_at__lte=at)
    subjects = waiting.order_by("look_at").values_list("subject", flat=True)
    rules = in_force(FILES, at=at).content
    several = list(dict.fromkeys(subjects[: SUBJECTS_AT_MOST * 10]))[:SUBJECTS_AT_MOST]
    return sum(_looked_at(subject, rules, at) for subject in several)


def _looked_at(subject: str, rules: FileRules, at: datetime) -> int:
    moved: dict[str, list[int]] = {"fall_due": [], "keep_on": []}
    with write():
        matter = _matter_of(subject)
        uses = FileUse.objects.on(subject).filter(state__in=("kept", "due"))
        for use in uses.select_for_update().order_by("pk"):
            use.due_at = due = _due(use, matter, rules)
            verb = "fall_due" if due and due <= at else "keep_on"
            use.look_at = due if due and due > at else at + AGAIN
            fields = ["due_at", "look_at"]
            if USE.allows(use.state, verb):
                use.state = USE.after(use.state, verb)
                fields.append("state")
                moved[verb].append(use.pk)
            use.save(update_fields=fields)
        _note(events.FILES_DUE, subject, moved["fall_due"], at)
        _note(events.FILES_KEPT_ON, subject, moved["keep_on"], at)
    return len(moved["fall_due"]) + len(moved["keep_on"])


def _matter_of(subject: str) -> Matter | None:
    try:
        return answers_for(subject).matter(subject)
    except NotFound:
        return None


def _due(use: FileUse, matter: Matter | None, rules: FileRules) -> datetime | None:
    """The end of its term; None while the matter goes on, a case keeps it, or no rule says."""
    kind = rules.named(use.kind)
    if matter is None or matter.ended_at is None or matter.is_kept_with_case or kind is None:
        return None
    return max(matter.ended_at, use.added_at) + timedelta(
        days=max(kind.keep_days, matter.keep_days)
    )


def _note(event: Event, subject: str, uses: list[int], at: datetime) -> None:
    if uses:
        facts = {"uses": uses}
        record(event, subject=subject, by=SERVICE, at=at, facts=facts, purpose="administer")
