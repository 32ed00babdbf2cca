"""Who may see and end papers, and who keeps the files."""

from quanju.domains.documents.types import PaperKind, paper_kinds
from quanju.domains.kernel.roles import ARCHIVE, ARCHIVISTS, AUDIT, COMMAND, LEGAL, SIGNATORIES
from quanju.domains.kernel.types import Text, Verdict
from quanju.domains.people.rights import right
from quanju.domains.people.types import Actor

# The headers of files: those who delete and hold, and those who check deletions.
may_manage_files = right(ARCHIVE | AUDIT, Text("管理文件", "manage files"))
# Delete, hold or release: prepared by the archivist, decided by supervision (specification 2.4).
may_propose_file_act = right(
    ARCHIVISTS, Text("提出删除、保全或解除保全", "propose that files are deleted, held, released")
)
may_decide_file_act = right(
    LEGAL, Text("决定文件的删除和保全", "decide on deleting and holding files")
)
# The second person for a redacted copy; that they may read the paper is asked beside it.
may_release_copy = right(
    SIGNATORIES | LEGAL | COMMAND, Text("核准遮盖件", "release redacted copies")
)

NO_PAPERS = Verdict.no("DENY_ROLE", Text("您的岗位不查阅文书", "Your post reads no papers"))


def may_read_papers(actor: Actor) -> Verdict:
    """The list: whoever reads papers of any kind. Which are in it is each kind's matter."""
    verdicts = [kind.may_read(actor) for kind in paper_kinds()]
    return next((one for one in verdicts if one), NO_PAPERS)


def may_withdraw_papers_of(actor: Actor, kind: PaperKind) -> Verdict:
    """Whoever the room that issues this kind lets take it back."""
    return kind.may_withdraw(actor)
