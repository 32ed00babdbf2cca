"""The lists of this desk: their columns, their empty sentences."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.urls import reverse

from quanju.domains.dispatch.types.calls import BridgeView
from quanju.domains.kernel.types import Text
from quanju.domains.people.queries.appointments import AppointmentView
from quanju.domains.people.queries.organisations import OrganisationLine, PostView
from quanju.pages.shared.listing import Column, Listing, whole


def _account_of(row: Any) -> str:
    return reverse("administration:account", args=[row.person_id])


ACCOUNT_COLUMNS = (
    Column(Text("账号", "Account"), attrgetter("username"), href=_account_of),
    Column(Text("姓名", "Name"), attrgetter("display_name")),
    Column(Text("警号", "Badge"), attrgetter("badge_no")),
    Column(
        Text("现任岗位", "Present posts"),
        lambda row: "；".join(f"{held.title} {held.organisation}" for held in row.posts),
    ),
    Column(
        Text("状态", "State"),
        lambda row: Text("启用", "active") if row.is_active else Text("停用", "deactivated"),
        tone=lambda row: "good" if row.is_active else "bad",
    ),
)

ORGANISATION_COLUMNS = (
    Column(
        Text("名称", "Name"),
        lambda row: f"{'　' * row.depth}{row.name}",
        href=lambda row: reverse("administration:organisation", args=[row.pk]),
    ),
    Column(Text("类别", "Kind"), attrgetter("kind_name")),
    Column(Text("代码", "Code"), attrgetter("code"), "code"),
    Column(Text("岗位", "Posts"), attrgetter("posts"), "number"),
    Column(Text("在任", "Held"), attrgetter("held"), "number"),
)

POST_COLUMNS = (
    Column(
        Text("岗位", "Post"),
        attrgetter("title"),
        href=lambda row: reverse("administration:post", args=[row.pk]),
    ),
    Column(Text("角色", "Role"), attrgetter("role_name")),
    Column(Text("单位", "Organisation"), attrgetter("organisation")),
    Column(
        Text("第二因素", "Second factor"),
        lambda row: Text("要求", "required") if row.requires_second_factor else "",
        tone=lambda _: "accent",
    ),
    Column(Text("在任 人", "Held by"), attrgetter("holders"), "number"),
)

RULE_COLUMNS = (
    Column(
        Text("规则", "Rules"),
        lambda row: row[0].label,
        href=lambda row: reverse("administration:rule_kind", args=[row[0].name]),
    ),
    Column(
        Text("生效版本", "In force"),
        lambda row: f"v{row[1].version}" if row[1] else Text("没有", "none"),
        tone=lambda row: "accent" if row[1] else "bad",
    ),
    Column(Text("自", "Since"), lambda row: row[1].effective_from if row[1] else None, "moment"),
    Column(
        Text("在等（个版本）", "Versions waiting"),
        lambda row: len(row[2]) or "",
        tone=lambda _: "warn",
    ),
)

BRIDGE_COLUMNS = (
    Column(Text("名称", "Name"), attrgetter("name")),
    Column(
        Text("状态", "State"),
        lambda row: Text("已收回", "withdrawn") if row.withdrawn_at else Text("可用", "in use"),
        tone=lambda row: "muted" if row.withdrawn_at else "good",
    ),
    Column(Text("接入", "Added"), attrgetter("added_at"), "moment"),
    Column(Text("最近消息", "Last heard"), attrgetter("heard_at"), "moment"),
    Column(Text("收回", "Withdrawn"), attrgetter("withdrawn_at"), "moment"),
)

LOADED = Text("随分局装入", "loaded with the branch")


def _by_whom(proposer: str, decider: str) -> str:
    return f"{proposer} / {decider or '—'}"


VERSION_COLUMNS = (
    Column(
        Text("版本", "Version"),
        lambda line: f"v{line['table'].version}",
        href=lambda line: reverse(
            "administration:rule", args=[line["table"].kind, line["table"].version]
        ),
    ),
    Column(Text("状态", "State"), lambda line: line["state"], tone=lambda line: line["tone"]),
    Column(Text("自", "From"), lambda line: line["table"].effective_from, "moment"),
    Column(Text("至", "Until"), lambda line: line["table"].effective_until, "moment"),
    Column(
        Text("提出 / 批准", "Proposed / approved"),
        lambda line: (
            _by_whom(line["asked"].proposer, line["asked"].decider) if line["asked"] else LOADED
        ),
    ),
    Column(Text("理由", "Reason"), lambda line: line["table"].reason),
)


def organisations(rows: Sequence[OrganisationLine]) -> Listing:
    return Listing(
        ORGANISATION_COLUMNS,
        whole(rows, attrgetter("code")),
        attrgetter("code"),
        Text(
            "还没有组织。先装入分局，或新增一个。",
            "No organisation yet. Load a branch, or add one.",
        ),
        "building",
        file="organisations",
        subject="organisation:list",
        purpose="administer",
        page=len(rows) + 1,
    )


def bridges(rows: Sequence[BridgeView]) -> Listing:
    return Listing(
        BRIDGE_COLUMNS,
        whole(rows, lambda row: str(row.pk)),
        lambda row: str(row.pk),
        Text(
            "还没有电话系统。没有它时，按 N 就是接听时刻，振铃时刻不详。",
            "No telephone system yet. Without one N is the answer; when it rang is not known.",
        ),
        "headset",
        file="telephone-systems",
        subject="bridge:list",
        purpose="administer",
    )


def posts(rows: Sequence[PostView]) -> Listing:
    return Listing(
        POST_COLUMNS,
        whole(rows, attrgetter("code")),
        attrgetter("code"),
        Text("没有岗位。", "No post here."),
        "user",
        file="posts",
        subject="post:list",
        purpose="administer",
    )


def holders(rows: Sequence[AppointmentView], post: str, at: datetime) -> Listing:
    """Who holds, held and will hold a post."""

    def state(row: AppointmentView) -> Text:
        return Text("在任", "in force") if row.is_in_force(at) else row.state

    columns = (
        Column(
            Text("谁", "Who"),
            attrgetter("person_name"),
            href=_account_of,
            note=attrgetter("username"),
        ),
        Column(
            Text("状态", "State"),
            state,
            tone=lambda row: "good" if row.is_in_force(at) else "muted",
        ),
        Column(Text("自", "From"), attrgetter("valid_from"), "moment"),
        Column(Text("至", "Until"), attrgetter("valid_until"), "moment"),
        Column(
            Text("提出 / 批准", "Proposed / approved"),
            lambda row: _by_whom(row.proposer, row.decider) if row.proposer else LOADED,
        ),
    )
    return Listing(
        columns,
        whole(rows, lambda row: str(row.pk)),
        lambda row: str(row.pk),
        Text(
            "没有人担任过这个岗位。任命在账号页上进行。",
            "Nobody has held this post. Appoint on the page of an account.",
        ),
        "user",
        file="appointments",
        subject=post,
        purpose="administer",
    )


def rules(rows: Sequence[Any]) -> Listing:
    return Listing(
        RULE_COLUMNS,
        whole(rows, lambda row: str(row[0].name)),
        lambda row: str(row[0].name),
        Text("没有规则表。", "No rule table."),
        "file-text",
        file="rules",
        subject="rules:list",
        purpose="administer",
        page=len(rows) + 1,
    )


def versions(lines: Sequence[Any], kind: str) -> Listing:
    return Listing(
        VERSION_COLUMNS,
        whole(lines, lambda line: str(line["table"].version)),
        lambda line: str(line["table"].version),
        Text("还没有版本。", "No version yet."),
        "file-text",
        file="rule-versions",
        subject=f"rules:{kind}",
        purpose="administer",
    )
