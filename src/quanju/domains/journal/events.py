"""Names of the journal's own entries."""

from quanju.domains.journal.types import Audience, Event, heard
from quanju.domains.kernel.types import Text

# That a record was read, refused or sealed: whoever did it, and whom it names.
heard("journal", Audience())

CONSULTED = Event("journal.consulted", Text("查阅", "consulted"), kind="consult")
DENIED = Event("journal.denied", Text("被拒绝", "was refused"), kind="consult")
EXPORTED = Event("journal.exported", Text("导出记录", "journal exported"), kind="export")
LIST_EXPORTED = Event("journal.list_exported", Text("导出清单", "list exported"), kind="export")
SEALED = Event("journal.sealed", Text("日封存", "sealed"))
HEAD_MOVED = Event("journal.head_moved", Text("链首被外人改动", "found the head moved"))
ROWS_CHANGED = Event("journal.rows_changed", Text("登记数据行", "rows registered"))
STOCK_TAKEN = Event(
    "journal.stock_taken", Text("盘点登记数据行", "stock of rows taken"), kind="config_change"
)
SEAL_LEFT = Event("journal.seal_left", Text("封存已送出", "seals left"), kind="export")
SEAL_NOT_SENT = Event("journal.seal_not_sent", Text("封存未能送出", "seals could not leave"))
REACTION_RETRIED = Event(
    "journal.reaction_retried", Text("立即重试后续处理", "reaction tried at once"), "config_change"
)
