"""Setting the demo up: maker, loader, a year of closed incidents, the plan, one-click entries."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from quanju.branches.folder import read_folder
from quanju.branches.loader import load_branch
from quanju.demo.cases import load_past_cases
from quanju.demo.cast import Cast
from quanju.demo.duty import plan_week, register_volunteers, suggest_moves
from quanju.demo.entry import offer_entries
from quanju.demo.inspections import plant_inspections
from quanju.demo.maker.make import make_branch
from quanju.demo.models import Entry
from quanju.demo.occasions import plan_occasions
from quanju.demo.past import load_past
from quanju.demo.past_duty import WEEKS, load_past_duty
from quanju.demo.past_groups import load_groups_of_the_past
from quanju.demo.plan import LEAST_DAYS, make_plan
from quanju.demo.plan_runs import load_plan_runs
from quanju.demo.rounds import plan_rounds
from quanju.demo.stories import plant_story
from quanju.demo.violations import plant_violations
from quanju.demo.waiting import ask_for_a_post, note_places, start_clocks
from quanju.domains.kernel.clock import now
from quanju.domains.kernel.types import NotFound
from quanju.domains.people.queries import organisations

SEED = 150702
FOLDER = "branch"
"""Where the demo's branch folder lies in its home."""
Say = Callable[[str, str], None]


def is_set() -> bool:
    """Is a branch loaded already?"""
    try:
        organisations.branch()
    except NotFound:
        return False
    return True


def set_up(home: Path, *, days: int, say: Say) -> None:
    """Make the branch folder, load it, and fill the days behind it."""
    folder = home / FOLDER
    say("制作演示分局", "making the invented branch")
    make_branch(folder, SEED)
    at = now()
    load_branch(read_folder(folder), home=home, at=at - timedelta(days=days + 1), say=say)
    offer_entries(entries_of(folder))
    register_volunteers(at - timedelta(days=days))
    if days:
        say(f"{days} 天的案件", f"{days} days of cases")
        load_past_cases(Cast(), at, days)
        plant_violations(Cast(), at)
        plant_inspections(Cast(), at)
        plant_story(Cast(), at)
        say(f"{days} 天的已结警情", f"{days} days of closed incidents")
        past = load_past(folder, at - timedelta(days=days), at - timedelta(hours=1))
        start_clocks(past, at)
        say("428 个已结协同群", "428 groups that have ended")
        offered = set(Entry.objects.values_list("person", flat=True))
        load_groups_of_the_past(past, at, days, offered=offered)
        load_plan_runs(at, days, Cast())
    if weeks := min(WEEKS, days // 7):
        say(f"{weeks} 周的勤务", f"{weeks} weeks of duty")
        load_past_duty(at, weeks)
    if days >= LEAST_DAYS:
        say("引擎选点划区，方案生效", "zones and points by the engine, a plan in force")
        cast = Cast()
        make_plan(at, planner=cast.desk(at), leader=cast.leader(at))
    say("一周勤务", "a week of duty")
    plan_week(at)
    plan_occasions(at)
    if days >= LEAST_DAYS:
        suggest_moves(at)
    ask_for_a_post(at, Cast())
    note_places(at, Cast())
    say("巡逻方案与巡逻", "proposed rounds, walked and to come")
    plan_rounds(at, days)


def entries_of(folder: Path) -> list[tuple[str, str]]:
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as rows:
        return [
            (row["username"], row["post_code"])
            for row in csv.DictReader(rows)
            if row.get("demo_entry") == "1"
        ]
