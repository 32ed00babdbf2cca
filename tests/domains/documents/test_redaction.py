"""A redacted copy holds no hidden word, and leaves only after another person has seen it."""

from datetime import timedelta

import pytest
from tests.builders.papers import NOTE, a_note, notes
from tests.builders.people import NOON, an_actor

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.models import Proposal
from quanju.domains.documents.actions import redaction
from quanju.domains.documents.actions.setting import finish_paper, set_paper
from quanju.domains.documents.hiding import BAR, BLACK, hidden, remaining
from quanju.domains.documents.layouts import has_pictures, text_of
from quanju.domains.documents.models import PaperCopy
from quanju.domains.documents.queries.papers import copies_of
from quanju.domains.documents.workflow import COPY
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.types import Refused

LATER = NOON + timedelta(minutes=1)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg"><title>{}</title><text>张</text><text>三</text></svg>'
)
TABLE = {
    ("proposed", "release"): "released",
    ("proposed", "set_aside"): "set_aside",
    ("released", "release"): None,
    ("released", "set_aside"): None,
    ("set_aside", "release"): None,
    ("set_aside", "set_aside"): None,
}


def test_the_table_of_states_is_this_one():
    assert {(state, verb): to for state, verb, to in COPY.cells()} == TABLE


@pytest.mark.parametrize(
    ("text", "word", "left", "count"),
    [
        ("报警人张三，张三的车", "张三", f"报警人{BAR}，{BAR}的车", 2),
        ("张 三", "张三", BAR, 1),
        ("张\u200b三", "张三", BAR, 1),
        ("张\n三", "张三", BAR, 1),
        ("ＡＢ１２", "ab12", BAR, 1),
        ("Plate ab-12", "AB-12", f"Plate {BAR}", 1),
        ("aaa", "aa", BAR, 1),
        ("张叁", "张三", "张叁", 0),
        ("1,200", "1,2", f"{BAR}00", 1),
    ],
)
def test_a_word_is_hidden_however_it_is_written(text, word, left, count):
    assert hidden(text, [word]) == (left, count)
    assert bool(remaining(text, [word])) is bool(count)


def test_words_are_hidden_in_lists_numbers_and_drawings():
    content = {
        "rows": [["张三", 13945], ["李四", 7]],
        "n": 13945,
        "charts": [["图", SVG.format("x")]],
    }
    found, count = hidden(content, ["张三", "13945"])
    assert found == {"rows": [[BAR, BAR], ["李四", 7]], "n": BAR, "charts": [["图", BLACK]]}
    assert count == 4
    assert hidden(SVG.format("A&amp;B"), ["a&b"]) == (BLACK, 1)


def test_a_word_that_a_line_end_breaks_is_seen():
    assert remaining("Hai-\nlar", ["hailar"]) == ["hailar"]
    assert remaining("张\n三", ["张三"]) == ["张三"]


def proposed(made, by, *words, **more):
    fields = {"recipient": "市局", "reason": "依申请提供", "by": by, "at": LATER} | more
    return redaction.propose_copy(number=made.number, words=words, **fields)


def issued(by, words, **more):
    made = a_note(by, content={"words": words}, **more)
    return finish_paper(paper=made.id, pdf=b"%PDF-1.7 made up", at=NOON)


@pytest.fixture
def people(db):
    return an_actor("dispatcher"), an_actor("dispatcher"), an_actor("patrol_unit")


def test_a_copy_is_made_checked_by_another_and_only_then_leaves(people):
    desk, second, crew = people
    with notes():
        made = a_note(
            desk, title="关于张三的便条", content={"words": "张三住在 胜利街 5 号，电话 139"}
        )
        set_paper(paper=made.id, at=NOON)
        copy = proposed(made, desk, "张三", "胜利街5号")
        assert (copy.state, copy.hidden) == ("proposed", 3)
        with pytest.raises(Refused, match="NOT_RELEASED_YET"):
            redaction.take_copy(copy=copy.id, by=desk, at=LATER)
        with pytest.raises(Refused, match="DENY_ROLE"):
            redaction.take_copy(copy=copy.id, by=crew, at=LATER)
        _, seen = redaction.take_copy(copy=copy.id, by=second, at=LATER)
        told = text_of(seen)
        assert remaining(told, ["张三", "胜利街5号"]) == []
        assert not has_pictures(seen)
        for words in ("电话139", "隐去副本", made.number, BAR):
            assert words in "".join(told.split())
        waits = Proposal.objects.get()
        assert "张三" not in waits.said_zh + str(waits.content)
        with pytest.raises(Refused, match="DENY_CONFLICT"):
            approvals.approve(proposal=waits.pk, by=desk, at=LATER)
        approvals.approve(proposal=waits.pk, by=second, at=LATER)
        assert [one.state for one in copies_of(made.number)] == ["released"]
        assert redaction.take_copy(copy=copy.id, by=desk, at=LATER)[1] == seen
        events = [e.event for e in journal.search(subject=f"paper:{made.number}", limit=20)]
    assert events[:1] == ["documents.copy_taken"]
    assert "documents.copy_released" in events
    assert "documents.copy_checked" in events


def test_where_nothing_has_to_be_hidden_a_second_person_confirms_that(people):
    desk, second, _ = people
    with notes():
        made = a_note(desk, title="便条", content={"words": "停在北门"})
        set_paper(paper=made.id, at=NOON)
        with pytest.raises(Refused, match="WORDS_OR_NONE"):
            proposed(made, desk, "北门", is_whole=True)
        copy = proposed(made, desk, is_whole=True)
        assert (copy.state, copy.hidden, copy.is_whole) == ("proposed", 0, True)
        waits = Proposal.objects.get()
        assert "没有要隐去的内容" in waits.said_zh
        with pytest.raises(Refused, match="DENY_CONFLICT"):
            approvals.approve(proposal=waits.pk, by=desk, at=LATER)
        with pytest.raises(Refused, match="NOT_RELEASED_YET"):
            redaction.take_copy(copy=copy.id, by=desk, at=LATER)
        approvals.approve(proposal=waits.pk, by=second, at=LATER)
        told = "".join(text_of(redaction.take_copy(copy=copy.id, by=desk, at=LATER)[1]).split())
    assert "停在北门" in told
    assert "副本" in told
    assert "隐去副本" not in told


def test_a_copy_that_is_refused_never_leaves(people, monkeypatch):
    desk, second, _ = people
    monkeypatch.setattr(redaction, "_set", lambda pk, words: (b"%PDF copy", 1))
    with notes():
        made = issued(desk, "张三")
        copy = proposed(made, desk, "张三")
        waits = Proposal.objects.get()
        approvals.refuse(proposal=waits.pk, why="还能认出", by=second, at=LATER)
        assert PaperCopy.objects.get().state == "set_aside"
        for by in (desk, second):
            with pytest.raises(Refused, match="NOT_RELEASED_YET"):
                redaction.take_copy(copy=copy.id, by=by, at=LATER)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["王五"], "NOTHING_HIDDEN"),
        (["张三", "hailar"], "WORDS_REMAIN"),  # in the number
        (["张三", "盖章"], "WORDS_REMAIN"),  # in the form itself
        ([" ", "\u200b"], "TEXT_MISSING"),
        (["x" * 101], "TEXT_TOO_LONG"),
        ([f"词{n}" for n in range(51)], "TEXT_TOO_LONG"),
    ],
)
def test_no_copy_is_made_of_words_that_cannot_be_hidden(people, words, refusal):
    desk = people[0]
    with notes():
        made = issued(desk, "张三和李四")
        with pytest.raises(Refused, match=refusal):
            proposed(made, desk, *words)
    assert not PaperCopy.objects.exists()


def test_a_word_across_two_cells_is_noticed(people):
    text = NOTE.replace("#content.words", "#content.words.join()")
    with notes(text=text):
        made = issued(people[0], ["张", "三", "李四"])
        with pytest.raises(Refused, match="WORDS_REMAIN"):
            proposed(made, people[0], "张三", "李四")


def test_a_picture_in_a_form_makes_no_copy(people, monkeypatch):
    monkeypatch.setattr(redaction, "has_pictures", lambda pdf: True)
    with notes():
        made = issued(people[0], "张三")
        with pytest.raises(Refused, match="WORDS_REMAIN"):
            proposed(made, people[0], "张三")
