"""A made-up past (or day to come) of a branch: calls with everything that followed from them.

`read_facts(folder)` reads a branch folder once; `draw_calls(facts, from_at, until_at)` draws calls.
Pure numpy; no database, no clock. Everything drawn is synthetic and carries no person.
"""

from quanju.demo.history.draw import draw_calls
from quanju.demo.history.facts import read_facts
from quanju.demo.history.telling import ENDINGS, case_report_no
from quanju.demo.history.types import BranchFacts, HistoryCall

__all__ = ["ENDINGS", "BranchFacts", "HistoryCall", "case_report_no", "draw_calls", "read_facts"]
