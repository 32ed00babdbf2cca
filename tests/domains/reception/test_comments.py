"""What a visitor thought of a visit: asked once, within its days, silent while few say it."""

from datetime import timedelta

import pytest
from tests.builders.hall import greeted, lobby, the_centre
from tests.builders.people import NOON

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import NotFound
from quanju.domains.reception.actions import calling, comments
from quanju.domains.reception.queries.letters import satisfaction
from quanju.domains.reception.queries.portal import portal_rule
from quanju.domains.reception.queries.tickets import ticket

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def served(officer):
    view = greeted(officer, service="report")
    common = {"visit": view.pk, "by": officer, "at": NOON}
    calling.call_visit(place="W1", **common)
    calling.serve_visit(**common)
    calling.end_visit(**common)
    return view


def test_a_visit_that_is_over_is_commented_on_once():
    view = served(lobby())
    assert ticket(view.code, at=NOON).may_comment
    comments.comment_on_visit(code=view.code, score=4, said="很快", at=NOON)
    assert not ticket(view.code, at=NOON).may_comment
    with pytest.raises(comments.CommentedAlready):
        comments.comment_on_visit(code=view.code, score=1, said="", at=NOON)


def test_not_before_it_is_over_nor_after_its_days():
    waiting = greeted(lobby(), service="report")
    with pytest.raises(comments.NotYet):
        comments.comment_on_visit(code=waiting.code, score=4, said="", at=NOON)
    view = served(lobby(name="other"))
    last = NOON + portal_rule(NOON).comment_days * DAY
    assert ticket(view.code, at=last).may_comment
    with pytest.raises(comments.NotYet):
        comments.comment_on_visit(code=view.code, score=4, said="", at=last + timedelta(seconds=1))


def test_a_score_that_is_none_and_a_code_that_is_none_are_refused():
    view = served(lobby())
    with pytest.raises(comments.ChooseAScore):
        comments.comment_on_visit(code=view.code, score=6, said="", at=NOON)
    with pytest.raises(NotFound):
        comments.comment_on_visit(code="x" * 24, score=4, said="", at=NOON)


def test_few_comments_say_nothing():
    officer, least = lobby(), portal_rule(NOON).comments_least
    day = local_day(NOON)
    span = {"since": day, "until": day + DAY, "at": NOON}
    for n in range(least):
        assert satisfaction([the_centre().pk], **span).mean is None
        comments.comment_on_visit(
            code=served(officer).code, score=5 if n % 2 else 3, said="", at=NOON
        )
    found = satisfaction([the_centre().pk], **span)
    assert (found.n, found.asked, found.mean, found.good_percent) == (least, least, 4.0, 50)
