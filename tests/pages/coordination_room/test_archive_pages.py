"""The archive's pages: the list with its counts, a package that is taken out for a purpose."""

import io
import zipfile

import pytest
from tests.domains.coordination.rooms import the_offices
from tests.domains.coordination.test_archive import ended
from tests.factories import NOON, an_appointment, sign_in

from quanju.domains.coordination.actions import sealing
from quanju.domains.documents.outside import store as stores

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
