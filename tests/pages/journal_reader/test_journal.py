"""The auditor's page: whether the record holds, and whether its seals have left the machine."""

import pytest
from django.db import connection
from tests.builders.people import an_appointment, sign_in

from quanju.domains.journal.actions.seals import seal
from quanju.domains.journal.actions.sending import send_seals
from quanju.domains.kernel.clock import now
from quanju.domains.people.types import SERVICE

pytestmark = [pytest.mark.django_db, pytest.mark.spoils]
PAGE = "/journal/"


@pytest.fixture
def auditor(client):
    sign_in(client, an_appointment("auditor"))
    return client


def said(client, path=PAGE, language="zh-hans"):
    return client.get(path, headers={"accept-language": language}).content.decode()


def test_it_warns_while_no_seal_leaves(auditor, settings):
    settings.SEALS_TO = []
    assert "封存没有送出本机" in said(auditor)
    assert "No seal leaves this machine" in said(auditor, language="en")


def test_it_says_when_the_last_one_left_and_by_which_way(auditor, settings, tmp_path):
    settings.SEALS_TO = [f"file://{tmp_path}", "mailto:a@example.cn"]
    assert "还没有封存送出" in said(auditor)
    seal(by=SERVICE, at=now())
    send_seals(by=SERVICE, at=now())
    told = said(auditor)
    assert "封存最近送出" in told
    assert "另一存储上的文件夹" in told
    assert "未设置邮件服务器" in told


def test_a_row_altered_below_is_named_on_the_page(auditor):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_organisation SET name_zh = '别的所'")
    told = auditor.post(f"{PAGE}check").content.decode()
    assert "记录不成立" in told
    assert "people_organisation" in told
