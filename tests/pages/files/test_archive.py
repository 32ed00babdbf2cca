"""The archive's page proposes; legal supervision confirms at the approvals' page."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.builders.files import a_photo
from tests.builders.incidents import an_incident
from tests.builders.people import an_appointment, sign_in

from quanju.domains.dispatch.models import Incident
from quanju.domains.documents.jobs import find_due_files
from quanju.domains.documents.models import FileUse
from quanju.domains.kernel.clock import now
from quanju.domains.people.queries.actors import actor_in

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def photo(town: Any, tmp_path: Path, settings: Any) -> FileUse:
    settings.FILES_AT = f"file://{tmp_path}/files"
    incident, desk = an_incident(at=now()), an_appointment("dispatcher", name="desk")
    use = a_photo(incident, by=actor_in(desk), at=now(), name="secret.jpg")
    ended = now() - timedelta(days=366)
    Incident.objects.update(state="closed", disposition_code="mediated", ended_at=ended)
    FileUse.objects.update(added_at=ended)
    assert find_due_files(now() + timedelta(seconds=1)) == 1
    return FileUse.objects.get(pk=use)


def signed_in(role: str) -> Client:
    client = Client()
    sign_in(client, an_appointment(role))
    return client


def decided(proposal: str) -> None:
    answer = signed_in("legal_supervision").post(proposal, headers=HX)
    assert answer.status_code == 204, answer.content.decode()


def waiting(client: Client) -> str:
    """The address at which the one proposal that waits is approved."""
    from quanju.domains.approvals.models import Proposal

    assert "files" in client.get("/approvals/").content.decode()
    return f"/approvals/{Proposal.objects.get(status='proposed').pk}/approve"


def test_what_is_due_is_proposed_by_one_and_deleted_by_another(photo: FileUse) -> None:
    archivist = signed_in("archivist")
    page = archivist.get("/files/").content.decode()
    assert photo.subject in page
    assert "secret" not in page, "headers only"
    sent = {"uses": [photo.pk], "reason": "保存期满", "idempotency_key": "0123456789ab"}
    for _ in range(2):
        answer = archivist.post("/files/propose_deletion", sent, headers=HX)
        assert answer.status_code == 204, answer.content.decode()
    photo.refresh_from_db()
    assert photo.state == "due"
    decided(waiting(signed_in("legal_supervision")))
    photo.refresh_from_db()
    assert (photo.state, photo.name) == ("deleted", "")
    page = archivist.get("/files/").content.decode()
    assert "保存期满" in page
    assert photo.file.sha256[:16] in page


def test_a_matter_is_held_and_released_from_the_page(photo: FileUse) -> None:
    archivist = signed_in("archivist")
    for verb, state in (("propose_hold", "held"), ("propose_release", "kept")):
        sent = {"subject": photo.subject, "reason": "复议"}
        assert archivist.post(f"/files/{verb}", sent, headers=HX).status_code == 204
        decided(waiting(signed_in("legal_supervision")))
        photo.refresh_from_db()
        assert photo.state == state


def test_forms_that_name_nothing_are_refused_with_a_sentence(photo: FileUse) -> None:
    archivist = signed_in("archivist")
    for verb, sent in (
        ("propose_deletion", {"reason": "x"}),
        ("propose_deletion", {"uses": ["x"], "reason": "x"}),
        ("propose_hold", {"subject": "somebody", "reason": "x"}),
    ):
        answer = archivist.post(f"/files/{verb}", sent, headers=HX)
        assert answer.status_code == 422
        assert "请选择文件" in answer.content.decode()
