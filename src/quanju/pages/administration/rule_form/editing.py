"""A rule table under the hand: by fields or as text, and what one press does to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook import queries
from quanju.domains.rulebook.types import Fault, RuleError, RuleKind
from quanju.pages.administration.rule_form.draft import Draft, Path
from quanju.pages.administration.rule_form.shape import line_named, model_at
from quanju.pages.administration.rule_form.sheet import (
    Sheet,
    dotted,
    put_typed,
    sheet_of,
    sheet_with,
    steps,
)


@dataclass
class Editing:
    """The draft, the sheet that is open, and what is known to be wrong.

    `trouble` is what no field can show: a text that is no TOML, a layout that cannot be set.
    """

    kind: RuleKind[Any]
    text: str
    is_text: bool = False
    path: Path = ()
    is_checked: bool = False
    trouble: RuleError | None = None
    faults: Sequence[Fault] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where this sheet is edited: what was typed on it is put back there after a reload."""
        page = reverse("administration:propose_rule", args=[self.kind.name])
        return f"{page}?sheet={dotted(self.path)}" if self.path else page

    @property
    def draft(self) -> Draft:
        return Draft(self.text)

    @property
    def sheet(self) -> Sheet:
        shown = [one for one in self.faults if self.is_checked or not one.is_missing]
        return sheet_of(self.kind, self.draft, self.path, shown)

    def take(self, sent: QueryDict) -> None:
        """What was typed on the open sheet into the text."""
        if self.is_text:
            return
        draft = self.draft
        put_typed(self.kind, draft, self.path, sent)
        self.text = draft.text

    def step(self, step: str) -> None:
        """One press that edits: `open:`, `add:`, `remove:`, `up:` and a path; `text`, `form`."""
        verb, _, where = step.partition(":")
        path = steps(where)
        if verb == "text":
            self.is_text = True
        elif verb == "form":
            self.is_text = False
        elif verb == "open":
            self.path = path
        elif verb in ("add", "remove", "up") and path:
            getattr(self, f"_{verb}")(path)

    def _add(self, path: Path) -> None:
        draft = self.draft
        line = line_named(model_at(self.kind.model, path[:-1]) or self.kind.model, path[-1])
        if line is None or line.kind != "rows":
            return
        place = draft.add(path, {})
        self.text, self.path = draft.text, (*path, place)

    def _remove(self, path: Path) -> None:
        draft = self.draft
        draft.remove(path)
        self.text = draft.text
        if self.path[: len(path)] == path:
            self.path = path[:-2]

    def _up(self, path: Path) -> None:
        draft = self.draft
        draft.up(path)
        self.text = draft.text

    def look(self) -> None:
        """Find what is wrong; a text that is no TOML stays a text."""
        try:
            self.faults = queries.faults(self.kind, self.text, self._called)
            if self.path and model_at(self.kind.model, self.path) is None:
                self.path = ()
        except RuleError as error:
            self.trouble, self.is_text = error, True

    def check(self) -> None:
        """Find what is wrong and show the sheet where the first of it stands."""
        self.is_checked = True
        self.look()
        if self.faults and not self.is_text and not self._any_here():
            self.path = sheet_with(self.kind, self.faults[0].path)

    def _any_here(self) -> bool:
        return any(sheet_with(self.kind, one.path) == self.path for one in self.faults)

    def _called(self, path: Path) -> Text | None:
        names = [n for n, step in enumerate(path) if isinstance(step, str) and step != "[key]"]
        for at in reversed(names):
            model = model_at(self.kind.model, path[:at])
            if model and (line := line_named(model, path[at])):
                return line.label
        return None
