"""What Ctrl K finds to do: verbs and pages by their words, only what this reader may.

A verb that lives on a desk is reached by its letter: `#press-n` presses the key N there
(`frontend/src/shared/keys.ts`), so that it is the desk's own button and no second one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from quanju.domains.coordination.permissions import may_open_groups, may_open_plans
from quanju.domains.dispatch.permissions import (
    may_print_cards,
    may_read_incidents,
    may_see_desk,
    may_take_calls,
)
from quanju.domains.duty.permissions import may_plan, may_read_plan
from quanju.domains.geo.permissions import may_close_road, may_propose_place_note
from quanju.domains.kernel.types import Text
from quanju.domains.people.permissions import may_manage_accounts
from quanju.domains.people.types import Actor
from quanju.domains.planning.permissions import may_study
from quanju.domains.reception.permissions import may_receive, may_take_reports
from quanju.domains.rulebook.permissions import may_propose_rule
from quanju.pages.shared.desks import DESKS

May = Callable[[Actor], Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb in the words people look for, `also` others for it, and where it is done."""

    words: Text
    also: str
    url_name: str
    may: May
    key: str = ""

    @property
    def address(self) -> str:
        return reverse(self.url_name) + (f"#press-{self.key}" if self.key else "")


def _closes_roads(actor: Actor) -> bool:
    may = may_close_road(actor, station_id=actor.station_id)
    return bool(may_see_desk(actor)) and bool(may)


DEEDS = (
    Deed(Text("接警：新来电", "Take a call: new call"), "110 录入 立警 new incident",
         "dispatch_desk:desk", may_take_calls, "n"),
    Deed(Text("封路、缓行", "Close or slow a road"), "路况 道路 交通 roads closure",
         "dispatch_desk:desk", _closes_roads, "r"),
    Deed(Text("单位状态板", "Unit board"), "警力 units states", "dispatch_desk:desk",
         may_see_desk, "u"),
    Deed(Text("预约警情", "Schedule an incident"), "护送 活动 预约 escort appointment event",
         "dispatch_desk:schedule_incident", may_take_calls),
    Deed(Text("演练", "Exercises"), "演习 练兵 drill practise",
         "dispatch_desk:exercises", may_see_desk),
    Deed(Text("警情列表", "List of incidents"), "查询 导出 export search",
         "dispatch_desk:incidents", may_read_incidents),
    Deed(Text("断线来电", "Lost calls"), "回拨 call back hung up", "dispatch_desk:lost_calls",
         may_take_calls),
    Deed(Text("今天的来电", "Calls of today"), "电话 telephone", "dispatch_desk:calls",
         may_take_calls),
    Deed(Text("补录纸质警情卡", "Enter or print paper cards"), "打印 停电 paper outage",
         "dispatch_desk:enter_card", may_print_cards),
    Deed(Text("提地点提示", "Propose a note on a place"), "危险 入口 hazard entrance",
         "dispatch_desk:place_notes", may_propose_place_note),
    Deed(Text("建协同群", "Open a group"), "合成 协同 coordination", "coordination_room:open_group",
         may_open_groups),
    Deed(Text("启动应急预案", "Open a contingency plan"), "洪水 火灾 演练 预警 flood drill warning",
         "coordination_room:plans", may_open_plans),
    Deed(Text("登记接报案", "Take a report"), "报案 立案 reception", "reception_window:desk",
         may_take_reports, "n"),
    Deed(Text("接待来访", "Receive a visitor"), "大厅 取号 叫号 hall ticket",
         "reception_hall:hall", may_receive),
    Deed(Text("排班", "Plan a shift"), "班次 勤务 duty roster", "patrol_board:plan_shift",
         may_plan),
    Deed(Text("勤务与见警指标", "Measures of duty"), "见警率 figures", "patrol_board:measures",
         may_read_plan),
    Deed(Text("开展研究", "Ask for a study"), "方案 划区 选址 what-if", "planning_lab:studies",
         may_study),
    Deed(Text("改规则表", "Change a rule table"), "限度 时限 类别 limits", "administration:rules",
         may_propose_rule),
    Deed(Text("加账号", "Add an account"), "人员 用户 user", "administration:add_person",
         may_manage_accounts),
    Deed(Text("上岗、下岗、我的账号", "Go on or off duty, my account"), "值班 密码 password",
         "account:account", lambda actor: True),
    Deed(Text("我的数据", "My own data"), "谁看过 own data", "account:my_data", lambda actor: True),
)  # fmt: skip


def deeds_named(words: str, actor: Actor) -> Iterator[tuple[str, Text, str]]:
    """Kind, words and address of what the actor may do or open and these words mean."""
    text = words.strip().lower()
    if not text or text.isdigit():
        return
    for deed in DEEDS:
        if _means(text, deed.words, deed.also) and deed.may(actor):
            yield "verb", deed.words, deed.address
    for desk in DESKS:
        if desk.is_open_to(actor) and _means(text, desk.name):
            yield "desk", desk.name, reverse(desk.url_name)


def _means(text: str, words: Text, also: str = "") -> bool:
    """Whether every part that is typed stands in the words; one letter begins a word."""
    told = f"{words.zh} {words.en} {also}".lower()
    if text.isascii() and len(text) == 1:
        return any(word.startswith(text) for word in words.en.lower().split())
    return all(part in told for part in text.split())
