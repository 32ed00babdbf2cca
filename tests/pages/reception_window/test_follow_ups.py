"""The pages of follow-ups: list, one, what was said, an unhappy answer settled by legal."""

import pytest
from tests.builders.hall import the_centre
from tests.builders.people import an_appointment, sign_in
from tests.builders.reports import taken

from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import write
from quanju.domains.reception.actions.follow_ups import plan_follow_up
from quanju.domains.reception.models import CaseReport, FollowUp

pytestmark = pytest.mark.django_db


def test_from_the_list_to_the_answer_and_its_settling(client):
    officer = sign_in(client, an_appointment("reception_officer", organisation=the_centre()))
    said = {"reporter": "张三", "contact": "13800000000"}
    report = taken(officer, kind="dispute", at=now(), said=said).number
    with write():
        plan_follow_up(CaseReport.objects.get(number=report), "closed", now())
    one = FollowUp.objects.get()
    page = f"/reports/follow-ups/{one.pk}"
    early = client.get(page).content.decode()
    assert "13800000000" in early
    assert 'name="how"' not in early  # its day has not come
    FollowUp.objects.update(asks_from=now().date(), due_on=now().date())
    listed = client.get("/reports/follow-ups?state=due").content.decode()
    assert page in listed
    assert page not in client.get("/reports/follow-ups?state=settled").content.decode()
    assert page in client.get(f"/reports/{report}").content.decode()

    wrong = client.post(page, {"how": "phone", "score": "1", "said": " "})
    assert wrong.status_code == 422
    assert 'value="1" selected' in wrong.content.decode()
    client.post(f"{page}/miss")
    assert FollowUp.objects.get().tries == 1
    client.post(page, {"how": "phone", "score": "1", "said": "没人联系我"})
    assert FollowUp.objects.get().status == "unhappy"
    assert client.post(f"{page}/settle", {"settled": "x"}).status_code == 403
    assert client.post(f"{page}/nothing").status_code == 404

    sign_in(client, an_appointment("legal_supervision", name="legal"))
    assert "没人联系我" in client.get(page).content.decode()
    client.post(f"{page}/settle", {"settled": "已上门说明"})
    assert FollowUp.objects.get().status == "settled"
    assert "已上门说明" in client.get(page).content.decode()
