"""Names of the entries of documents."""

from quanju.domains.journal.types import Audience, Event, heard
from quanju.domains.kernel.roles import STATION
from quanju.domains.kernel.types import Text

# A paper or file belongs to its matter, whose room tells its own; here the station and persons.
heard("documents", Audience(at_station=STATION))

FILE_KEPT = Event("documents.file_kept", Text("存入文件", "file kept"), "collect")
FILE_REFUSED = Event("documents.file_refused", Text("拒收文件", "file refused"))
FILE_SCANNED = Event("documents.file_scanned", Text("扫描文件", "file scanned"))
FILE_QUARANTINED = Event("documents.file_quarantined", Text("隔离文件", "file quarantined"))
FILES_DUE = Event("documents.files_due", Text("文件到期", "files fell due"))
FILES_KEPT_ON = Event("documents.files_kept_on", Text("文件继续保存", "files kept on"))
FILES_HELD = Event("documents.files_held", Text("文件保全", "files put on hold"))
FILES_RELEASED = Event("documents.files_released", Text("解除文件保全", "files released from hold"))
FILE_DELETED = Event("documents.file_deleted", Text("销毁文件", "file deleted"), "erase")
FILES_DELETED = Event("documents.files_deleted", Text("销毁一批文件", "files deleted"), "erase")
PAPER_NUMBERED = Event("documents.paper_numbered", Text("文书编号", "paper numbered"))
PAPER_ISSUED = Event("documents.paper_issued", Text("文书成文", "paper issued"))
PAPER_SUPERSEDED = Event("documents.paper_superseded", Text("文书被替代", "paper superseded"))
PAPER_WITHDRAWN = Event("documents.paper_withdrawn", Text("文书作废", "paper withdrawn"))
COPY_MADE = Event("documents.copy_made", Text("制作隐去副本", "redacted copy made"))
COPY_CHECKED = Event("documents.copy_checked", Text("核对副本", "copy checked"), kind="consult")
COPY_RELEASED = Event(
    "documents.copy_released", Text("准予提供副本", "copy released"), kind="disclose"
)
COPY_TAKEN = Event("documents.copy_taken", Text("取出副本", "copy taken"), kind="disclose")
PAPER_TAKEN = Event("documents.paper_taken", Text("取出文书", "paper taken"), kind="export")
