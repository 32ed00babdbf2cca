"""Every list of the house: a page, a file, a print, and a wrong condition that is told."""

import csv
import io

import pytest
from tests.builders.people import an_appointment, sign_in

from quanju.domains.journal import queries as journal

pytestmark = pytest.mark.django_db

# Address, who reads it, the head of its first column, and a condition that cannot be (or none).
LISTS = [
    ("/administration/", "auditor", "名称", ""),
    ("/administration/accounts", "auditor", "账号", "state=nonsense"),
    ("/administration/posts", "auditor", "岗位", ""),
    ("/administration/rules", "auditor", "规则", ""),
    ("/administration/rules/dispatch.response_plans", "auditor", "版本", ""),
    ("/dispatch/incidents", "dispatcher", "编号", "grade=9"),
    ("/files/", "archivist", "事项", ""),
    ("/journal/", "auditor", "编号", "kind=nonsense"),
    ("/operation/", "auditor", "名称", ""),
    ("/operation/notices", "auditor", "通知", "way=pigeon"),
    ("/papers/", "branch_leader", "编号", "state=lost"),
    ("/patrol/secondments", "branch_leader", "人员", ""),
    ("/patrol/shifts", "dispatcher", "自", "zone=x"),
    ("/patrol/units", "dispatcher", "呼号", "force=navy"),
    ("/planning/plans", "branch_leader", "编号", "state=lost"),
    ("/planning/studies", "branch_leader", "编号", "kind=lost"),
]


@pytest.mark.parametrize(("address", "role", "head", "wrong"), LISTS)
def test_it_is_a_page_a_file_a_print_and_tells_a_wrong_condition(
    client, town, address, role, head, wrong
):
    sign_in(client, an_appointment(role))
    assert client.get(address).status_code == 200
    file = client.get(f"{address}?as=csv")
    rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert rows[0][0] == head
    assert client.get(f"{address}?as=print").context["is_print"]
    assert len(journal.search(event="journal.list_exported")) == 1
    readings = journal.search(event="journal.consulted")
    assert "as=print" in {field for one in readings for field in one.facts.get("fields", ())}
    if wrong:
        told = client.get(f"{address}?{wrong}")
        assert told.status_code == 422
        assert told.context["wrong"] != []
