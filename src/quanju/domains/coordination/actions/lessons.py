"""Verbs of learning: note a lesson, make it a change of the type's template, or set it aside;
and the weekly look at open groups.

A change is a version of the rule table `coordination.groups`: a second person approves it there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import tomlkit

from quanju.domains.coordination import events
from quanju.domains.coordination.actions.holding import held_group, note_group
from quanju.domains.coordination.models import Lesson, WeeklyCheck
from quanju.domains.coordination.permissions import may_check_weekly
from quanju.domains.coordination.queries.weekly import open_groups_found, week_of
from quanju.domains.coordination.rules import GROUPS
from quanju.domains.coordination.types import LESSONS
from quanju.domains.geo.queries.place_notes import what_tells_of_a_person
from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Denied, NotFound, Refused, Text, Verdict
from quanju.domains.people.types import Actor
from quanju.domains.rulebook.actions import propose_rule
from quanju.domains.rulebook.permissions import may_propose_rule
from quanju.domains.rulebook.queries import in_force, shipped, tables

SAID, WHY, WORDS = (
    Text("要改什么", "what should change"),
    Text("事由", "the reason"),
    Text("意见", "words"),
)
TEACHERS = ("owner", "lead", "duty_command", "observer")
ENDING = ("closing_review", "closed", "archived")
ONLY_TEACHERS = Verdict.no(
    "DENY_RELATION",
    Text(
        "由负责人、主办、值班指挥或监督席位记", "Its owner, leads, duty command or reviewer note it"
    ),
)


class NotEndingYet(Refused):
    """A lesson comes from the closing review, or after it."""

    code = "GROUP_NOT_ENDING"
    text = Text("结群审核时或以后再记改进", "Note lessons in the closing review or after it")


class LessonNamesSomebody(Refused):
    """A lesson is about the template."""

    code = "LESSON_NAMES_SOMEBODY"
    text = Text("改进写做法，不写人：请去掉“{found}”", "No person, please: leave out “{found}”")
    status = 422
    field = "said"


class LessonSettled(Refused):
    """It is a change already, or was set aside."""

    code = "LESSON_SETTLED"
    text = Text("这条改进已经处理", "This lesson is settled already")


class WeekChecked(Refused):
    """Once a week."""

    code = "WEEK_CHECKED"
    text = Text("本周已经检查过", "This week was checked already")


class NoChange(Refused):
    """A change names what of the template becomes another."""

    code = "NO_CHANGE"
    text = Text("请写明改成什么", "Say what becomes different")
    status = 422
    field = "answer_min"


def note_lesson(*, group: str, about: str, said: str, by: Actor, at: datetime) -> Lesson:
    """Note what the type should do otherwise, at or after the closing review."""
    line = words.line(said, SAID, longest=300, field="said")
    if about not in LESSONS:
        raise NotFound(subject=f"lesson about {about[:20]!r}")
    if told := what_tells_of_a_person(line, at):
        raise LessonNamesSomebody(found=told[0])
    with write():
        row, mine = held_group(group, by, at)
        if mine.role not in TEACHERS:
            raise Denied(ONLY_TEACHERS)
        if row.status not in ENDING:
            raise NotEndingYet()
        lesson = Lesson.objects.create(
            group=row,
            kind=row.kind,
            about=about,
            said=line,
            noted_by_id=by.person_id or 0,
            noted_at=at,
        )
        note_group(events.LESSON_NOTED, row, by, at, about=about, lesson=lesson.pk)
    return lesson


def propose_change(
    *,
    lesson: int,
    answer_min: float | None = None,
    seat: str = "",
    item: Mapping[str, Any] | None = None,
    by: Actor,
    at: datetime,
) -> Lesson:
    """Make the lesson a change of its type: another limit, one more seat, one more item of a pack.

    It holds for groups to come once a second person has approved the table's new version; groups
    that run keep what they were opened with. Refuses a change that changes nothing.
    """
    may_propose_rule(by).or_refuse()
    with write():
        row = _held(lesson)
        text = _text(at)
        changed = _changed(text, row.kind, answer_min, seat, item)
        if changed == text:
            raise NoChange()
        table = propose_rule(
            kind=GROUPS.name, text=changed, effective_from=at, reason=row.said, by=by, at=at
        )
        row.rule = f"{table.kind}@{table.version}"
        row.save(update_fields=["rule"])
        note_group(events.LESSON_MOVED, row.group, by, at, lesson=row.pk, rule=row.rule)
    return row


def set_lesson_aside(*, lesson: int, why: str, by: Actor, at: datetime) -> Lesson:
    """Nothing changes, and why."""
    may_propose_rule(by).or_refuse()
    reason = words.line(why, WHY, longest=200, field="why")
    with write():
        row = _held(lesson)
        row.set_aside_at, row.set_aside_why = at, reason
        row.save(update_fields=["set_aside_at", "set_aside_why"])
        note_group(events.LESSON_MOVED, row.group, by, at, lesson=row.pk)
    return row


def check_week(*, said: str, by: Actor, at: datetime) -> WeeklyCheck:
    """Say that one has gone through the open groups of this week, with what stood out (COL-11)."""
    may_check_weekly(by).or_refuse()
    line = words.line(said, WORDS, longest=300, needed=False, field="said")
    week = week_of(at)
    with write():
        if WeeklyCheck.objects.filter(week_on=week).exists():
            raise WeekChecked()
        found = open_groups_found(by, at=at)
        row = WeeklyCheck.objects.create(
            week_on=week,
            checked_by_id=by.person_id or 0,
            checked_at=at,
            found=found.counts,
            words=line,
        )
        record(
            events.WEEK_CHECKED,
            subject=row.subject,
            by=by,
            at=at,
            purpose="supervise",
            facts={"open": found.open, **found.counts},
        )
    return row


def _held(lesson: int) -> Lesson:
    row = held(Lesson.objects.select_related("group"), f"lesson {lesson}", pk=lesson)
    if row.rule or row.set_aside_at is not None:
        raise LessonSettled()
    return row


def _text(at: datetime) -> str:
    """The table in force as it was written, remarks and all."""
    reference = in_force(GROUPS, at=at).reference
    known = {f"{one.kind}@{one.version}": one.text for one in tables(GROUPS.name)}
    return known.get(reference) or shipped(GROUPS)


def _changed(
    text: str, kind: str, answer_min: float | None, seat: str, item: Mapping[str, Any] | None
) -> str:
    document = tomlkit.parse(text)
    rows = {str(row["code"]): row for row in document["type"]}
    row = rows[kind]
    if answer_min is not None and float(row["answer_min"]) != answer_min:
        row["answer_min"] = answer_min
    if seat and seat not in row["called"]:
        row["called"].append(seat)
    if item and item.get("title_zh"):
        packs = {str(pack["code"]): pack for pack in document["pack"]}
        pack = packs.get(str(item.get("pack")))
        if pack is None:
            raise NotFound(subject=f"pack {item.get('pack')!s:.40}")
        line = tomlkit.inline_table()
        title = [str(item["title_zh"]), str(item.get("title_en") or item["title_zh"])]
        line.update({"title": title, "seat": item["seat"], "due_min": item["due_min"]})
        pack["item"].append(line)
    return tomlkit.dumps(document)
