"""Finding: words of one and two letters, both texts of a correction, only one's own groups."""

import pytest
from django.db import connection
from tests.builders.files import a_picture
from tests.builders.groups import MINUTE, a_group, an_opener, joined, the_offices
from tests.builders.people import NOON
from tests.domains.coordination.test_attaching import a_document, attach

from quanju.domains.coordination.actions import asking, items, members, messages
from quanju.domains.coordination.actions.finding import rebuild_index
from quanju.domains.coordination.finding import lines
from quanju.domains.coordination.finding.tokens import asked_of, tokens_of
from quanju.domains.coordination.jobs import read_brought_files
from quanju.domains.coordination.models import Message, SearchLine
from quanju.domains.coordination.queries import finding
from quanju.domains.coordination.queries.finding import find_lines
from quanju.domains.coordination.subscribers import leave_the_index
from quanju.domains.documents.models.files import FileUse
from quanju.domains.documents.outside import store as stores
from quanju.domains.journal.queries import entries_after
from quanju.domains.kernel.transaction import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path):
    settings.HOME, settings.FILES_AT, settings.CLAMAV = tmp_path, "", ""
    stores._opened.cache_clear()
    return the_offices()


@pytest.fixture
def opener():
    return an_opener()


@pytest.fixture
def view(office, opener):
    return joined(a_group(opener), office["station"])


def say(view, by, text, at=NOON):
    return messages.send_message(group=view.number, text=text, by=by, at=at)


def found(words, by, **more):
    hits = find_lines(words, by=by, at=NOON, **more)
    return ["".join(words for words, _ in one.pieces) for one in hits]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("东门", ["东", "东门", "门"]),
        ("A区东", ["a", "东", "区", "区东"]),
        ("12号", ["12", "号"]),
        ("ＡＢＣ 𠮷", ["abc", "𠮷"]),
        ("— ，", []),
        ("\uf8ff7", ["7"]),
    ],
)
def test_letters_and_pairs_are_what_a_text_is_found_by(text, tokens):
    assert tokens_of(text) == tokens


def test_a_question_asks_for_pairs_where_there_are_two():
    assert asked_of("胜利街 12") == ["胜利", "利街", "12"]
    assert asked_of("街") == ["街"]


@pytest.mark.parametrize(
    "words", ["隔", "双方", "先隔开双方", "两组 双方", "abc", "ＡＢＣ", "𠮷", "😀", "12"]
)
def test_one_letter_is_enough_and_all_words_must_stand(view, opener, words):
    say(view, opener, "两组人已到，先隔开双方 ABC-12 𠮷😀")
    say(view, opener, "别的事")
    assert len(found(words, opener)) == 1
    assert found(f"{words} 没有", opener) == []


def test_pairs_that_stand_apart_are_no_find(view, opener):
    say(view, opener, "大街上，街口")
    assert found("大街口", opener) == []
    assert found("街口", opener) == ["大街上，街口"]


def test_what_is_asked_is_marked_and_the_newest_comes_first(view, opener):
    say(view, opener, "一，东门")
    say(view, opener, "二，东门", at=NOON + MINUTE)
    first, second = find_lines("东门", by=opener, at=NOON + MINUTE)
    assert (first.place, second.place) == (2, 1)
    assert first.pieces == (("二，", False), ("东门", True))
    (older,) = find_lines("东门", by=opener, at=NOON + MINUTE, before=first.key)
    assert older.place == 1


def test_only_ones_own_groups_are_searched_and_who_is_out_finds_nothing(view, opener, office):
    say(view, opener, "秘密地点")
    assert found("秘密", office["legal"]) != []  # invited: one may read to answer
    other = an_opener()
    assert found("秘密", other) == []
    members.leave_group(group=view.number, why="下岗", by=opener, at=NOON)
    assert found("秘密", opener) == []


def test_a_correction_is_found_by_both_texts(view, opener):
    say(view, opener, "三人受伤")
    messages.correct_message(group=view.number, place=1, text="两人受伤", by=opener, at=NOON)
    assert len(found("三人", opener)) == len(found("两人", opener)) == 1
    assert len(found("受伤", opener)) == 1


def test_items_are_found_by_what_was_asked_and_by_their_result(view, opener, office):
    made = asking.ask_item(
        group=view.number, title="查看监控", owner=opener.person_id, by=opener, at=NOON
    )
    common = {"group": view.number, "item": made.place, "by": opener, "at": NOON}
    items.finish_item(result="东侧两台已调", **common)
    (hit,) = find_lines("两台", by=opener, at=NOON)
    assert (hit.kind, hit.place) == ("item", made.place)


def test_names_of_files_are_found_at_once_and_their_words_when_they_were_read(view, opener):
    attach(view, opener, a_document("争议双方同意搬走堆物"), "协议书.docx")
    assert len(found("协议书", opener)) == 1
    assert found("堆物", opener) == []
    assert read_brought_files(NOON) == 1
    (hit,) = find_lines("堆物", by=opener, at=NOON)
    assert (hit.kind, hit.place, hit.file.name) == ("file", 1, "协议书.docx")
    assert read_brought_files(NOON) == 0


def test_a_long_document_is_found_in_each_of_its_parts(view, opener):
    attach(view, opener, a_document("无关内容。" * 1500 + "末尾的钥匙"), "长.docx")
    read_brought_files(NOON)
    assert len(found("末尾的钥匙", opener)) == 1
    assert SearchLine.objects.filter(kind="file").count() > 2


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\nnothing of one", a_document("&lol;").replace(b"<w:document", b"<w:document")],
)
def test_a_damaged_file_stops_nothing(view, opener, content):
    attach(view, opener, content, "坏.pdf")
    assert read_brought_files(NOON) == 1
    assert len(found("坏", opener)) == 1


def test_a_file_that_was_deleted_is_found_no_more(view, opener):
    use = attach(view, opener, a_picture(), "现场照.jpg").file.id
    FileUse.objects.filter(pk=use).update(
        state="deleted", name="", deleted_at=NOON, deleted_by="person:1",
        deletion_proposed_by="person:2",
    )  # fmt: skip
    assert found("现场照", opener) == []
    lines.forget_files([use])
    assert not SearchLine.objects.filter(kind="file").exists()


def test_the_reaction_takes_the_words_of_a_deleted_file_away(view, opener):
    use = attach(view, opener, a_picture(), "现场照.jpg").file.id
    entry = next(one for one in entries_after(0) if one.facts.get("use") == use)
    leave_the_index(entry, NOON)
    assert not SearchLine.objects.filter(kind="file").exists()


def test_the_index_is_made_anew_from_the_rows(view, opener, office):
    say(view, opener, "三人受伤")
    messages.correct_message(group=view.number, place=1, text="两人受伤", by=opener, at=NOON)
    asking.ask_item(group=view.number, title="查看监控", owner=opener.person_id, by=opener, at=NOON)
    attach(view, opener, a_document("堆物"), "协议.docx")
    read_brought_files(NOON)
    before = sorted(SearchLine.objects.values_list("kind", "ref", "part", "tokens"))
    with write():
        SearchLine.objects.all().delete()
    assert found("受伤", opener) == []
    rebuild_index()
    read_brought_files(NOON)
    assert sorted(SearchLine.objects.values_list("kind", "ref", "part", "tokens")) == before
    assert (
        len(found("三人", opener)) == len(found("监控", opener)) == len(found("堆物", opener)) == 1
    )


def test_many_finds_come_page_by_page_and_none_twice(view, opener, monkeypatch):
    monkeypatch.setattr(finding, "LOOKED_AT_ONCE", 7)
    for n in range(30):
        say(view, opener, f"第{n}次到场", at=NOON + n * 12 * 60 * MINUTE)
    at, seen, before = NOON + 400 * 24 * 60 * MINUTE, [], None
    while hits := find_lines("到场", by=opener, at=at, before=before, most=11):
        seen += [one.place for one in hits]
        before = hits[-1].key
    assert seen == list(range(30, 0, -1))


def test_the_database_answers_from_its_own_index(view, opener):
    say(view, opener, "两组人已到")
    table = "coordination_searchline"
    check = f"INSERT INTO {table}_fts({table}_fts) VALUES ('integrity-check')"
    named = f"SELECT indexdef FROM pg_indexes WHERE indexname = '{table}_gin'"
    with connection.cursor() as cursor:
        cursor.execute(check if connection.vendor == "sqlite" else named)
        assert connection.vendor == "sqlite" or "gin" in cursor.fetchone()[0]
    assert Message.objects.count() == SearchLine.objects.count() == 1
