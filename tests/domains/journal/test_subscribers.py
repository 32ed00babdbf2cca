"""Upward news: a room reacts to another's entries in order, at least once, and holds nobody up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from tests.builders.people import NOON
from tests.domains.journal.test_chain import OFFICER

from quanju.config.reactions import react
from quanju.domains.journal import queries, subscribers
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.actions.reacting import begin_reactions, retry_reaction
from quanju.domains.journal.models import Cursor
from quanju.domains.journal.rules import REACTION_TRIES_AFTER
from quanju.domains.journal.subscribers import reacts_to
from quanju.domains.journal.types import Event
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text

RUNG = Event("trial.rung", Text("响铃", "rung"))
ANSWERED = Event("trial.answered", Text("应答", "answered"))
LABEL = Text("应答", "answers")


class Busy(Refused):
    code = "BUSY"
    text = Text("张三正忙", "Zhang San is busy")


@pytest.fixture(autouse=True)
def _no_other_reactions(monkeypatch):
    monkeypatch.setattr(subscribers, "_SUBSCRIBERS", {})
    monkeypatch.setattr(subscribers, "_discover", lambda: None)


def ring(*numbers):
    for number in numbers:
        with write():
            record(RUNG, subject=f"bell:{number}", by=OFFICER, at=NOON)


def an_answer(name="trial.answers", refuses=None, **more):
    """A reaction that records an answer to each bell; it refuses those of `refuses`."""

    @reacts_to(RUNG, name=name, label=LABEL, **more)
    def answer(entry, at):
        with write():
            record(ANSWERED, subject=f"{name}/{entry.subject}", by=OFFICER, at=at)
            if refuses and entry.subject in refuses:
                raise Busy()

    return answer


def answers(name="trial.answers"):
    found = [e.subject for e in queries.entries_after(0) if e.event == ANSWERED.name]
    return [s.split(":")[1] for s in found if s.startswith(name + "/")]


def standing(name="trial.answers"):
    return next(one for one in queries.reactions() if one.name == name)


@pytest.mark.django_db
def test_a_new_reaction_begins_now_unless_it_says_from_the_beginning():
    ring(1, 2)
    an_answer()
    an_answer("trial.remembers", from_the_beginning=True)
    react(NOON)
    ring(3)
    react(NOON)
    assert (answers(), answers("trial.remembers")) == (["3"], ["1", "2", "3"])


@pytest.mark.django_db
def test_entries_come_in_order_and_once():
    an_answer()
    begin_reactions(at=NOON)
    ring(1, 2, 3)
    assert [react(NOON), react(NOON)] == [3, 0]
    assert answers() == ["1", "2", "3"]


@pytest.mark.django_db
def test_one_that_fails_rests_and_holds_no_other_up():
    refuses = {"bell:2"}
    an_answer(refuses=refuses)
    an_answer("trial.zealous")
    begin_reactions(at=NOON)
    ring(1, 2, 3)
    react(NOON)
    assert (answers(), answers("trial.zealous")) == (["1"], ["1", "2", "3"])
    one = standing()
    assert (one.state, one.behind, one.tries) == ("failing", 2, 1)
    refuses.clear()
    react(one.next_try_at - timedelta(seconds=1))
    assert answers() == ["1"]
    react(one.next_try_at)
    assert answers() == ["1", "2", "3"]
    assert (standing().state, standing().fault, standing().tries) == ("abreast", None, 0)


@pytest.mark.django_db
def test_the_fault_is_told_without_words_of_a_matter():
    an_answer(refuses={"bell:1"})
    begin_reactions(at=NOON)
    ring(1)
    react(NOON)
    entry = queries.head_number()
    assert standing().fault.en == f"Entry {entry} could not be dealt with (BUSY); tries so far: 1"
    assert "张三" not in standing().fault.zh


@pytest.mark.django_db
def test_rests_grow_longer():
    an_answer(refuses={"bell:1"})
    begin_reactions(at=NOON)
    ring(1)
    at, rests = NOON, []
    for _ in range(7):
        react(at)
        rests.append(standing().next_try_at - at)
        at = standing().next_try_at
    last = REACTION_TRIES_AFTER[-1]
    assert rests == [*REACTION_TRIES_AFTER, last, last]


@pytest.mark.django_db
def test_an_operator_need_not_wait_and_is_in_the_journal():
    refuses = {"bell:1"}
    an_answer(refuses=refuses)
    begin_reactions(at=NOON)
    ring(1)
    react(NOON)
    refuses.clear()
    retry_reaction(name="trial.answers", by=OFFICER, at=NOON)
    retry_reaction(name="trial.answers", by=OFFICER, at=NOON)
    react(NOON)
    assert answers() == ["1"]
    told = [e.subject for e in queries.entries_after(0) if e.event == "journal.reaction_retried"]
    assert told == ["reaction:trial.answers"]


@pytest.mark.django_db
def test_what_is_not_there_cannot_be_retried():
    with pytest.raises(NotFound):
        retry_reaction(name="trial.nobody", by=OFFICER, at=NOON)


@pytest.mark.django_db
def test_a_reaction_the_program_has_no_longer_is_shown_as_gone():
    Cursor.objects.create(name="trial.forgotten", number=7)
    assert (standing("trial.forgotten").state, standing("trial.forgotten").number) == ("gone", 7)


def test_two_reactions_of_one_name_are_a_mistake():
    an_answer()
    with pytest.raises(ValueError, match=r"two reactions are called trial\.answers"):
        an_answer()


@pytest.mark.django_db(transaction=True)
def test_two_workers_in_the_same_instant_react_once():
    an_answer()
    begin_reactions(at=NOON)
    ring(*range(20))
    barrier = Barrier(2)

    def work(_):
        try:
            barrier.wait()
            while react(NOON):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert react(NOON) == 0
    assert answers() == [str(n) for n in range(20)]


@pytest.mark.django_db
def test_an_idle_turn_asks_little(django_assert_max_num_queries):
    for number in range(30):
        an_answer(f"trial.{number}")
    begin_reactions(at=NOON)
    with django_assert_max_num_queries(3):
        assert react(NOON) == 0
