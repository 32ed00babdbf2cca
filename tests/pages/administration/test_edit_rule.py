"""The editor of rule tables over HTTP: by fields, as text, proposed."""

import re

import pytest

from quanju.domains.rulebook.models import RuleTable
from quanju.domains.rulebook.queries import shipped
from quanju.domains.rulebook.types import kind_named, kinds

pytestmark = pytest.mark.django_db
PAGE = "/administration/rules/patrol.cover/propose"
COVER = shipped(kind_named("patrol.cover"))
FIELD = "f:alert_after_min"


def send(client, page=PAGE, *, content=COVER, **fields):
    names = {"content": content, "mode": "form", "reason": "试", "sheet": "", **fields}
    return client.post(page, names)


def test_every_table_of_every_room_opens_as_a_form(client, enter):
    enter("system_admin")
    for kind in kinds():
        page = client.get(f"/administration/rules/{kind.name}/propose")
        assert page.status_code == 200, kind.name
        assert 'name="mode" value="form"' in page.content.decode(), kind.name


def test_a_changed_field_is_proposed_with_its_difference(client, enter):
    enter("system_admin")
    shown = send(client, check="1", **{FIELD: "20"}).content.decode()
    assert re.search(r"<del>15 分钟</del>\s*→\s*<ins>20 分钟</ins>", shown)
    assert send(client, **{FIELD: "20"}).status_code == 302
    row = RuleTable.objects.get(kind="patrol.cover", status="proposed")
    assert row.text == COVER.replace("= 15", "= 20")
    told = client.get(f"/administration/rules/patrol.cover/{row.version}").content.decode()
    assert "全文" in told


def test_nothing_changed_is_said_and_not_proposed(client, enter):
    enter("system_admin")
    answer = send(client, **{FIELD: "15"})
    assert answer.status_code == 422
    assert "没有改动，不用提出" in answer.content.decode()
    assert not RuleTable.objects.filter(kind="patrol.cover").exists()


def test_a_wrong_number_is_told_at_its_field_and_kept(client, enter):
    enter("system_admin")
    answer = send(client, **{FIELD: "9999"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="9999"' in page
    assert "“无可用警力多久提示”不能大于 1440" in page
    assert ">试</textarea>" in page.replace("\n", "")


def test_editing_asks_for_no_reason_and_enter_proposes_nothing(client, enter):
    enter("system_admin")
    page = send(client, step="keep", reason="", **{FIELD: "20"}).content.decode()
    assert 'value="20"' in page
    assert "必填" not in page
    assert not RuleTable.objects.filter(status="proposed").exists()


def test_a_text_that_is_no_toml_stays_a_text(client, enter):
    enter("system_admin")
    page = send(client, mode="text", step="form", content="alert_after_min = \n").content.decode()
    assert 'name="mode" value="text"' in page
    assert "第 1 行" in page
