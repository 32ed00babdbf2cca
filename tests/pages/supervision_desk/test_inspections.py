"""Inspection plans by presses alone, from planning to closing; a command draws them again."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from tests.builders.people import an_appointment, sign_in
from tests.builders.reports import a_room, taken

from quanju.cli.supervision import supervision
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_day
from quanju.domains.supervision.models import Finding, Inspection

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def numbers():
    desk = a_room()[1]
    return sorted(taken(desk, kind="help", at=now() - DAY).number for _ in range(4))


def said(**more):
    day = (local_day(now()) - DAY).isoformat()
    plan = {"kind": "special", "aim": "看回执", "since_on": day, "until_on": day, "size": "2"}
    return plan | more


def drawn_plan(client):
    sign_in(client, an_appointment("legal_supervision"))
    address = client.post("/supervision/inspections/plan", said())["Location"]
    client.post(f"{address}/draw")
    return address, Inspection.objects.get()


def test_a_plan_goes_from_its_days_to_its_conclusion(client, numbers):
    address, plan = drawn_plan(client)
    listed = client.get("/supervision/inspections?kind=special&state=open").content.decode()
    assert plan.number in listed
    assert plan.number not in client.get("/supervision/inspections?kind=online").content.decode()
    page = client.get(address).content.decode()
    assert "刚才重抽一遍，名单一致" in page
    assert plan.seed in page
    first, second = plan.matters.order_by("place").values_list("number", flat=True)
    matter = f"{address}/matters/{first}"
    found = {"method": "papers", "result": "bad", "remarks": "", "level": "3"}
    wrong = client.post(matter, found)
    assert wrong.status_code == 422
    assert "请写明情况" in wrong.content.decode()
    assert client.post(matter, found | {"remarks": "缺签名"})["Location"] == address
    assert Finding.objects.get().report_number == first
    assert client.post(f"{address}/close", {"conclusion": "完"}).status_code == 409
    client.post(f"{address}/matters/{second}", found | {"result": "good"})
    assert client.post(f"{address}/close", {"conclusion": "一半缺签名"})["Location"] == address
    page = client.get(address).content.decode()
    assert "样本中有问题的占 50.0%（n = 2）" in page
    assert "缺签名" in client.get(matter).content.decode()


def test_what_was_typed_wrong_is_told_at_its_field_and_stays(client, numbers):
    sign_in(client, an_appointment("legal_supervision"))
    page = client.post("/supervision/inspections/plan", said(until_on="9999-01-01", aim="看看"))
    assert page.status_code == 422
    text = page.content.decode()
    assert "年份应在" in text
    assert "看看" in text
    today = local_day(now()).isoformat()
    page = client.post("/supervision/inspections/plan", said(until_on=today))
    assert "只能抽查已经过完的日子" in page.content.decode()
    assert not Inspection.objects.exists()


def test_a_plan_can_be_stopped_with_a_reason(client, numbers):
    address, _ = drawn_plan(client)
    assert client.post(f"{address}/cancel", {"why": ""}).status_code == 422
    client.post(f"{address}/cancel", {"why": "日子写错"})
    page = client.get(address).content.decode()
    assert "为什么停止" in page
    assert "日子写错" in page


def test_a_leader_reads_the_plan_and_has_no_verb_in_it(client, numbers):
    address, plan = drawn_plan(client)
    sign_in(client, an_appointment("branch_leader"))
    page = client.get(address).content.decode()
    assert plan.seed in page
    assert "/matters/" not in page
    assert f"{address}/population" not in page
    assert client.get(f"{address}/population").status_code == 403
    assert client.post(f"{address}/close", {"conclusion": "完"}).status_code == 403


def test_anybody_with_the_list_and_the_seed_draws_the_same(client, numbers, tmp_path):
    address, plan = drawn_plan(client)
    sample = list(plan.matters.order_by("place").values_list("number", flat=True))
    file = tmp_path / "population.csv"
    file.write_bytes(b"".join(client.get(f"{address}/population?as=csv").streaming_content))
    run = CliRunner()
    with_list = ["draw", "--list", str(file), "--seed", plan.seed, "--size", "2", "--json"]
    told = json.loads(run.invoke(supervision, with_list).output)
    assert told == {"drawn_from": 4, "digest": plan.digest, "sample": sample}
    given = run.invoke(
        supervision, ["draw", "--list", "-", *with_list[3:]], input="\n".join(numbers)
    )
    assert json.loads(given.output)["sample"] == sample
    assert run.invoke(supervision, ["draw", "--seed", plan.seed]).exit_code != 0
