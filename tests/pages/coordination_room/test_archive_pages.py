"""The archive's pages: the list with its counts, a package that is taken out for a purpose."""

import io
import zipfile
from datetime import timedelta

import pytest
from tests.builders.groups import the_offices
from tests.builders.people import NOON, an_actor, an_appointment, sign_in
from tests.domains.coordination.test_archive import ended

from quanju.domains.approvals.actions import approve
from quanju.domains.approvals.models import Proposal
from quanju.domains.coordination.actions import sealing
from quanju.domains.coordination.actions.deleting import find_due
from quanju.domains.coordination.actions.taking import SaidYesAlready
from quanju.domains.coordination.models import Group
from quanju.domains.documents.models.files import FileUse
from quanju.domains.documents.outside import store as stores
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.transaction import write
from quanju.domains.people.queries.actors import actor_numbered

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(settings, tmp_path, monkeypatch):
    """A group with its package."""
    settings.HOME, settings.FILES_AT, settings.CLAMAV = tmp_path, "", ""
    stores._opened.cache_clear()
    monkeypatch.setattr(sealing, "pdfs_of", lambda *_, **__: [b"%PDF"])
    row = ended(the_offices(), title="胜利街店铺纠纷")
    sealing.seal_archive(row.pk, at=NOON)
    return row


def test_the_archivist_finds_it_and_takes_it_out_for_a_purpose(client, sealed):
    sign_in(client, an_appointment("archivist"))
    page = client.get("/groups/archive?words=店铺").content.decode()
    assert f"/groups/archive/{sealed.number}" in page
    wrong = client.get("/groups/archive?month=2026-13")
    assert wrong.status_code == 422
    address = f"/groups/archive/{sealed.number}"
    assert "quanju archive verify" in client.get(address).content.decode()
    refused = client.post(address, {"what": "package", "purpose": ""})
    assert refused.status_code == 422
    taken = client.post(address, {"what": "package", "purpose": "年度检查"})
    assert taken["Content-Disposition"] == f'attachment; filename="group-{sealed.number}.zip"'
    content = b"".join(taken.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert "年度检查" in packed.read(f"group-{sealed.number}/export.json").decode()
    copy = client.post(address, {"what": "reading", "purpose": "会议"})
    assert b"".join(copy.streaming_content) == b"%PDF"


def test_a_leader_sees_the_header_and_takes_nothing(client, sealed):
    sign_in(client, an_appointment("branch_leader"))
    address = f"/groups/archive/{sealed.number}"
    page = client.get(address).content.decode()
    assert "由负责人、监督" in page
    assert 'name="purpose"' not in page
    assert client.post(address, {"what": "package", "purpose": "看看"}).status_code == 403
    assert client.get(f"/groups/{sealed.number}").status_code == 404


def test_a_large_package_is_asked_for_and_leaves_after_the_yes(client, sealed):
    with write():
        Group.objects.filter(pk=sealed.pk).update(messages_last=51)
    archivist = an_appointment("archivist")
    sign_in(client, archivist)
    address = f"/groups/archive/{sealed.number}"
    assert "提请取出" in client.get(address).content.decode()
    refused = client.post(address, {"what": "package", "purpose": "检查"})
    assert refused.status_code == 422
    assert "须由督察法制和群负责人批准" in refused.content.decode()
    client.post(f"{address}/ask", {"purpose": "年度检查"})
    by_law, by_owner = Proposal.objects.order_by("pk")
    approve(proposal=by_law.pk, by=an_actor("legal_supervision"), at=now())
    assert client.post(address, {"what": "package"}).status_code == 422
    owner = actor_numbered(sealed.owner_id, at=now())
    with write():  # as if the owner had said yes for legal supervision, too
        Proposal.objects.filter(pk=by_law.pk).update(decided_by=owner.subject)
    with pytest.raises(SaidYesAlready):
        approve(proposal=by_owner.pk, by=owner, at=now())
    assert client.post(address, {"what": "package"}).status_code == 422
    with write():
        Proposal.objects.filter(pk=by_law.pk).update(decided_by="person:0")
    approve(proposal=by_owner.pk, by=owner, at=now())
    assert "年度检查" in client.get(address).content.decode()
    taken = client.post(address, {"what": "package"})
    assert b"".join(taken.streaming_content).startswith(b"PK")
    taken.close()


def test_groups_past_their_term_are_chosen_and_leave_a_tombstone(client, sealed):
    at = now()
    with write():
        Group.objects.filter(pk=sealed.pk).update(archived_at=at - timedelta(days=1096))
        FileUse.objects.update(state="due", due_at=at)
    find_due(at)
    sign_in(client, an_appointment("archivist"))
    assert f'value="{sealed.number}"' in client.get("/groups/archive/due").content.decode()
    none = client.post("/groups/archive/due/propose", {"reason": "期满"})
    assert none.status_code == 422
    sent = {"reason": "期满", "groups": [sealed.number]}
    client.post("/groups/archive/due/propose", sent)
    approve(proposal=Proposal.objects.get().pk, by=an_actor("legal_supervision"), at=now())
    page = client.get(f"/groups/archive/{sealed.number}").content.decode()
    assert "已按期限销毁" in page
    assert "胜利街" not in page
    assert sealed.number in client.get("/groups/archive?outcome=deleted").content.decode()
    assert sealed.number not in client.get("/groups/archive").content.decode()
