"""Questions about sorting: the table in force, and what the words of a matter propose."""

from datetime import datetime

from quanju.domains.geo.queries.places import names_in
from quanju.domains.reception.rules import SORTING, SortingRule, proposed_class
from quanju.domains.reception.said.amounts import amounts_in
from quanju.domains.reception.said.places import places_in
from quanju.domains.reception.said.times import times_in
from quanju.domains.reception.types.sorting import Proposals
from quanju.domains.rulebook.queries import in_force

LONGEST_READ = 8000
"""As long as a statement may be; what is longer is refused when it is sent, and read no further."""


def sorting_rule(at: datetime) -> SortingRule:
    """The table of sorting in force."""
    return in_force(SORTING, at=at).content


def proposals_for(*, title: str, statement: str, at: datetime) -> Proposals:
    """What stands in the words, by rule alone; an officer takes it or leaves it."""
    text = statement[:LONGEST_READ]
    both = f"{title[:LONGEST_READ]}\n{text}"
    return Proposals(
        sorted_as=proposed_class(both, sorting_rule(at)),
        places=places_in(both, names_in(both)),
        amounts=amounts_in(both),
        times=times_in(text, at),
    )
