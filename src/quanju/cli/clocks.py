"""`quanju clocks …`: when a time limit runs out, and why on that day."""

import difflib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from quanju.cli.framework import as_json_option, refuse, with_django

if TYPE_CHECKING:
    from quanju.domains.deadlines.types import ClockBook
    from quanju.engine.clocks.acts import Moment
    from quanju.engine.clocks.calendar import WorkingCalendar
    from quanju.engine.clocks.deadline import Deadline
    from quanju.engine.clocks.lengths import Words
    from quanju.engine.clocks.rule import Rule
    from quanju.engine.clocks.why import Step

branch_option = click.option(
    "--branch",
    "of_branch",
    is_flag=True,
    help="use the tables in force in the branch's database, not those that come with quanju",
)


@click.group()
def clocks() -> None:
    """Time limits by law: when they run out, and why on that day."""


@clocks.command()
@click.argument("rule")
@click.option("--start", required=True, metavar="MOMENT", help="a day, or an ISO time")
@click.option("--event", "events", multiple=True, metavar="EVENT", help="what happened; see above")
@branch_option
@as_json_option
def explain(rule: str, start: str, events: tuple[str, ...], of_branch: bool, as_json: bool) -> None:
    """Say when the clock of RULE (A2, A14, C5, F2 …), begun at MOMENT, runs out, and why.

    The version of the rule that binds on the day of MOMENT is taken: A2 for a day of 2025 is
    A2-old. A moment without a zone is by the local clock of the branch.

    \b
    --event may be given more than once:
      extended=2026-02-01                          lengthened by all that the rule grants
      extended=2026-02-01,by=next_higher,length=15,paper=…
      suspended=2026-01-10/2026-01-20,for=expert   does not count: from that day, until that day
      suspended=2026-01-10,for=hearing,paper=…     still stands: there is no date
      resumed=2026-01-20,paper=…                   ends what stood last
      circumstance=2026-01-06,is=major,by=county_head
    Codes are those of the table: `quanju clocks list RULE`.

    \b
    --json prints due (a day for clocks of days, a moment for clocks of hours, null where there is
    none), ends_at (when it is late), rule, provisional, steps (zh, en, source, at), and the row.
    """
    from quanju.cli.clock_events import read_events, read_moment
    from quanju.engine.clocks.deadline import work_out
    from quanju.engine.clocks.errors import ClockError
    from quanju.engine.clocks.rule import rule_for

    book, calendar, table = _tables(of_branch)
    try:
        moment = read_moment(start, calendar.zone)
        asked = _numbered(book.rules, rule)
        found = rule_for(book.rules, asked.number, calendar.day_of(moment))
        acts = read_events(events, found, book.approvers, calendar.zone)
        deadline = work_out(found, start=moment, acts=acts, calendar=calendar)
    except ClockError as error:
        refuse(error.zh, error.en)
    told = _told(deadline, asked, calendar, table)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _lines(told))


@clocks.command("list")
@click.argument("rule", required=False)
@branch_option
@as_json_option
def list_rules(rule: str | None, of_branch: bool, as_json: bool) -> None:
    """List the clocks with their lengths and articles; one with all that may happen to it."""
    from quanju.engine.clocks.errors import ClockError

    book, _, _ = _tables(of_branch)
    try:
        rules = [_numbered(book.rules, rule)] if rule else list(book.rules.values())
    except ClockError as error:
        refuse(error.zh, error.en)
    rows = [{**_row(one), **(_choices(one) if rule else {})} for one in rules]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        words = [f"{value['zh']} / {value['en']}" for value in (row["title"], row["length"])]
        click.echo(f"{row['rule']:<18} {row['status']}  {'  '.join(words)}")
        for name in ("extensions", "circumstances", "exclusions"):
            for code in row.get(name, ()):
                click.echo(f"  {name}: {code}")


def _tables(of_branch: bool) -> "tuple[ClockBook, WorkingCalendar, str]":
    """The clocks, the calendar, and what table they are of."""
    if of_branch:
        return with_django(_in_force)()
    from quanju.domains.deadlines.rules import shipped_tables

    book, calendar = shipped_tables()
    return book, calendar, "shipped"


def _in_force() -> "tuple[ClockBook, WorkingCalendar, str]":
    from quanju.domains.deadlines.queries import tables_in_force
    from quanju.domains.kernel.clock import now

    tables = tables_in_force(at=now())
    return tables.book, tables.calendar, tables.reference


def _numbered(rules: "Mapping[str, Rule]", number: str) -> "Rule":
    from quanju.cli.clock_events import EventNotRead

    for known, rule in rules.items():
        if known.lower() == number.strip().lower():
            return rule
    near = difflib.get_close_matches(number, rules, n=3, cutoff=0.5)
    hint = "、".join(near), ", ".join(near)
    raise EventNotRead(
        f"没有规则 {number}" + (f"；是否 {hint[0]}" if near else "；见 quanju clocks list"),
        f"no rule {number}" + (f"; perhaps {hint[1]}" if near else "; see quanju clocks list"),
    )


def _told(
    deadline: "Deadline", asked: "Rule", calendar: "WorkingCalendar", table: str
) -> dict[str, Any]:
    from quanju.engine.clocks.why import why

    rule = deadline.rule
    steps = [_step(step) for step in why(deadline, calendar)]
    if asked.number != rule.number:
        day = calendar.day_of(deadline.start)
        steps.insert(0, _other_version(asked, rule, day))
    return {
        "rule": rule.number,
        "due": _iso(deadline.due),
        "provisional": deadline.is_provisional,
        "steps": steps,
        "start": _iso(deadline.start),
        "ends_at": _iso(deadline.ends_at),
        "is_standing": deadline.standing_since is not None,
        "unknown_years": list(deadline.unknown_years),
        **{name: value for name, value in _row(rule).items() if name != "rule"},
        "table": table,
    }


def _other_version(asked: "Rule", rule: "Rule", day: date) -> dict[str, Any]:
    return {
        "zh": f"问的是 {asked.number}；{day} 的行为适用 {rule.number}",
        "en": f"{asked.number} was asked for; an act of {day} is under {rule.number}",
        "source": _both(rule.sources[0].words),
        "at": day.isoformat(),
    }


def _row(rule: "Rule") -> dict[str, Any]:
    from quanju.engine.clocks.why import CHECK_LOCALLY

    main = rule.sources[0]
    return {
        "rule": rule.number,
        "title": _both(rule.title),
        "length": _both(rule.length.words),
        "instrument": _both(main.instrument),
        "article": main.article,
        "sources": [_both(source.words) for source in rule.sources],
        "valid_from": _iso(rule.valid_from),
        "valid_until": _iso(rule.valid_until),
        "status": rule.status,
        "check_locally": None if rule.is_verified else _both(CHECK_LOCALLY),
        "document": _both(rule.document),
        "remedy": _both(rule.remedy),
        "note": _both(rule.note),
    }


def _choices(rule: "Rule") -> dict[str, list[str]]:
    """What may happen to a clock of that rule, as `--event` names it."""
    return {
        "extensions": [
            f"{e.length.words.en}{' in all' if e.is_total else ''}"
            f"{', by=' + e.approver.code if e.approver else ''}"
            for e in rule.extensions
        ],
        "circumstances": [
            f"{c.code} ({c.name.zh}): {c.length.words.en}" for c in rule.circumstances
        ],
        "exclusions": [f"{e.code} ({e.name.zh})" for e in rule.exclusions],
    }


def _step(step: "Step") -> dict[str, Any]:
    source = _both(step.source.words) if step.source else None
    return {"zh": step.words.zh, "en": step.words.en, "source": source, "at": _iso(step.at)}


def _both(words: "Words | None") -> dict[str, str] | None:
    return {"zh": words.zh, "en": words.en} if words else None


def _iso(moment: "Moment | None") -> str | None:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds")
    return moment.isoformat() if moment else None


def _lines(told: Mapping[str, Any]) -> str:
    mark = "  （暂定 / provisional）" if told["provisional"] else ""
    lines = [f"{told['rule']}  {told['due'] or '—'}{mark}"]
    for number, step in enumerate(told["steps"], 1):
        source = step["source"]
        lines += [f"{number:>2}. {step['zh']}" + (f"  {source['zh']}" if source else "")]
        lines += [f"    {step['en']}" + (f"  ({source['en']})" if source else "")]
    return "\n".join(lines)
