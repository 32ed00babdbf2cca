"""An incident leaves as an EIDO file and one comes in from a file."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.builders.incidents import an_incident
from tests.domains.dispatch.test_eido import out

from quanju.domains.dispatch.models import Incident
from quanju.domains.journal.models import Entry
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


def send(desk, body: bytes, key=KEY):
    sent = {"idempotency_key": key, "file": SimpleUploadedFile("in.json", body)}
    return desk.post("/dispatch/eido", sent)


def test_what_is_saved_for_a_body_is_taken_in_elsewhere_the_same(desk, unit):
    row = an_incident(by=desk.me, at=now(), text="两人推搡")
    page = desk.get(f"/dispatch/incidents/{row.number}").content.decode()
    assert "导出文件" in page
    answer = desk.post(f"/dispatch/incidents/{row.number}/eido", {"body": "traffic"})
    assert answer["Content-Disposition"].startswith("attachment")
    told = json.loads(answer.content)
    assert told["incidentComponent"]["internalIncidentId"] == row.number
    assert Entry.objects.filter(event="dispatch.eido_given", subject=row.subject).count() == 1
    told["$id"] = "urn:emergency:uid:incidentid:77:elsewhere"
    for n in range(2):
        came = send(desk, json.dumps(told).encode(), key=KEY + str(n))
        assert came.status_code == 302
    (new,) = Incident.objects.exclude(pk=row.pk)
    assert (new.type_code, new.grade, new.lon, new.lat) == (
        row.type_code,
        row.grade,
        row.lon,
        row.lat,
    )
    assert new.number in came["Location"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "没有选择文件"),
        (b"\xff\xfe\x00", "不是 JSON"),
        (b"[1]", "不是 JSON"),
        (b"[" * 5000, "不是 JSON"),
        (b'"' + b"x" * 300_000 + b'"', "超过"),
        (json.dumps({**out(), "incidentComponent": None}).encode(), "incidentComponent"),
    ],
)
def test_a_file_that_is_none_is_told_in_words_and_makes_nothing(desk, body, words):
    answer = send(desk, body)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Incident.objects.exists()
