"""Who may see and end papers, and who keeps the files."""

from quanju.domains.kernel.types import Verdict
from quanju.domains.people.permissions import holds_role
from quanju.domains.people.types import Actor

ARCHIVE = ("archivist", "legal_supervision")


def may_manage_files(actor: Actor) -> Verdict:
    """The headers of files: those who delete and hold, and those who check deletions."""
    return holds_role(actor, *ARCHIVE, "auditor")


def may_propose_file_act(actor: Actor) -> Verdict:
    """Delete, hold or release: prepared by the archivist (specification 2.4)."""
    return holds_role(actor, "archivist")


def may_decide_file_act(actor: Actor) -> Verdict:
    """The second person is of legal supervision."""
    return holds_role(actor, "legal_supervision")
