"""Allowed moves of a file in use (specification 3.15), and of what a scanner says."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

USE = Workflow(
    name="file_use",
    moves={
        "kept": {"fall_due": "due", "hold": "held"},
        # A longer term of the rules, or a matter opened again, takes it back.
        "due": {"keep_on": "kept", "hold": "held", "delete": "deleted"},
        "held": {"release": "kept"},
        "deleted": {},
    },
    state_labels={
        "kept": Text("保存中", "kept"),
        "due": Text("到期待销毁", "due for deletion"),
        "held": Text("保全中", "on hold"),
        "deleted": Text("已销毁", "deleted"),
    },
    verb_labels={
        "fall_due": Text("到期", "fall due"),
        "keep_on": Text("继续保存", "keep on"),
        "hold": Text("保全", "hold"),
        "release": Text("解除保全", "release"),
        "delete": Text("销毁", "delete"),
    },
)
PRESENT = ("kept", "due", "held")
"""States in which the bytes are there."""

SCAN = Workflow(
    name="file_scan",
    moves={
        "unscanned": {"pass": "clean", "find": "infected"},
        "clean": {"find": "infected"},
        "infected": {},
    },
    state_labels={
        "unscanned": Text("未扫描", "not scanned"),
        "clean": Text("扫描未见恶意内容", "scanned, nothing found"),
        "infected": Text("含恶意内容，已隔离", "carries malware, quarantined"),
    },
    verb_labels={"pass": Text("通过扫描", "pass"), "find": Text("发现恶意内容", "find malware")},
)
