"""Verbs of letters: sent without an account; taken on, answered, handed over, reviewed.

A complaint about police never passes the station it is about (REC-11): it is legal supervision's
from the first second. Its days are counted here and by no clock of the law, since a clock's entries
are heard by the station that a matter names.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from quanju.domains.deadlines.queries import last_day
from quanju.domains.documents.actions.papers import CODE_LETTERS
from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Event
from quanju.domains.kernel import words
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.held import held
from quanju.domains.kernel.numbers import count_on, of_day
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.people.queries.organisations import organisations_by_code
from quanju.domains.people.types import SERVICE, STRANGER, Actor
from quanju.domains.reception import events
from quanju.domains.reception.models import Letter, LetterCounter
from quanju.domains.reception.permissions import may_answer_letters, may_examine_complaints
from quanju.domains.reception.queries.letters import own_letter, told_letter
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.reports import progress
from quanju.domains.reception.types.letters import (
    FINDINGS,
    LETTERS,
    WORKFLOWS,
    LetterReceipt,
    LetterView,
)

MARK = "L"
"""Before the number, so that it is told from a report's."""
CODE_LENGTH = 10
LONGEST = {"text": 4000, "answer": 4000, "sender": 40, "contact": 60, "handed_to": 80, "proof": 80}
WHAT = {
    "text": Text("内容", "what it is about"),
    "answer": Text("答复", "the answer"),
    "sender": Text("称呼", "how to address you"),
    "contact": Text("联系方式", "a contact"),
    "handed_to": Text("接收单位", "who receives it"),
    "proof": Text("转送凭证", "the proof of handing it over"),
}


class NotYourLetter(Refused):
    """Whoever took it on answers it."""

    code = "NOT_YOUR_LETTER"
    text = Text("由受理人答复", "Whoever took it on answers it")
    status = 403


class SameExaminer(Refused):
    """A review is another officer's (3.14)."""

    code = "SAME_EXAMINER"
    text = Text("复查须由另一人进行", "The review is another officer's than the answer")
    status = 403


class ChooseAFinding(Refused):
    """A complaint comes to something."""

    code = "CHOOSE_A_FINDING"
    text = Text("请选择是否属实", "Please say whether it is upheld")
    status = 422
    field = "finding"


class ReceiptDoesNotFit(Refused):
    """Number and code of the receipt belong to no report."""

    code = "RECEIPT_DOES_NOT_FIT"
    text = Text(
        "编号和查询码对不上；不清楚就都不填",
        "Number and code do not fit; leave both empty if you are not sure",
    )
    status = 422
    field = "about"


def send_letter(
    *,
    kind: str,
    said: Mapping[str, str],
    about: tuple[str, str] = ("", ""),
    office: str = "",
    by: Actor = STRANGER,
    at: datetime,
) -> LetterReceipt:
    """Register a letter: its number at once, its days begin to run.

    `said` holds text, sender and contact; `about` number and code of a receipt, if it is about a
    report. What kind it is stands in no number.
    """
    if kind not in LETTERS:
        raise NotFound(subject=f"letter {kind[:20]!r}")
    rule = portal_rule(at).letters[kind]
    owed = rule.take_on_days or rule.answer_days
    row = Letter(
        kind=kind,
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        about=_fitting(about, at),
        office_id=organisations_by_code().get(office),
        text=_lines("text", said.get("text", "")),
        sender=_line("sender", said.get("sender", ""), needed=False),
        contact=_line("contact", said.get("contact", ""), needed=False),
        sent_at=at,
        due_on=_due(owed, rule.working, at),
    )
    day = local_day(at)
    with write():
        row.number = f"{MARK}{of_day(day, count_on(LetterCounter, day=day))}"
        row.save(force_insert=True)
        _note(events.LETTER_SENT, row, by, at)
    return LetterReceipt(number=row.number, code=row.code)


def take_on_letter(*, letter: str, by: Actor, at: datetime) -> LetterView:
    """Legal supervision takes a complaint on; who sent it sees by that that it is in hand."""
    with write():
        row = _held(letter, by)
        row.status = _after(row, "take_on")
        row.owner_id = by.person_id
        row.due_on = _answer_due(row)
        row.save()
        _note(events.LETTER_TAKEN_ON, row, by, at)
    return told_letter(row.pk)


def answer_letter(
    *, letter: str, answer: str, finding: str = "", by: Actor, at: datetime
) -> LetterView:
    """Answer in writing; a complaint by whoever examined it, with what it came to."""
    said = _lines("answer", answer)
    with write():
        row = _held(letter, by)
        row.status = _after(row, "answer")
        if row.owner_id not in (None, by.person_id):
            raise NotYourLetter()
        if row.kind == "complaint" and finding not in FINDINGS:
            raise ChooseAFinding()
        row.owner_id = row.answered_by_id = by.person_id
        row.answer, row.answered_at, row.finding = (
            said,
            at,
            finding if row.kind == "complaint" else "",
        )
        row.was_late = bool(row.due_on and local_day(at) > row.due_on)
        row.due_on, row.ended_at = None, at
        row.save()
        _note(events.LETTER_ANSWERED, row, by, at, finding=row.finding)
    return told_letter(row.pk)


def hand_over_letter(
    *, letter: str, handed_to: str, proof: str, by: Actor, at: datetime
) -> LetterView:
    """Pass a petition on to whoever is competent, with the proof that it arrived (REC-12)."""
    to, shown = _line("handed_to", handed_to), _line("proof", proof)
    with write():
        row = _held(letter, by)
        row.status = _after(row, "hand_over")
        row.owner_id, row.answered_by_id = by.person_id, by.person_id
        row.handed_to, row.proof, row.answered_at, row.ended_at = to, shown, at, at
        row.was_late, row.due_on = bool(row.due_on and local_day(at) > row.due_on), None
        row.save()
        _note(events.LETTER_HANDED_OVER, row, by, at)
    return told_letter(row.pk)


def review_letter(*, letter: str, answer: str, finding: str, by: Actor, at: datetime) -> LetterView:
    """Another officer looks at a complaint anew and answers; that ends it here."""
    said = _lines("answer", answer)
    with write():
        row = _held(letter, by)
        row.status = _after(row, "review")
        if row.answered_by_id == by.person_id:
            raise SameExaminer()
        if finding not in FINDINGS:
            raise ChooseAFinding()
        row.review, row.finding, row.owner_id = said, finding, by.person_id
        row.due_on, row.ended_at = None, at
        row.save()
        _note(events.LETTER_REVIEWED, row, by, at, finding=finding)
    return told_letter(row.pk)


def accept_answer(*, letter: str, code: str, at: datetime) -> LetterView:
    """Who complained is content with the answer."""
    with write():
        row = _held_own(letter, code)
        row.status, row.ended_at = _after(row, "accept"), at
        row.save()
        _note(events.LETTER_ACCEPTED, row, STRANGER, at)
    return told_letter(row.pk)


def ask_review(*, letter: str, code: str, why: str, at: datetime) -> LetterView:
    """Who complained wants another officer to look at it; that one's days begin."""
    said = words.lines(
        why, Text("哪里不认可", "what is wrong with it"), longest=LONGEST["text"], field="why"
    )
    with write():
        row = _held_own(letter, code)
        row.status, row.why_review = _after(row, "ask_review"), said
        row.due_on, row.ended_at = _due(portal_rule(at).review_days, False, at), None
        row.save()
        _note(events.REVIEW_ASKED, row, STRANGER, at)
    return told_letter(row.pk)


def forget_contact(*, pk: int, at: datetime) -> None:
    """Name and contact were kept for this matter alone, and go after its end."""
    with write():
        row = held(Letter, f"letter {pk}", pk=pk)
        row.sender = row.contact = ""
        row.save()
        _note(events.CONTACT_FORGOTTEN, row, SERVICE, at)


def delete_letter(*, pk: int, at: datetime) -> None:
    """Its time is over; an entry with its number stays."""
    with write():
        row = held(Letter, f"letter {pk}", pk=pk)
        _note(events.LETTER_DELETED, row, SERVICE, at)
        row.delete()


def _held(letter: str, by: Actor) -> Letter:
    """The letter, locked, for who may work on it; hidden from everybody else."""
    row = held(Letter.objects.visible_to(by), f"letter:{letter[:20]}", number=letter)
    may = may_examine_complaints if row.kind == "complaint" else may_answer_letters
    may(by).or_refuse()
    return row


def _held_own(letter: str, code: str) -> Letter:
    return held(Letter, "letter", pk=own_letter(letter, code).pk)


def _after(row: Letter, verb: str) -> str:
    return WORKFLOWS[row.kind].after(row.status, verb)


def _answer_due(row: Letter) -> date:
    """From the day it was sent: taking it on late takes nothing from who waits."""
    rule = portal_rule(row.sent_at).letters[row.kind]
    return _due(rule.answer_days, rule.working, row.sent_at)


def _due(days: int, working: bool, at: datetime) -> date:
    return last_day(local_day(at), days, working=working, at=at)


def _fitting(about: tuple[str, str], at: datetime) -> str:
    number, code = (part.strip() for part in about)
    if not number and not code:
        return ""
    try:
        return progress(number, code, at=at).number
    except NotFound as error:
        raise ReceiptDoesNotFit() from error


def _line(name: str, text: str, *, needed: bool = True) -> str:
    return words.line(text, WHAT[name], longest=LONGEST[name], needed=needed, field=name)


def _lines(name: str, text: str) -> str:
    return words.lines(text, WHAT[name], longest=LONGEST[name], field=name)


def _note(event: Mapping[bool, Event], row: Letter, by: Actor, at: datetime, **facts: Any) -> None:
    """An entry about the letter. It names no report: nobody's matters are linked for others."""
    related = [f"person:{row.owner_id}"] if row.owner_id else []
    record(
        event[row.kind == "complaint"],
        subject=row.subject,
        by=by,
        at=at,
        purpose="receive_report",
        related=related,
        facts={"status": row.status, **facts},
    )
