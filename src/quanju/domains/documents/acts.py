"""Acts on files that need two people: prepared by the archivist, confirmed by legal supervision."""

from quanju.domains.approvals.types import Act
from quanju.domains.documents.files import ending
from quanju.domains.documents.permissions import may_decide_file_act
from quanju.domains.kernel.types import Text

DELETE_FILES = Act(
    name="documents.delete_files",
    label=Text("销毁文件", "Delete files"),
    may_decide=may_decide_file_act,
    hold=lambda proposal: ending.held_uses(proposal.content["uses"]),
    carry_out=ending.delete,
    is_reason_needed=True,
    roles=may_decide_file_act.roles,
)
HOLD_FILES = Act(
    name="documents.hold_files",
    label=Text("文件保全", "Put files on hold"),
    may_decide=may_decide_file_act,
    carry_out=ending.hold,
    is_reason_needed=True,
    roles=may_decide_file_act.roles,
)
RELEASE_FILES = Act(
    name="documents.release_files",
    label=Text("解除文件保全", "Release files from hold"),
    may_decide=may_decide_file_act,
    carry_out=ending.release,
    is_reason_needed=True,
    roles=may_decide_file_act.roles,
)
