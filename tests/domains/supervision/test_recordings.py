"""The index of recordings: no media, a hash that is compared, days by reason, holds, tombstones."""

from datetime import timedelta

import pytest
from tests.builders.cases import accepted, an_officer
from tests.builders.people import NOON, an_actor, decide
from tests.builders.reports import a_room, taken
from tests.domains.cases.test_archive import closed

from quanju.domains.cases.actions import archiving
from quanju.domains.cases.types.archive import STAGES
from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Denied, NotFound, Refused
from quanju.domains.reception.queries.measures import measure as of_reception
from quanju.domains.rulebook.reading import read_shipped
from quanju.domains.supervision.actions import comparing
from quanju.domains.supervision.actions import recordings as verbs
from quanju.domains.supervision.actions.checking import check_report
from quanju.domains.supervision.models import Recording, RuleHit
from quanju.domains.supervision.queries.figures import measure
from quanju.domains.supervision.queries.recordings import due_recordings, recordings, recordings_on
from quanju.domains.supervision.rules import RECORDINGS_RULE, RecordingsRule
from quanju.pages.shared.recordings import index_at

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
GOOD, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def window(db):
    return a_room()[1]


@pytest.fixture
def legal(db):
    return an_actor("legal_supervision")


def indexed(report, by, *, at=NOON, **more):
    said = {
        "matter": f"report:{report}",
        "kind": "statement",
        "recorder": f"rec-3/{Recording.objects.count()}.mp4",
        "sha256": GOOD.upper(),
        "began_at": at - 30 * MINUTE,
        "ended_at": at - MINUTE,
        "keep": "ordinary",
    } | more
    return verbs.index_recording(**said, by=by, at=at)


def test_what_is_indexed_says_where_it_lies_and_until_when_and_no_more(window):
    report = taken(window).number
    view = indexed(report, window)
    assert (view.number, view.status, view.sha256) == ("20261123-0001", "indexed", GOOD)
    assert view.keep_until == local_day(NOON) + 183 * DAY
    assert indexed(report, window, keep="evidence").keep_until is None
    assert {"media", "file", "content"}.isdisjoint(f.name for f in Recording._meta.get_fields())
    assert len(recordings_on(f"report:{report}", by=window, at=NOON)) == 2
    for other in (an_actor("auditor"), a_room("chengnan")[1]):
        assert recordings(other, at=NOON, most=5) == []


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"sha256": "a" * 63}, "NO_FINGERPRINT"),
        ({"sha256": "g" * 64}, "NO_FINGERPRINT"),
        ({"ended_at": NOON + MINUTE}, "NOT_IN_ITS_SPAN"),
        ({"began_at": NOON - MINUTE}, "NOT_IN_ITS_SPAN"),
        ({"began_at": NOON - 2 * DAY - 2 * MINUTE}, "NOT_IN_ITS_SPAN"),
        ({"recorder": "rec-3/0.mp4"}, "INDEXED_ALREADY"),
        ({"recorder": " "}, "TEXT_MISSING"),
        ({"kind": "photo"}, "NOT_FOUND"),
        ({"matter": "report:20200101-0001"}, "NOT_FOUND"),
        ({"matter": "person:1"}, "NOT_FOUND"),
    ],
)
def test_what_cannot_be_is_refused(window, said, refusal):
    report = taken(window).number
    indexed(report, window)
    with pytest.raises(Refused, match=refusal):
        indexed(report, window, **said)


def test_it_is_written_in_by_who_reads_the_matter(window, legal):
    report = taken(window).number
    with pytest.raises(NotFound):
        indexed(report, a_room("chengnan")[1])
    with pytest.raises(Denied):
        indexed(report, legal)
    officer = an_officer()
    case = accepted(officer)
    made = indexed("", officer, matter=case.subject, kind="room", keep="case")
    assert made.matter == case.subject
    indexed(case.report, window)
    beside = recordings_on(case.subject, f"report:{case.report}", by=officer, at=NOON)
    assert sorted(one.may_open for one in beside) == [False, True]
    with pytest.raises(NotFound):
        indexed("", window, matter=case.subject)


def test_an_archived_case_takes_no_recording_and_its_seal_stands(window):
    officer = an_officer()
    case = closed(officer)
    archivist = an_actor("archivist")
    archiving.archive_case(case=case.number, stages=STAGES, by=archivist, at=NOON)
    with pytest.raises(verbs.CaseIsSealed):
        indexed("", officer, matter=case.subject, kind="room", keep="case")
    assert index_at(officer, case.subject, is_over=True) == "" != index_at(officer, case.subject)
    indexed(case.report, window)  # what is of the report goes there
    assert not recordings_on(case.subject, by=officer, at=NOON)


def test_the_recorders_own_list_says_whether_it_is_as_it_was(window, legal):
    report = taken(window).number
    one, two = indexed(report, window), indexed(report, window)
    listed = f"{GOOD}  {one.recorder}\n{OTHER} *{two.recorder}\n\n{GOOD}  rec-9/unknown\n"
    found = comparing.compare_recordings(listed=listed, by=legal, at=NOON)
    assert (found.good, found.bad, found.unknown) == (1, 1, 1)
    states = [row.status for row in Recording.objects.order_by("pk")]
    assert states == ["good", "bad"]
    for wrong in ("", "no hash here", f"{GOOD}"):
        with pytest.raises(Refused, match=r"TEXT_MISSING|LIST_NOT_READABLE"):
            comparing.compare_recordings(listed=wrong, by=legal, at=NOON)
    with pytest.raises(Denied):
        comparing.compare_recordings(listed=listed, by=window, at=NOON)


def test_what_is_due_goes_by_two_people_and_leaves_number_rule_and_day(window, legal):
    report = taken(window).number
    for keep in ("ordinary", "ordinary", "ordinary", "evidence"):
        indexed(report, window, keep=keep)
    last = NOON + 183 * DAY
    archive = an_actor("archivist")
    assert due_recordings(at=last, most=9) == []
    with pytest.raises(verbs.NothingDue):
        verbs.propose_deletion(reason="到期", by=archive, at=last)
    after = last + DAY
    assert len(due_recordings(at=after, most=9)) == 3
    held, longer = Recording.objects.order_by("pk")[:2]
    verbs.hold_recording(recording=held.number, why="投诉调查", by=legal, at=after)
    with pytest.raises(Denied):
        verbs.propose_deletion(reason="到期", by=legal, at=after)
    verbs.propose_deletion(reason="到期", by=archive, at=after)
    verbs.keep_recording(recording=longer.number, keep="case", by=legal, at=after)
    with pytest.raises(verbs.NotLonger):
        verbs.keep_recording(recording=longer.number, keep="ordinary", by=legal, at=after)
    decide("recordings:due", by=legal, at=after)
    gone = Recording.objects.get(status="deleted")
    assert (gone.recorder, gone.sha256, gone.keep, gone.number) == (
        "", "", "ordinary", "20261123-0003",
    )  # fmt: skip
    assert measure("CM-3", since=last, until=last + 40 * DAY).n == 1
    assert measure("CM-3", since=last, until=last + 40 * DAY).value == 100
    verbs.release_recording(recording=held.number, by=legal, at=after)
    assert due_recordings(at=after, most=9) == [held.number]
    with pytest.raises(NotFound):
        verbs.hold_recording(recording=gone.number, why="晚了", by=legal, at=after)


@pytest.mark.parametrize(("recorded", "flagged"), [(True, 0), (False, 1)])
def test_a_missing_recording_is_flagged_the_next_day(window, recorded, flagged):
    report = taken(window, at=NOON).number
    if recorded:
        indexed(report, window)
    for at in (NOON + DAY - MINUTE, NOON + DAY):
        check_report(report=report, at=at)
        hits = RuleHit.objects.filter(check_code="no_recording").count()
        assert hits == (flagged if at == NOON + DAY else 0)


def test_sp_3_counts_good_hashes_and_cm_2_answers_in_time(window, legal):
    first, second = taken(window).number, taken(window).number
    one = indexed(first, window)
    indexed(second, window)
    span = {"since": NOON - DAY, "until": NOON + DAY}
    assert (measure("SP-3", **span).n, measure("SP-3", **span).value) == (2, 0)
    comparing.compare_recordings(listed=f"{GOOD}  {one.recorder}", by=legal, at=NOON)
    assert measure("SP-3", **span).value == 50
    assert of_reception("CM-2", **span).n == 0


def test_nothing_is_kept_shorter_than_six_months():
    shipped = read_shipped(RECORDINGS_RULE).model_dump(by_alias=True)
    for days, is_right in ((183, True), (182, False), (1, False), (0, True)):
        shipped["keep"] = ({**shipped["keep"][0], "days": days},)
        if is_right:
            RecordingsRule.model_validate(shipped)
        else:
            with pytest.raises(ValueError, match=r"."):
                RecordingsRule.model_validate(shipped)
