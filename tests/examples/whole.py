"""An example for every address with a part to fill in, for tests/test_access_table.py.

A new address whose parts are not named below needs a line: by its name, or, for a part that means
the same everywhere, by the name of the part."""

from pathlib import Path

from tests.examples import cases, dispatch, groups, patrol, people, planning, reception, supervision
from tests.examples.found import Found

from quanju.domains.journal.actions.reacting import begin_reactions
from quanju.domains.kernel.clock import now
from quanju.domains.operation import actions as operation
from quanju.domains.operation import queries as operation_queries


def one_of_everything(folder: Path) -> Found:
    """A small branch with one of everything that has an address of its own."""
    found = Found()
    operation_queries.forget()
    operation.beat(at=now())  # a branch whose jobs run
    begin_reactions(at=now())
    people.fill(found)
    dispatch.fill(found, folder)
    patrol.fill(found)
    planning.fill(found)
    reception.fill(found)
    groups.fill(found)
    cases.fill(found)
    supervision.fill(found)
    return found
