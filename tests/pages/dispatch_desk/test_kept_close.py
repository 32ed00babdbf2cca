"""What is kept close (SG-19): lists, boards and walls say that it is, and nothing of it."""

import pytest
from tests.builders.town import spot

from quanju.domains.dispatch.actions.incidents import create_incident
from quanju.domains.dispatch.models import Alert
from quanju.domains.dispatch.queries.board import open_matters
from quanju.domains.kernel.clock import now

pytestmark = pytest.mark.django_db
LISTS = (
    "/dispatch/queue",
    "/dispatch/incidents",
    "/dispatch/incidents?as=csv",
    "/dispatch/handover",
    "/home/now",
    "/worklist/",
)


def test_lists_say_that_it_is_kept_close_and_its_own_page_says_more(desk):
    lon, lat = spot(3, 2)
    row = create_incident(
        type_code="family_violence",
        text="邻居听见",
        title="夫妻打架",
        lon=lon,
        lat=lat,
        address="和平路7号",
        by=desk.me,
        at=now(),
    )
    Alert.objects.create(kind="backup", subject=row.subject, incident=row, raised_at=now())
    assert [str(one.type_name) for one in open_matters(at=now())] == ["限制知悉"]
    for page in LISTS:
        answer = desk.get(page)
        text = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, page
        assert "限制知悉" in text.decode(), page
        assert "夫妻打架" not in text.decode(), page
        told = text.decode().replace("— 家庭暴力</option>", "")  # what one may look for
        assert "家庭暴力" not in told, page
    own = desk.get(f"/dispatch/incidents/{row.number}").content.decode()
    assert "夫妻打架" in own
    assert "家庭暴力" in own
