"""Redacted copies: made by one person, looked at by another, and only then given out."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.types import Act, ProposalView
from quanju.domains.documents import events, layouts
from quanju.domains.documents.actions.papers import NotSetYet, record_paper
from quanju.domains.documents.actions.setting import order_of
from quanju.domains.documents.hiding import hidden, plain, remaining
from quanju.domains.documents.layouts import has_pictures, set_sheet, text_of
from quanju.domains.documents.models import PaperCopy
from quanju.domains.documents.permissions import may_release_copy
from quanju.domains.documents.queries.papers import copy_view, paper
from quanju.domains.documents.types import CopyView
from quanju.domains.documents.workflow import COPY
from quanju.domains.kernel import words as typed
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import NotFound, Refused, Text
from quanju.domains.kernel.typesetting import CannotTypeset
from quanju.domains.people.types import Actor

MOST_WORDS, LONGEST_WORD, LONGEST_RECIPIENT = 50, 100, 200
WORD, RECIPIENT = Text("要隐去的词", "a word to hide"), Text("接收单位", "who receives it")


class NothingHidden(Refused):
    """None of the words stands in the paper: it would leave as it is."""

    code = "NOTHING_HIDDEN"
    text = Text(
        "文书中没有这些词，没有可隐去的：{words}",
        "None of these words stands in the paper, so nothing would be hidden: {words}",
    )
    status = 422
    field = "words"


class WordsOrNone(Refused):
    """Either words are to be hidden, or nothing is."""

    code = "WORDS_OR_NONE"
    text = Text(
        "写了要隐去的词，就不能同时说没有要隐去的",
        "Either there are words to hide, or there are none",
    )
    status = 422
    field = "words"


class WordsRemain(Refused):
    """After hiding, a word can still be read out of the file; no copy was made."""

    code = "WORDS_REMAIN"
    text = Text(
        "隐去之后仍能读出：{words}。它可能在版式、单位、编号里，或跨两格；请改词后再试",
        "Still to be read after hiding: {words}. It may stand in the form itself, the office or "
        "the number, or across two cells; choose other words",
    )
    status = 422
    field = "words"


class CopyNotMade(Refused):
    """The copy could not be set."""

    code = "COPY_NOT_MADE"
    text = Text("副本没有成文：{why}", "The copy could not be set: {why}")


class NotReleasedYet(Refused):
    """A copy leaves only after a second person has looked at it."""

    code = "NOT_RELEASED_YET"
    text = Text("副本须经另一人核对后才能取出", "A second person must check the copy first")
    status = 403


def propose_copy(
    *,
    number: str,
    words: Sequence[str],
    recipient: str,
    reason: str,
    is_whole: bool = False,
    by: Actor,
    at: datetime,
) -> CopyView:
    """Make a copy in which the words are black bars, and put it up for a second person.

    With `is_whole` whoever makes it has read the paper and says that nothing in it has to be
    hidden; the second person confirms that, or refuses.

    It is set anew from what the paper says, outside of every lock, and read again: a word that can
    still be read out of text, names of drawings or the file's own data makes no copy.
    """
    view = paper(number, by=by, at=at)
    if not view.is_issued:
        raise NotSetYet(number=number)
    wanted = _none(words) if is_whole else _wanted(words)
    to = typed.line(recipient, RECIPIENT, longest=LONGEST_RECIPIENT, field="recipient")
    pdf, count = _set(view.id, wanted)
    with write():
        row = PaperCopy.objects.create(
            paper_id=view.id,
            words=wanted,
            recipient=to,
            hidden=count,
            is_whole=is_whole,
            sha256=hashlib.sha256(pdf).hexdigest(),
            pdf=pdf,
            made_by_id=by.person_id,
            made_at=at,
        )
        record_paper(events.COPY_MADE, row.paper, by, at, copy=row.pk, sha256=row.sha256)
        approvals.propose(
            RELEASE_COPY,
            subject=f"paper_copy:{row.pk}",
            said=(WHOLE if is_whole else SAID).filled(number=number, count=count, recipient=to),
            content={"copy": row.pk, "paper": number},
            related=[f"paper:{number}"],
            reason=reason,
            by=by,
            at=at,
        )
    return copy_view(row)


SAID = Text(
    "向“{recipient}”提供文书 {number} 的隐去副本（隐去 {count} 处）",
    "Give “{recipient}” a copy of paper {number} with {count} places hidden",
)


WHOLE = Text(
    "向“{recipient}”提供文书 {number} 的副本：经查没有要隐去的内容，请复核",
    "Give “{recipient}” a copy of paper {number} in which nothing has to be hidden: please confirm",
)


def take_copy(*, copy: int, by: Actor, at: datetime) -> tuple[str, bytes]:
    """The copy's name and bytes. Before its release only for whoever may release it, to check."""
    row = PaperCopy.objects.select_related("paper").filter(pk=copy).first()
    if row is None:
        raise NotFound(subject=f"paper_copy:{copy}")
    paper(row.paper.number, by=by, at=at)
    is_checking = row.state == "proposed" and bool(may_check(by, row, at))
    if row.state != "released" and not is_checking:
        raise NotReleasedYet()
    kept = bytes(row.pdf)
    if hashlib.sha256(kept).hexdigest() != row.sha256:
        raise NotFound(subject=f"paper_copy:{copy}")
    event = events.COPY_CHECKED if is_checking else events.COPY_TAKEN
    with write():
        record_paper(event, row.paper, by, at, copy=row.pk, sha256=row.sha256)
    return f"{row.paper.number}-copy-{row.pk}", kept


def may_check(by: Actor, row: PaperCopy, at: datetime) -> bool:
    """The second person looks at what is to leave; never the one who made it."""
    return bool(may_release_copy(by)) and by.person_id != row.made_by_id


def _wanted(words: Sequence[str]) -> list[str]:
    clean = [typed.line(word, WORD, longest=LONGEST_WORD, field="words") for word in words]
    found = list(dict.fromkeys(word for word in clean if plain(word)))
    if not found:
        raise typed.TextMissing(what=WORD, field="words")
    if len(found) > MOST_WORDS:
        raise typed.TextTooLong(what=WORD, count=len(found), limit=MOST_WORDS, field="words")
    return found


def _none(words: Sequence[str]) -> list[str]:
    if any(plain(word) for word in words):
        raise WordsOrNone()
    return []


def _set(pk: int, words: list[str]) -> tuple[bytes, int]:
    order = order_of(pk)
    content, count = hidden(dict(order.content), words)
    mark = layouts.REDACTED if words else layouts.WHOLE
    title, in_title = hidden(order.sheet.title, words)
    if words and not count + in_title:
        raise NothingHidden(words="、".join(words))
    try:
        pdf = set_sheet(order.template, replace(order.sheet, title=title, copy=mark), content)
    except CannotTypeset as error:
        raise CopyNotMade(why=error.text) from error
    left = remaining(text_of(pdf), words)
    if left or (words and has_pictures(pdf)):
        raise WordsRemain(words="、".join(left or words))
    return pdf, count + in_title


def _held(proposal: ProposalView) -> PaperCopy:
    return PaperCopy.objects.select_for_update(of=("self",)).get(pk=proposal.content["copy"])


def _release(proposal: ProposalView, by: Actor, at: datetime) -> None:
    """Refuses whoever may not read the paper: they could not compare."""
    paper(proposal.content["paper"], by=by, at=at)
    row = _moved(proposal, "release")
    record_paper(events.COPY_RELEASED, row.paper, by, at, copy=row.pk, sha256=row.sha256)


def _set_aside(proposal: ProposalView, by: Actor, at: datetime) -> None:
    _moved(proposal, "set_aside")


def _moved(proposal: ProposalView, verb: str) -> PaperCopy:
    row = _held(proposal)
    row.state = COPY.after(row.state, verb)
    row.save(update_fields=["state"])
    return row


RELEASE_COPY = Act(
    name="documents.release_copy",
    label=Text("提供文书的隐去副本", "give out a redacted copy of a paper"),
    may_decide=lambda actor, proposal: may_release_copy(actor),
    roles=may_release_copy.roles,
    hold=_held,
    carry_out=_release,
    set_aside=_set_aside,
    is_reason_needed=True,
)
