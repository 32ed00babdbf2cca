"""Who may see and end papers, and who keeps the files."""

from quanju.domains.documents.types import PaperKind, paper_kinds
from quanju.domains.kernel.types import Text, Verdict
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


def may_read_papers(actor: Actor) -> Verdict:
    """The list: whoever reads papers of any kind. Which are in it is each kind's matter."""
    verdicts = [kind.may_read(actor) for kind in paper_kinds()]
    no = Verdict.no("DENY_ROLE", Text("您的岗位不查阅文书", "Your post reads no papers"))
    return next((one for one in verdicts if one), no)


SECOND_FOR_COPIES = frozenset(
    {"branch_leader", "legal_supervision", "approver", "dispatcher", "station_command"}
)


def may_release_copy(actor: Actor) -> Verdict:
    """The second person for a redacted copy; that they may read the paper is asked beside it."""
    return holds_role(actor, *sorted(SECOND_FOR_COPIES))


def may_withdraw_papers_of(actor: Actor, kind: PaperKind) -> Verdict:
    """Whoever the room that issues this kind lets take it back."""
    return kind.may_withdraw(actor)
