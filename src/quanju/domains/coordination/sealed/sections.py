"""The readable part of a package: its sections, for HTML and PDF alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from quanju.domains.coordination.sealed.reading import Section
from quanju.domains.coordination.types import (
    CLASSIFICATIONS,
    MEMBER_ROLES,
    MESSAGE_KINDS,
    SCORE_PARTS,
    STAGES,
)
from quanju.domains.coordination.workflow import GROUP, ITEM, MEMBER
from quanju.domains.dispatch.queries.handling_kept import HandlingKept
from quanju.domains.documents.types import FileView
from quanju.domains.journal.types import event_named
from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text

Told = Mapping[str, Any]
NOT_HERE = "〔不在包里 / not in the package〕"
"""A file that was deleted by two persons, or carries malware."""


def sections_of(
    told: Told,
    said: Sequence[Told],
    handling: HandlingKept | None,
    files: Sequence[FileView],
    entries: Sequence[Told],
) -> list[Section]:
    """Everything in the order in which somebody reads it."""
    return [
        Section("协同群 / Group", (), list(_group(told["group"]))),
        Section(
            "开群事实 / Opening facts", (), [[_both(f["name"]), f["said"]] for f in told["facts"]]
        ),
        Section(
            "成员 / Members",
            (
                "姓名 / name",
                "席位 / seat",
                "角色 / role",
                "叫入 / called",
                "到位 / joined",
                "离开 / ended",
                "事由 / why",
            ),
            [
                [
                    f"{m['name']} {m['post']}",
                    _both(m["seat"]),
                    _both(MEMBER_ROLES[m["role"]]),
                    _at(m["invited_at"]),
                    _at(m["joined_at"]),
                    f"{_at(m['ended_at'])} {_both(MEMBER.state_labels[m['status']])}".strip(),
                    m["why"],
                ]
                for m in told["members"]
            ],
        ),
        Section(
            "消息 / Messages", ("#", "时间 / time", "谁 / who", "内容 / said"), list(_said(said))
        ),
        Section(
            "事项 / Items",
            (
                "#",
                "事项 / item",
                "交办 / asked by",
                "办理 / owner",
                "时限 / due",
                "办结 / done",
                "状态 / state",
                "结果 / result",
            ),
            [
                [
                    str(i["place"]),
                    i["title"],
                    i["asked_by"],
                    i["owner"],
                    _at(i["due_at"]),
                    _at(i["done_at"]),
                    _both(ITEM.state_labels[i["status"]]),
                    i["result"] or i["why"],
                ]
                for i in told["items"]
            ],
        ),
        *_handling(handling),
        *_files(files),
        Section("结群 / Ending", (), list(_ending(told))),
        Section(
            "记录 / Journal",
            ("#", "时间 / time", "事 / event", "SHA-256"),
            [[str(e["number"]), _utc(e["at"]), _event(e["event"]), e["hash"]] for e in entries],
        ),
    ]


def file_name(one: FileView) -> str:
    """An attached file's name in the package: a number and an ending, no words of a stranger."""
    ending = one.download_name.rpartition(".")[2].lower()
    return f"files/{one.id}-{one.sha256[:12]}.{ending}"


def _group(group: Told) -> Iterator[list[str]]:
    yield ["编号 / number", group["number"]]
    yield ["群名 / title", group["title"]]
    urgent = "（紧急 / urgent）" if group["is_urgent"] else ""
    yield ["类型 / type", _both(group["kind_name"]) + urgent]
    yield ["密级 / class", _both(CLASSIFICATIONS[group["classification"]])]
    yield ["状态 / state", _both(GROUP.state_labels[group["status"]])]
    yield ["责任部门 / responsible", f"{_both(group['responsible'])} · {group['owner']}"]
    if group["incident"]:
        yield ["警情 / incident", group["incident"]]
    for name, words in _MOMENTS.items():
        if group[name]:
            yield [words, _at(group[name])]


_MOMENTS = {
    "begun_at": "发起 / begun",
    "opened_at": "建群 / opened",
    "checked_at": "建群核过 / opening checked",
    "closed_at": "结群 / closed",
    "archived_at": "归档 / archived",
}


def _said(said: Iterable[Told]) -> Iterator[list[str]]:
    for one in said:
        words = one["text"]
        if one["kind"] == "methane":
            words = f"【{_both(MESSAGE_KINDS['methane'])}】\n{words}"
        if one["kind"] == "file":
            words = f"【{_both(MESSAGE_KINDS['file'])}】{one['file'] or NOT_HERE}"
        if one["lon"] is not None:
            words = f"{words}\n📍 {one['lat']:.5f}, {one['lon']:.5f}".strip()
        if one["struck_at"]:
            struck = f"〔已划去 / struck out {_at(one['struck_at'])}：{one['struck_why']}〕"
            words = f"{struck}\n{words}"
        for before in one["before"]:
            changed = f"〔更正前 / before the correction {_at(before['corrected_at'])}〕"
            words = f"{words}\n{changed}\n{before['said']}"
        own = f"\n（本机 / own {_at(one['own_at'])}）" if one["own_at"] else ""
        yield [str(one["place"]), _at(one["sent_at"]) + own, one["author"], words]


def _handling(kept: HandlingKept | None) -> Iterator[Section]:
    if kept is None:
        return
    rows = [["—", _both(words), _at(at)] for words, at in kept.moments]
    for call_sign, _, steps in kept.units:
        rows += [[call_sign, _both(words), _at(at)] for words, at in steps]
    rows += [["派警决策回执 / receipt", sha256, _at(at)] for at, sha256 in kept.receipts]
    yield Section(
        f"出警 / Dispatch {kept.number}", ("单位 / unit", "步 / step", "时间 / time"), rows
    )


def _files(files: Sequence[FileView]) -> Iterator[Section]:
    if files:
        yield Section(
            "文件 / Files",
            ("文件 / file", "大小 / size", "SHA-256"),
            [[f"{file_name(one)} {one.name}", f"{one.size:,}", one.sha256] for one in files],
        )


def _ending(told: Told) -> Iterator[list[str]]:
    group = told["group"]
    yield ["做成了什么 / achieved", group["outcome"]]
    if group["result"]:
        yield ["处置结果 / result", group["result"]]
    for one in told["stages"]:
        yield [f"{_both(STAGES[one['stage']])} · 签 / signed", f"{one['by']} {_at(one['at'])}"]
    for one in told["reviews"]:
        verdict = "同意 / accepted" if one["is_accepted"] else "退回 / returned"
        yield ["审核 / review", f"{verdict} {one['by']} {_at(one['reviewed_at'])} {one['words']}"]
        answers = [
            f"{code} {'是 / yes' if yes else '否 / no'}" for code, yes in one["answers"].items()
        ]
        if answers:
            yield ["六项要求 / six requirements", "；".join(answers)]
            yield ["三项机制 / three mechanisms", "；".join(one["mechanisms"].values())]
    score = told["score"]
    whole = "不评分 / none" if score["whole"] is None else f"{score['whole']:.1f} / 100"
    yield ["群的评分 / score of the group", whole]
    for part in score["parts"]:
        counted = f"{part['good']:g} / {part['of']:g} × {part['weight']:g}"
        yield [_both(SCORE_PARTS[part["code"]]), counted]


def _both(words: Text) -> str:
    return words.zh if words.zh == words.en else f"{words.zh} / {words.en}"


def _at(moment: datetime | None) -> str:
    return f"{local_time(moment):%Y-%m-%d %H:%M:%S}" if moment else ""


def _utc(spelled: str) -> str:
    return spelled[:19].replace("T", " ") + "Z"


def _event(name: str) -> str:
    known = event_named(name)
    return _both(known.label) if known else name
