"""The planning desk: from a question to a plan in force, and what it says on the way."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.builders.crews import a_unit
from tests.builders.plans import past_calls
from tests.builders.town import spot as spot_of
from tests.pages.reading import flat

from quanju.domains.approvals.models import Proposal
from quanju.domains.documents.actions.setting import set_paper
from quanju.domains.documents.layouts import text_of
from quanju.domains.documents.models import Paper
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import open_write
from quanju.domains.planning.actions import plans as plans_actions
from quanju.domains.planning.actions.studies import run_study, take_next_study
from quanju.domains.planning.models import Plan, Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(town, enter):
    past_calls(at=now())
    a_unit("特-01", home_staging_point=1)
    return enter("dispatcher")


def asked(client, kind, **fields):
    known = {
        "points": {
            "model": "p_median",
            "count": 3,
            "limit_min": 3,
            "candidates": "both",
            # It stops as soon as the optimum is proven; a busy machine needs the room.
            "seconds": 60,
            "seed": 1,
        },
        "zones": {"count": 4, "calls_share": 0.6, "moving": 100, "seed": 1},
        "what_if": {"slower": 1, "more_calls": 1, "days": 20, "replications": 2, "seed": 1},
    }[kind]
    return client.post(f"/planning/studies/ask/{kind}", {"title": "题", **known, **fields})


def test_a_study_is_asked_followed_and_read_in_both_languages(client, planner):
    answer = asked(client, "points")
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer.url)
    assert "排队" in page.content.decode()
    study = run_study(study=take_next_study(at=now()))
    assert study.status == "done", study.why
    page = client.get(answer.url).content.decode()
    assert "3 分钟内到达" in page
    assert "已证明最优" in page
    assert "去年各周之间" in page
    client.cookies["django_language"] = "en"
    page = client.get(answer.url).content.decode()
    assert "within 3 min" in page
    assert "proven" in page
    assert "last year&#x27;s weeks differ" in page
    layer = client.get(f"/planning/studies/{study.pk}/points.geojson").json()
    assert len(layer["features"]) == 3
    paper = client.post(f"/planning/studies/{study.pk}/report")["Location"]
    assert client.post(f"/planning/studies/{study.pk}/report")["Location"] == paper
    made = set_paper(paper=Paper.objects.get(language="en").pk, at=now())
    assert made.fault is None
    shown = text_of(client.get(f"{paper}.pdf").content)
    for words in ("within 3 min", "weeks are better", study.title, made.number, "no personal data"):
        assert words in shown
    assert made.number in client.get(answer.url).content.decode()
    client.cookies["django_language"] = "zh-hans"
    assert client.post(f"/planning/studies/{study.pk}/report")["Location"] != paper


def test_a_what_if_is_answered_with_intervals_and_on_paper(client, planner):
    answer = asked(client, "what_if", slower=1.5)
    run_study(study=take_next_study(at=now()))
    page = client.get(answer.url).content.decode()
    assert "±" in page
    paper = client.post(f"{answer.url}/report")["Location"]
    made = set_paper(paper=Paper.objects.get().pk, at=now())
    shown = text_of(client.get(f"{paper}.pdf").content)
    assert "±" in shown
    assert made.number in shown


@pytest.mark.parametrize(
    ("kind", "fields", "word"),
    [
        ("points", {"count": 0}, "1"),
        ("points", {"added": "河里"}, "河里"),
        ("points", {"added": "119.0,49.0"}, "119"),
        ("what_if", {"cars": "五号加一"}, "5+1"),
        ("what_if", {"cars": "²+1"}, "5+1"),
        ("what_if", {"cars": "99+1"}, "99"),
        ("zones", {"count": "many"}, "count"),
    ],
)
def test_what_cannot_be_studied_is_said_at_the_form(client, planner, kind, fields, word):
    answer = asked(client, kind, **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert word in page
    assert not Study.objects.exists()


def test_a_plan_is_drafted_changed_proposed_and_approved(client, planner, enter):
    url = client.post("/planning/plans/draft", {"title": "新方案"}).url
    number = Plan.objects.get().number
    move = {"revision": 1, "number": 2, "place": "119.7137,49.2079", "name_zh": "新点"}
    moved = client.post(f"{url}/point", move)
    assert moved.status_code == 302, moved.content.decode()
    assert client.post(f"{url}/point", move).status_code == 409
    layer = client.get(f"{url}/points.geojson").json()
    assert layer["features"][1]["properties"]["name_zh"] == "新点"
    page = flat(client.get(url).content.decode())
    assert "去年的警情：现在与之后" in page
    assert re.search(r'<td class="number">2</td><th scope="row">新点</th><td>广场</td>', page)
    client.post(f"{url}/propose", {"wanted_from": ""})
    enter("branch_leader")
    assert "批准" in client.get(url).content.decode()
    done = client.post(f"/approvals/{Proposal.objects.get().pk}/approve")
    assert done.status_code == 302, done.content.decode()
    assert Plan.objects.get(number=number).status == "in_force"
    assert "生效中" in client.get("/planning/").content.decode()
    assert "去年的警情：之前与之后" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("words", b"not json"),
        ("a list", b"[1, 2]"),
        ("no features", b'{"type": "FeatureCollection"}'),
        ("features that are none", b'{"features": [1, 2]}'),
        ("a NUL", b'{"features": [{"geometry": {"type": "Point\\u0000"}, "properties": {}}]}'),
        (
            "nobody's property",
            b'{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[119.7, 49.2],'
            b'[119.8, 49.2], [119.8, 49.3], [119.7, 49.2]]]}, "properties": {"GeoJSON": 1}}]}',
        ),
        (
            "numbers as text",
            b'{"features": [{"geometry": {"type": "Polygon", "coordinates": [[["119.7", "49.2"],'
            b'["119.8", "49.2"], ["119.8", "49.3"], ["119.7", "49.2"]]]}, "properties": {}}]}',
        ),
        ("deep", b'{"features": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
    ],
)
def test_a_broken_file_is_told_and_changes_nothing(client, planner, name, content):
    url = client.post("/planning/plans/draft", {"title": name}).url
    before = Plan.objects.get().zones
    file = SimpleUploadedFile("zones.geojson", content)
    answer = client.post(f"{url}/layers", {"layer": "zones", "revision": 1, "file": file})
    assert answer.status_code == 422
    assert "GeoJSON" in answer.content.decode()
    assert Plan.objects.get().zones == before


def test_what_goes_out_comes_in_again(client, planner):
    url = client.post("/planning/plans/draft", {"title": "来回"}).url
    for revision, layer in enumerate(("zones", "points"), 1):
        taken = client.get(f"{url}/{layer}.geojson").json()
        file = SimpleUploadedFile("layer.geojson", json.dumps(taken).encode())
        sent = {"layer": layer, "revision": revision, "file": file}
        answer = client.post(f"{url}/layers", sent)
        assert answer.status_code == 302, answer.content.decode()


CORNERS = [(1, 1), (3, 1), (3, 2), (1, 2)]


def drawn(client, url, name, content):
    return client.post(f"{url}/{name}", json.dumps(content), content_type="application/json",
                       headers={"Accept": "application/json"})  # fmt: skip


def test_a_draft_is_drawn_step_by_step_and_kept_at_once(client, planner):
    url = client.post("/planning/plans/draft", {"title": "画"}).url
    layers = {
        name: client.get(f"{url}/{name}.geojson").json()["features"] for name in ("zones", "points")
    }
    step = {"verb": "join", "zone": 2, "into": 1}
    asked = {**layers, "step": step, "reach": True, "looks": True}
    tried = drawn(client, url, "try", asked).json()
    assert [row[0] for row in tried["looks"]][:2] == ["工作量最大偏差", "边界在干路上"]
    assert all("—" not in row for row in tried["looks"]), "before and after"
    assert [one["properties"]["number"] for one in tried["zones"]] == [1, 3, 4]
    assert (tried["faults"], tried["said"]) == ([], "2 号并入 1 号")
    assert set(tried["reach"]) == {"60", "180", "300"}
    assert [one["properties"]["minutes"] for one in tried["rings"]["features"]] == [5, 3, 1]
    assert Plan.objects.get().revision == 1, "nothing is stored by trying"
    kept = {"zones": tried["zones"], "points": tried["points"], "revision": 1}
    assert drawn(client, url, "draw", kept).json() == {"revision": 2}
    assert drawn(client, url, "draw", kept).status_code == 409
    assert len(Plan.objects.get().zones) == 3
    assert len(client.get(f"{url}/rings.geojson").json()["features"]) == 3


ENDLESS = (
    '{"zones": [{"geometry": {"type": "Point", "coordinates": [1e999, 49]}, "properties": [1]}]}'
)


@pytest.mark.parametrize("sent", ["no json", "[1]", "{}", '{"zones": 3}', "[" * 100_000, ENDLESS])
@pytest.mark.parametrize("name", ["try", "draw"])
def test_a_broken_drawing_is_told(client, planner, name, sent):
    url = client.post("/planning/plans/draft", {"title": "画"}).url
    answer = client.post(f"{url}/{name}", sent, content_type="application/json",
                         headers={"Accept": "application/json"})  # fmt: skip
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert Plan.objects.get().revision == 1


def test_zones_are_changed_without_the_map(client, planner):
    url = client.post("/planning/plans/draft", {"title": "手工"}).url
    corners = "\n".join(f"{lon},{lat}" for lon, lat in (spot_of(*one) for one in CORNERS))
    step = {"revision": 1, "verb": "give", "into": "", "places": corners}
    assert client.post(f"{url}/zone", step).status_code == 302
    assert len(Plan.objects.get().zones) == 5
    wrong = client.post(f"{url}/zone", {"revision": 2, "verb": "join", "zone": 1, "into": 4})
    assert wrong.status_code == 422
    assert "不相邻" in wrong.content.decode()
    assert Plan.objects.get().revision == 2
    lon, lat = spot_of(3.7, 1.6)
    block = {"revision": 2, "verb": "block", "into": "", "places": f"{lon},{lat}"}
    assert client.post(f"{url}/zone", block).status_code == 302
    page = flat(client.get(url).content.decode())
    assert "巡区划得怎样：现在与之后" in page
    assert '<th scope="row">紧凑度，平均</th>' in page


def test_a_file_with_a_gap_is_refused_or_mended(client, planner):
    url = client.post("/planning/plans/draft", {"title": "补"}).url
    zones = client.get(f"{url}/zones.geojson").json()
    zones["features"] = zones["features"][1:]
    for mend, status in ((None, 422), ("on", 302)):
        file = SimpleUploadedFile("zones.geojson", json.dumps(zones).encode())
        sent = {"layer": "zones", "revision": 1, "file": file, **({"mend": mend} if mend else {})}
        assert client.post(f"{url}/layers", sent).status_code == status
    assert len(Plan.objects.get().zones) == 3


def test_all_points_but_one_are_fixed_by_naming_the_one(client, planner):
    asked(client, "points", movable=[2], count=27)
    options = Study.objects.get().inputs["options"]
    assert (options["count"], options["fixed"]) == (2, [1])


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("119.7137,49.2", "分钟圈"),
        ("没有这条街一二三", "没有找到"),
        ("1,2", "辖区外"),
        ("0.0.0,1", "坐标"),
    ],
)
def test_which_ring_an_address_lies_in(client, planner, address, words):
    page = client.get("/planning/", {"address": address})
    assert page.status_code == 200
    assert words in page.content.decode()


def test_the_lists_are_read_in_few_questions(client, planner, django_assert_max_num_queries):
    for _ in range(5):
        client.post("/planning/plans/draft", {"title": "x"})
    with django_assert_max_num_queries(22):
        client.get("/planning/")


@pytest.fixture
def asks_beside_the_write(monkeypatch):
    """What takes seconds is asked while no write is open: else every desk waits for it."""
    asked = []
    for name in ("compared", "check_layers"):
        ask = getattr(plans_actions, name)

        def looked(*args, ask=ask, name=name, **kwargs):
            asked.append(name)
            assert open_write() is None
            return ask(*args, **kwargs)

        monkeypatch.setattr(plans_actions, name, looked)
    return asked


def test_nobody_waits_while_a_plan_is_compared(client, planner, asks_beside_the_write):
    url = client.post("/planning/plans/draft", {"title": "不占用"}).url
    content = client.get(f"{url}/points.geojson").content
    sent = {"layer": "points", "revision": 1, "file": SimpleUploadedFile("p.geojson", content)}
    assert client.post(f"{url}/layers", sent).status_code == 302
    pressed = {"idempotency_key": "proposed-once-0001"}
    assert client.post(f"{url}/propose", pressed).status_code == 302
    assert asks_beside_the_write == ["compared", "check_layers", "compared", "check_layers"]
    assert client.post(f"{url}/propose", pressed).status_code == 302  # the same press again
    assert len(asks_beside_the_write) == 4
