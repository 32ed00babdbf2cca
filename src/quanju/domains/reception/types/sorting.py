"""The words of sorting: what a matter is, where it goes on, and what is read in a statement."""

from dataclasses import dataclass

from quanju.domains.kernel.roles import LEGAL
from quanju.domains.kernel.types import Text

CLASSES = {
    "criminal": Text("刑事", "criminal"),
    "administrative": Text("治安", "public order"),
    "dispute": Text("纠纷", "dispute"),
    "help": Text("求助", "help"),
    "complaint": Text("投诉民警", "complaint about police"),
    "not_police": Text("非警务", "not a police matter"),
}
"""What a matter may be (REC-14). An officer says which."""
(PAST_THE_STATION,) = LEGAL
"""The queue that is an office of its own: what goes there is on no list of a site."""
QUEUES = {
    "criminal_review": Text("刑事审查（办案队）", "criminal review, case team"),
    "public_order": Text("治安案件（办案队）", "public order, case team"),
    "mediation": Text("纠纷调处", "disputes"),
    "help": Text("求助处理", "help"),
    PAST_THE_STATION: Text("督察法制", "legal supervision"),
    "handed_on": Text("告知去处", "told where to go"),
}
"""Where it goes on. What is legal supervision's is no report of a site and stands on none of its
lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedClass:
    """A class that a word of the table speaks for; the officer decides."""

    code: str
    word: str

    @property
    def label(self) -> Text:
        return CLASSES[self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that stands in a statement: the words, what they mean, and where they begin."""

    words: str
    value: str
    begins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What the words of a matter propose. Nothing of it is entered by itself."""

    sorted_as: ProposedClass | None
    places: tuple[Found, ...]
    amounts: tuple[Found, ...]
    times: tuple[Found, ...]
