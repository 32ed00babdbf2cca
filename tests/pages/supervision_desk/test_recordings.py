"""The pages of the index of recordings: written in, compared, held, proposed to be deleted."""

from datetime import timedelta

import pytest
from tests.builders.hall import the_room
from tests.builders.people import an_appointment, sign_in
from tests.builders.reports import taken

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.days import local_day, local_time
from quanju.domains.supervision.models import Recording

pytestmark = pytest.mark.django_db
GOOD = "a" * 64


def test_from_the_report_to_the_index_and_what_becomes_of_it(client):
    officer = sign_in(client, an_appointment("reception_officer", organisation=the_room()))
    report = taken(officer, at=now()).number
    add = f"/supervision/recordings/add?about=report&amp;number={report}"
    assert add in client.get(f"/reports/{report}").content.decode()
    ended = local_time(now() - timedelta(minutes=2))
    said = {
        "about": "report", "number": report, "kind": "statement", "recorder": "rec-1/7.mp4",
        "sha256": "short", "began_at": f"{ended - timedelta(minutes=9):%Y-%m-%dT%H:%M}",
        "ended_at": f"{ended:%Y-%m-%dT%H:%M}", "keep": "ordinary",
    }  # fmt: skip
    wrong = client.post("/supervision/recordings/add", said)
    assert wrong.status_code == 422
    assert "rec-1/7.mp4" in wrong.content.decode()
    page = client.post("/supervision/recordings/add", said | {"sha256": GOOD})["Location"]
    assert GOOD in client.get(page).content.decode()
    assert page in client.get("/supervision/recordings?state=indexed").content.decode()
    assert page in client.get(f"/reports/{report}").content.decode()
    assert client.get("/supervision/recordings/compare").status_code == 403

    sign_in(client, an_appointment("legal_supervision", name="legal"))
    told = client.post("/supervision/recordings/compare", {"listed": f"{GOOD}  rec-1/7.mp4"})
    assert "一致 1" in told.content.decode()
    assert Recording.objects.get().status == "good"
    client.post(f"{page}/hold", {"why": "投诉调查"})
    assert "投诉调查" in client.get(page).content.decode()
    client.post(f"{page}/release")
    assert client.post(f"{page}/nothing").status_code == 404

    Recording.objects.update(keep_until=local_day(now()) - timedelta(days=1))
    sign_in(client, an_appointment("archivist", name="archive"))
    assert "提请删除" in client.get("/supervision/recordings?state=due").content.decode()
    client.post("/supervision/recordings/delete", {"reason": "到期"})
    assert "删除到期的录音录像 1 份" in client.get("/supervision/recordings").content.decode()
