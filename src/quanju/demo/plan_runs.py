"""Plans that were opened before the demo's day: three drills with their review.

Drills alone, since the archive behind the demo has the 428 groups of the article and no more.

By the verbs that people press, at moments of then: so every step stands in the journal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from quanju.domains.approvals import actions as approvals
from quanju.domains.approvals.queries import open_proposals
from quanju.domains.coordination.actions import closing, items, messages, plans, warnings
from quanju.domains.coordination.actions.opening import check_opening
from quanju.domains.coordination.queries.groups import group_view
from quanju.domains.coordination.queries.items import items_of
from quanju.domains.coordination.queries.plans import run_of
from quanju.domains.coordination.queries.review import requirements_of, review_rules
from quanju.domains.coordination.types import GroupView
from quanju.domains.people.queries.actors import actor_numbered
from quanju.domains.people.types import Actor

if TYPE_CHECKING:  # its tables exist in the demo only
    from quanju.demo.cast import Cast

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Run:
    """One opening of a plan, how it went, and what was learnt."""

    plan: str
    back: float
    """So much of the days behind the demo ago."""
    is_drill: bool
    what: str
    where: str
    report: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    outcome: str
    words: str
    is_warned: bool = False


RUNS = (
    Run(
        "flood",
        0.6,
        is_drill=True,
        what="演练想定：上游连降大雨，北河大桥水位超警戒 0.4 米",
        where="北河大桥至堤坝管理所",
        report=(("major", "是（演练）"), ("exact", "北河大桥上游 300 米"), ("type", "河水漫堤")),
        said=("堤顶路东口已封，下穿道两端各一组。", "安置点开门，登记台两张。"),
        outcome="十八分钟集结到位，预警两人发布走通",
        words="清单第四步缺养老院名单，请补进预案；交警到位比时限晚四分钟",
        is_warned=True,
    ),
    Run(
        "large_crowd",
        0.35,
        is_drill=True,
        what="演练想定：夜市南口人流超过安全密度，有人推挤",
        where="河东夜市南口",
        report=(("exact", "夜市南口最窄处"), ("type", "人员拥挤"), ("number", "约 2600 人")),
        said=("南口只出不进，东门全开。", "广播口径统一，人流开始下降。"),
        outcome="十二分钟降到安全密度",
        words="义警到位最快，建议把疏导点的一组改为义警带队",
    ),
    Run(
        "missing_child",
        0.2,
        is_drill=True,
        what="演练想定：一名儿童放学后未到家，最后在学校东门",
        where="胜利小学东门 16:40",
        report=(("exact", "胜利小学东门"), ("type", "儿童走失"), ("access", "东门外停车难，步行")),
        said=("公园西侧第二片没有发现。", "已在同学家中找到，平安。"),
        outcome="五十分钟内找到，平安到家",
        words="先查亲友家见效，建议清单把这一步提到第一",
    ),
)
"""Invented; nobody in them is anybody."""


def load_plan_runs(at: datetime, days: int, cast: "Cast") -> int:
    """Open and end them one after the other; 0 where the offices that are needed are not held."""
    opener = cast.desk(at)
    for one in RUNS:
        _went(one, at - timedelta(days=days * one.back), opener, cast)
    return len(RUNS)


def _went(one: Run, begun: datetime, opener: Actor, cast: "Cast") -> None:
    view = plans.open_plan(
        plan=one.plan,
        what=one.what,
        where_when=one.where,
        is_drill=one.is_drill,
        by=opener,
        at=begun,
    )
    number = view.number
    people = {person.person_id: _actor(person.person_id, begun) for person in view.present}
    owner = people[view.owner_id]
    reviewer = next(people[who.person_id] for who in view.present if who.role == "observer")
    said: dict[str, Any] = {"group": number, "by": opener}
    messages.send_methane(said=dict(one.report), at=begun + MINUTE, **said)
    _check(view, reviewer, begun + 5 * MINUTE)
    _worked(number, people.values(), opener, begun)
    for n, words in enumerate(one.said, 1):
        messages.send_message(text=words, at=begun + 20 * n * MINUTE, **said)
    _warned(number, one, opener, cast, begun + 12 * MINUTE)
    end = begun + 75 * MINUTE
    closing.propose_close(
        group=number,
        outcome=one.outcome,
        result="" if one.is_drill else one.outcome,
        rating=4,
        by=owner,
        at=end,
    )
    asked = requirements_of(number, by=reviewer, at=end)
    closing.accept_close(
        group=number,
        answers={row.code: "no" if row is asked[1] and one.is_drill else "yes" for row in asked},
        mechanisms={row.code: "已落实" for row in review_rules(end).mechanism},
        words_said=one.words,
        by=reviewer,
        at=end + 30 * MINUTE,
    )
    closing.archive_group(group=number, by=reviewer, at=end + 60 * MINUTE)


def _actor(person: int, at: datetime) -> Actor:
    return actor_numbered(person, at=at)


def _check(view: GroupView, by: Actor, at: datetime) -> None:
    if group_view(view.number, by=by, at=at).needs_check:
        check_opening(group=view.number, by=by, at=at)


def _worked(number: str, people: Iterable[Actor], opener: Actor, begun: datetime) -> None:
    """Items are taken and done by whose they are; the checklist is gone through."""
    by_person = {one.person_id: one for one in people}
    for n, item in enumerate(items_of(number, by=opener, at=begun), 1):
        owner = by_person[item.owner_id]
        at = begun + (2 + n) * MINUTE
        common: dict[str, Any] = {"group": number, "item": item.place}
        if item.status == "asked":
            items.accept_item(by=owner, at=at, **common)
        items.finish_item(result="已办，已报群", by=owner, at=at + 9 * MINUTE, **common)
        # Whoever asked confirms; what one did oneself another who leads looks at.
        other = opener if owner != opener else _lead(number, by_person, opener, at)
        items.confirm_item(by=other, at=at + 11 * MINUTE, **common)
    run = run_of(number, by=opener, at=begun)
    for n, step in enumerate(run.steps if run else (), 1):
        plans.move_step(
            group=number, step=step.place, verb="tick", by=opener, at=begun + 5 * n * MINUTE
        )


def _lead(number: str, people: dict[int | None, Actor], opener: Actor, at: datetime) -> Actor:
    view = group_view(number, by=opener, at=at)
    return next(
        people[one.person_id]
        for one in view.present
        if one.leads and one.person_id != opener.person_id
    )


def _warned(number: str, one: Run, opener: Actor, cast: "Cast", at: datetime) -> None:
    """Released as an exercise by two, acknowledged, ended by two; or dropped with the reason."""
    common: dict[str, Any] = {"warning": number, "by": opener}
    if not one.is_warned:
        warnings.drop_warning(why="没有公众受影响，不发", at=at, **common)
        return
    leader = cast.leader(at)
    warnings.propose_warning(at=at, **common)
    _approve(number, leader, at + 3 * MINUTE)
    for liaison in cast.of_role("outside_liaison", at)[:1]:
        warnings.acknowledge_warning(warning=number, by=liaison, at=at + 5 * MINUTE)
    warnings.propose_warning_end(why="演习结束，解除", at=at + 40 * MINUTE, **common)
    _approve(number, leader, at + 42 * MINUTE)


def _approve(number: str, leader: Actor, at: datetime) -> None:
    (waits,) = open_proposals(f"warning:{number}")
    approvals.approve(proposal=waits.pk, by=leader, at=at)
