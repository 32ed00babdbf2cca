"""Taking over organisations, posts and accounts from a branch folder, in bulk."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password

from quanju.domains.journal.actions.entries import record
from quanju.domains.journal.types import Author, Event
from quanju.domains.kernel import words
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people import events, rules
from quanju.domains.people.actions.accounts import BADGE_NO, DISPLAY_NAME, USERNAME
from quanju.domains.people.actions.organisations import CODE, KIND, NAME_EN, NAME_ZH, ROLE
from quanju.domains.people.models import Appointment, Organisation, Person, Post
from quanju.domains.people.types import ONE_OF_A_KIND, ORGANISATION_KINDS
from quanju.engine.files.tables import plain_number

Row = Mapping[str, str]
Made = TypeVar("Made")
YES, NO = {"1", "true", "yes", "是"}, {"", "0", "false", "no", "否"}


class RowNotUsable(Refused):
    """A row cannot be taken over; names the table, the row and what would be right."""

    code = "ROW_NOT_USABLE"
    text = Text("{table} 第 {line} 行：{why}", "{table} line {line}: {why}")
    status = 422


def load_organisations(rows: Sequence[Row], *, by: Author, at: datetime) -> int:
    """Take over organisations; a parent may stand below its child. One journal entry."""
    made = _each("organisations", rows, _organisation)
    _refuse_doubles("organisations", rows, [one.code for one in made])
    _refuse_seconds(rows, made)
    with write():
        Organisation.objects.bulk_create(made, batch_size=500)
        known = {one.code: one for one in Organisation.objects.all()}
        for line, row, one in _numbered(rows, made):
            if above := row.get("parent_code", "").strip():
                one.parent = _known_row(known, above, "organisations", line)
        _refuse_circles(rows, known)
        Organisation.objects.bulk_update(made, ["parent"], batch_size=500)
        _record(events.ORGANISATIONS_LOADED, rows, by, at)
    return len(made)


def load_posts(rows: Sequence[Row], *, by: Author, at: datetime) -> int:
    """Take over posts of organisations that exist. One journal entry."""
    made = _each("posts", rows, _post)
    _refuse_doubles("posts", rows, [one.code for one in made])
    with write():
        known = {one.code: one for one in Organisation.objects.all()}
        for line, row, one in _numbered(rows, made):
            one.organisation = _known_row(known, row["organisation_code"].strip(), "posts", line)
        Post.objects.bulk_create(made, batch_size=500)
        _record(events.POSTS_LOADED, rows, by, at)
    return len(made)


def load_people(rows: Sequence[Row], *, by: Author, at: datetime) -> int:
    """Take over accounts and their posts; returns the number of accounts. One journal entry.

    A person with several posts has several rows, each with its own `valid_from` (the moment of
    loading if empty) and `valid_until` (open if empty). Nobody gets a password: an administrator
    gives a one-time password, or the demo lets people in with one click.
    """
    people = _each("accounts", rows, _person)
    first: dict[str, Person] = {}
    for line, _, person in _numbered(rows, people):
        known = first.setdefault(person.username, person)
        if (known.display_name, known.badge_no) != (person.display_name, person.badge_no):
            why = Text("同一账号姓名或警号不一致", "one account with two names or badge numbers")
            raise RowNotUsable(table="accounts", line=line, why=why)
    with write():
        Person.objects.bulk_create(first.values(), batch_size=500)
        posts = {post.code: post for post in Post.objects.all()}
        Appointment.objects.bulk_create(
            [
                Appointment(
                    person=first[person.username],
                    post=_known_row(posts, row["post_code"].strip(), "accounts", line),
                    status="approved",
                    **_span(row, line, at),
                )
                for line, row, person in _numbered(rows, people)
                if row["post_code"].strip()
            ],
            batch_size=500,
        )
        _record(events.PEOPLE_LOADED, rows, by, at)
    return len(first)


def _span(row: Row, line: int, at: datetime) -> dict[str, datetime | None]:
    """From when to when a post is held."""
    found = {name: _moment(row.get(name, ""), name, line) for name in ("valid_from", "valid_until")}
    start, end = found["valid_from"] or at, found["valid_until"]
    if end is not None and end <= start:
        why = Text("valid_until 不晚于 valid_from", "valid_until is not after valid_from")
        raise RowNotUsable(table="accounts", line=line, why=why)
    return {"valid_from": start, "valid_until": end}


def _moment(text: str, name: str, line: int) -> datetime | None:
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        why = Text(
            f"{name} 应写成 2026-01-01T00:00:00+08:00，现为 {text[:40]!r}",
            f"{name} reads 2026-01-01T00:00:00+08:00, not {text[:40]!r}",
        )
        raise RowNotUsable(table="accounts", line=line, why=why)
    return moment


def _organisation(row: Row) -> Organisation:
    return Organisation(
        code=rules.code(row["code"], field="code", what=CODE),
        kind=_one_of(row["kind"], ORGANISATION_KINDS, KIND),
        name_zh=words.line(row["name_zh"] or "", field="name_zh", what=NAME_ZH, longest=100),
        name_en=words.line(row["name_en"] or "", field="name_en", what=NAME_EN, longest=160),
        lon=_degrees(row.get("lon", ""), 180),
        lat=_degrees(row.get("lat", ""), 90),
    )


def _post(row: Row) -> Post:
    return Post(
        code=rules.code(row["code"], field="code", what=CODE),
        role=_one_of(row["role"], ROLES, ROLE),
        title_zh=words.line(row["title_zh"] or "", field="title_zh", what=NAME_ZH, longest=80),
        title_en=words.line(row["title_en"] or "", field="title_en", what=NAME_EN, longest=120),
        requires_second_factor=_yes(row["requires_second_factor"]),
    )


def _person(row: Row) -> Person:
    return Person(
        username=rules.code(row["username"], field="username", what=USERNAME),
        display_name=words.line(
            row["display_name"] or "", field="display_name", what=DISPLAY_NAME, longest=60
        ),
        badge_no=rules.badge(row["badge_no"], field="badge_no", what=BADGE_NO),
        password=make_password(None),
    )


def _each(table: str, rows: Sequence[Row], make: Callable[[Row], Made]) -> list[Made]:
    """Make every row, naming the first that cannot be used; line 1 is the head of the file."""
    made = []
    for line, row in _with_lines(rows):
        try:
            made.append(make(row))
        except KeyError as error:
            why = Text(f"缺少列 {error}", f"missing column {error}")
            raise RowNotUsable(table=table, line=line, why=why) from error
        except (rules.NotWritable, words.TextNotUsable) as refused:
            raise RowNotUsable(table=table, line=line, why=refused.text) from refused
    return made


def _with_lines(rows: Sequence[Row]) -> Iterable[tuple[int, Row]]:
    """Rows with the line they stand on: a row of a file knows its own."""
    return ((getattr(row, "line", line), row) for line, row in enumerate(rows, 2))


def _numbered(rows: Sequence[Row], made: Sequence[Made]) -> Iterable[tuple[int, Row, Made]]:
    return ((line, row, one) for (line, row), one in zip(_with_lines(rows), made, strict=True))


def _one_of(value: str, words: Mapping[str, Text], what: Text) -> str:
    if value.strip() not in words:
        listed = ", ".join(words)
        raise rules.NotWritable(
            field="", what=what, why=Text(f"应为 {listed} 之一", f"must be one of {listed}")
        )
    return value.strip()


def _yes(value: str) -> bool:
    word = value.strip().lower()
    if word not in YES | NO:
        raise rules.NotWritable(
            field="",
            what=Text("第二因素", "second factor"),
            why=Text("应为 true 或 false", "must be true or false"),
        )
    return word in YES


def _degrees(value: str, most: int) -> float | None:
    if not value.strip():
        return None
    try:
        degrees = plain_number(value)
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise rules.NotWritable(
            field="",
            what=Text("坐标", "coordinate"),
            why=Text(f"应在 ±{most} 之内", f"must lie within ±{most}"),
        )
    return degrees


def _known_row(known: Mapping[str, Made], code: str, table: str, line: int) -> Made:
    if code not in known:
        why = Text(f"没有 {code!r}", f"there is no {code!r}")
        raise RowNotUsable(table=table, line=line, why=why)
    return known[code]


def _refuse_doubles(table: str, rows: Sequence[Row], codes: Sequence[str]) -> None:
    seen: set[str] = set()
    for line, _, code in _numbered(rows, codes):
        if code in seen:
            why = Text(f"{code} 出现两次", f"{code} stands there twice")
            raise RowNotUsable(table=table, line=line, why=why)
        seen.add(code)


def _refuse_circles(rows: Sequence[Row], known: Mapping[str, Organisation]) -> None:
    above = {row["code"].strip(): row.get("parent_code", "").strip() for row in rows}
    for line, row in _with_lines(rows):
        seen, code = set(), row["code"].strip()
        while code in above and code not in seen:
            seen.add(code)
            code = above[code]
        if code in seen:
            why = Text("上级关系成环", "its parents form a circle")
            raise RowNotUsable(table="organisations", line=line, why=why)


def _refuse_seconds(rows: Sequence[Row], made: Sequence[Organisation]) -> None:
    """There is one branch, and a station has one team of each kind."""
    seen: set[tuple[str, str]] = set()
    for line, row, one in _numbered(rows, made):
        above = "" if one.kind == "branch" else row.get("parent_code", "").strip()
        is_single = one.kind == "branch" or (above and one.kind in ONE_OF_A_KIND)
        if is_single and (one.kind, above) in seen:
            what = ORGANISATION_KINDS[one.kind]
            why = Text(
                f"已有“{what.zh}”，只能有一个", f"there is a {what.en} already, and only one"
            )
            raise RowNotUsable(table="organisations", line=line, why=why)
        seen.add((one.kind, above))


def _record(event: Event, rows: Sequence[Row], by: Author, at: datetime) -> None:
    canonical: list[Any] = [dict(sorted(row.items())) for row in rows]
    body = json.dumps(canonical, ensure_ascii=False, separators=(",", ":")).encode()
    record(
        event,
        subject="people:load",
        by=by,
        at=at,
        purpose="administer",
        facts={"rows": len(rows), "sha256": hashlib.sha256(body).hexdigest()},
    )
