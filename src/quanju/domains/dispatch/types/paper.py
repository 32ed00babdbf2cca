"""The words of a paper card that its print and its form share."""

from quanju.domains.kernel.types import Text

LINES = 4
"""Units on a card: a call that wanted more tells the rest at the desk, by the one line."""
ORDER_HEAD = (
    Text("单位", "Unit"),
    Text("派警", "Sent"),
    Text("签收", "Signed off"),
    Text("出发", "Departed"),
    Text("到场", "Arrived"),
    Text("完毕", "Done"),
)
