"""Names behind the subjects of journal entries, for those who may read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from quanju.domains.journal.types import PURPOSES, EntryView
from quanju.domains.kernel.types import Text
from quanju.domains.people.models import Organisation, Person, Post

SERVICE_NAME = Text("系统", "the service")
STRANGER_NAME = Text("未登录的人", "somebody not signed in")


def _name(author: str, names: dict[int, str]) -> str:
    """A person's name; of the service and of strangers what they are."""
    kind, _, number = author.partition(":")
    if kind == "person":
        known = names.get(int(number)) if number.isdigit() else None
        return known or str(STRANGER_NAME)
    return str(SERVICE_NAME if kind == "service" else STRANGER_NAME)


@dataclass(frozen=True)
class SignedEntry:
    """An entry with the name, post and organisation of its author."""

    entry: EntryView
    name: str
    post: Text | None
    organisation: Text | None

    @property
    def purpose(self) -> Text:
        return PURPOSES.get(self.entry.purpose, Text(self.entry.purpose, self.entry.purpose))


def with_authors(entries: Iterable[EntryView]) -> list[SignedEntry]:
    """Three queries, however many entries."""
    rows = list(entries)
    ids = {int(r.author[7:]) for r in rows if r.author[:7] == "person:" and r.author[7:].isdigit()}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "display_name"))
    posts = {p.code: p.title for p in Post.objects.filter(code__in={r.post for r in rows})}
    organisations = {
        o.code: o.name for o in Organisation.objects.filter(code__in={r.organisation for r in rows})
    }
    return [
        SignedEntry(
            entry=row,
            name=_name(row.author, names),
            post=posts.get(row.post),
            organisation=organisations.get(row.organisation),
        )
        for row in rows
    ]


def names_of(subjects: Iterable[str]) -> dict[str, str]:
    """The names of these people, by their subjects; one query."""
    ids = {int(one[7:]) for one in subjects if one.startswith("person:")}
    names = Person.objects.filter(pk__in=ids).values_list("pk", "display_name")
    return {f"person:{pk}": name for pk, name in names}


def subjects_named(text: str) -> list[str]:
    """Subjects of the accounts with this account name or badge number; staff only."""
    found = Person.objects.filter(username=text) | Person.objects.filter(badge_no=text)
    subjects = [person.subject for person in found.exclude(badge_no="", username="")[:20]]
    return subjects or [text if ":" in text else f"person:{text}"]
