"""An inspection plan in frozen classes: what it draws from, by which seed, what was found."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quanju.domains.kernel.types import Text
from quanju.domains.supervision.workflow import INSPECTION

INSPECTION_KINDS = {
    "online": Text("网上检查", "online"),
    "on_site": Text("现场检查", "on site"),
    "periodic": Text("定期检查", "periodic"),
    "special": Text("专项检查", "special"),
}
"""The four kinds of the article (SUP-02)."""
METHODS = {
    "papers": Text("查阅文书案卷", "papers of the file"),
    "system": Text("核对系统记录", "entries of the system"),
    "recording": Text("查看录音录像", "recording"),
    "call_back": Text("回访当事人", "call to the person concerned"),
    "on_site": Text("现场查看", "look at the place"),
}
"""How a matter was looked at."""
RESULTS = {
    "good": Text("没有问题", "nothing wrong"),
    "bad": Text("有问题", "something is wrong"),
    "not_possible": Text("查不了", "could not be looked at"),
}
INSPECTION_STATES = INSPECTION.state_labels
RESULT_TONES = {"good": "good", "bad": "bad", "not_possible": "warn", "": "muted"}


def digest_of(numbers: Iterable[str]) -> str:
    """The digest of a population: SHA-256 over its numbers, sorted, one a line."""
    return hashlib.sha256("".join(f"{one}\n" for one in sorted(numbers)).encode()).hexdigest()


def drawn(numbers: Iterable[str], *, seed: str, size: int) -> tuple[str, ...]:
    """The sample: each number is marked with SHA-256 of “seed|number”; the lowest `size` marks.

    Every number has the same chance, the order in which they are given is of no account, and
    whoever has the list and the seed draws the same with `sha256sum` and `sort`.
    """
    marks = sorted(
        (hashlib.sha256(f"{seed}|{one}".encode()).hexdigest(), one) for one in set(numbers)
    )
    return tuple(number for _, number in marks[:size])


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedView:
    """A matter of the sample, looked at or not yet."""

    number: str
    place: int
    method: str
    result: str
    remarks: str
    looked_by: str
    looked_at: datetime | None
    finding: str

    @property
    def method_label(self) -> Text | str:
        return METHODS.get(self.method, "")

    @property
    def result_label(self) -> Text:
        return RESULTS.get(self.result, Text("待查", "not yet"))

    @property
    def tone(self) -> str:
        return RESULT_TONES[self.result]


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionView:
    """A plan as its page shows it; without `matters` and `population` on the list."""

    pk: int
    number: str
    kind: str
    aim: str
    since_on: date
    until_on: date
    sites: tuple[str, ...]
    report_kinds: tuple[str, ...]
    size: int
    due_on: date
    due_at: datetime
    status: str
    rules: str
    count: int
    """How many matters the sample was, or will be, drawn from."""
    digest: str
    entry: int | None
    seed: str
    planned_by: str
    planned_at: datetime
    drawn_by: str
    drawn_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    conclusion: str
    looked: int
    bad: int
    matters: tuple[InspectedView, ...] = ()
    population: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"inspection:{self.number}"

    @property
    def kind_label(self) -> Text:
        return INSPECTION_KINDS[self.kind]

    @property
    def status_label(self) -> Text:
        return INSPECTION_STATES[self.status]

    @property
    def drawn_size(self) -> int:
        """A population smaller than the sample is looked at whole."""
        return min(self.size, self.count)

    @property
    def is_open(self) -> bool:
        return bool(INSPECTION.verbs(self.status))

    @property
    def is_running(self) -> bool:
        return self.status == "running"

    @property
    def left(self) -> int:
        return self.drawn_size - self.looked

    @property
    def share_bad(self) -> str:
        """Of those looked at, where something was wrong: a fact about this sample."""
        return f"{100 * self.bad / self.looked:.1f}" if self.looked else ""

    @property
    def is_drawn_again_the_same(self) -> bool:
        """Whether population and seed give the sample that was kept: drawn anew at each reading."""
        again = drawn(self.population, seed=self.seed, size=self.size)
        return again == tuple(one.number for one in self.matters) and self.is_population_kept

    @property
    def is_population_kept(self) -> bool:
        return digest_of(self.population) == self.digest


def of_sample(matters: Sequence[InspectedView], number: str) -> InspectedView | None:
    """One of them by its number."""
    return next((one for one in matters if one.number == number), None)
