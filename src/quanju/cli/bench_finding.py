"""A million lines of the index of groups, and questions to it: common, usual, rare, one letter."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

AT_ONCE = 5_000
HOMES, OWN = 200, 100
PLACES = (
    "胜利街",
    "中央大街",
    "友谊路",
    "站前广场",
    "东门",
    "西桥",
    "文化街",
    "开发区",
    "仁和小区",
)
DEEDS = (
    "先隔开双方",
    "两组人已到",
    "请指挥派车",
    "现场已控制",
    "调看监控",
    "等待增援",
    "伤者送医院",
)
ASKED = {
    "one letter, in every line": "的",
    "two letters, in every ninth": "东门",
    "three words": "东门 双方 第 77",
    "long": "站前广场先隔开双方",
    "rare": "铁皮柜",
    "none": "麒麟",
}


def fill_index(bench: Any, count: int) -> None:
    """So many lines in 200 groups, half of them the reader's; over a year, the newest last."""
    from django.apps import apps

    from quanju.domains.coordination.finding.tokens import day_of, home_of, tokens_of

    line = apps.get_model("coordination", "SearchLine")._default_manager
    groups = list(bench.group._default_manager.order_by("pk").values_list("pk", flat=True)[:HOMES])
    bench.member._default_manager.bulk_create(
        bench.member(
            group_id=one, person=bench.person, role="lead", status="joined",
            invited_at=bench.at, joined_at=bench.at,
        )
        for one in groups[:OWN]
    )  # fmt: skip
    # Those of the running group are in the index already.
    long = bench.message._default_manager.filter(group__number="long")
    said = list(long.values_list("pk", flat=True))
    step = timedelta(days=365) / count

    def made(n: int) -> Any:
        rare = "，铁皮柜" if n % 99_991 == 5 else ""
        body = f"第 {n % 9973} 条：{PLACES[n % 9]}的{DEEDS[n % 7]}{rare}"
        at, group = bench.at - step * (count - n), groups[n * 7 % len(groups)]
        tokens = " ".join([home_of(group), day_of(at), *tokens_of(body)])
        part, which = divmod(n, len(said))
        return line.model(
            group_id=group, kind="message", ref=said[which], part=part, body=body, tokens=tokens,
            said_at=at,
        )  # fmt: skip

    with _without_index():
        for first in range(0, count, AT_ONCE):
            line.bulk_create(made(n) for n in range(first, min(first + AT_ONCE, count)))


@contextmanager
def _without_index() -> Iterator[None]:
    """PostgreSQL makes the index of a million lines at once in a tenth of the time; and it knows
    its rows afterwards, as it does where it is kept by a server that looks after itself."""
    from django.db import connection

    from quanju.domains.coordination.triggers import POSTGRESQL, TABLE

    if connection.vendor == "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {TABLE}_gin")
        yield
        for statement in POSTGRESQL:
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def questions(bench: Any) -> list[tuple[str, Callable[[], None]]]:
    """Each asked for the first page."""
    from quanju.domains.coordination.queries.finding import find_lines

    def asks(words: str) -> Callable[[], None]:
        def ask() -> None:
            find_lines(words, by=bench.officer, at=bench.at)

        return ask

    return [(name, asks(words)) for name, words in ASKED.items()]
