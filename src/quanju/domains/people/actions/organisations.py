"""Verbs of organisations and posts."""

from datetime import datetime

from django.db import IntegrityError, transaction

from quanju.domains.journal.actions.entries import record
from quanju.domains.kernel import words
from quanju.domains.kernel.held import held
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.transaction import write
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.people import events, rules
from quanju.domains.people.models import Organisation, Post
from quanju.domains.people.permissions import may_manage_organisations
from quanju.domains.people.types import ORGANISATION_KINDS, Actor

CODE = Text("代码", "code")
NAME_ZH = Text("中文名称", "Chinese name")
NAME_EN = Text("英文名称", "English name")
KIND = Text("类别", "kind")
ROLE = Text("角色", "role")


class NotUnique(Refused):
    """The code exists, or the branch or station has that part already."""

    code = "NOT_UNIQUE"
    text = Text(
        "没有保存：代码已存在，或同级已有这一类（一个分局；每所两队一室各一个）",
        "Not saved: the code exists, or there is one of that kind already "
        "(one branch; two teams and one room a station)",
    )


def add_organisation(
    *,
    code: str,
    kind: str,
    name_zh: str,
    name_en: str,
    parent: int | None,
    by: Actor,
    at: datetime,
) -> Organisation:
    """Add a part of the branch. Refuses an unknown kind or parent, and a code that exists."""
    may_manage_organisations(by).or_refuse()
    fields = _names(name_zh, name_en) | {
        "code": rules.code(code, field="code", what=CODE),
        "kind": _known(kind, ORGANISATION_KINDS, "kind", KIND),
    }
    with write():
        above = _organisation(parent) if parent is not None else None
        try:
            with transaction.atomic():
                row = Organisation.objects.create(**fields, parent=above)
        except IntegrityError as error:
            raise NotUnique() from error
        record(
            events.ORGANISATION_ADDED,
            subject=row.subject,
            by=by,
            at=at,
            purpose="administer",
            related=[above.subject] if above else [],
            facts={"kind": kind},
        )
    return row


def rename_organisation(
    *, organisation: int, name_zh: str, name_en: str, by: Actor, at: datetime
) -> Organisation:
    """Give an organisation other names; its code stays."""
    may_manage_organisations(by).or_refuse()
    names = _names(name_zh, name_en)
    with write():
        row = _organisation(organisation)
        before = {"name_zh": row.name_zh, "name_en": row.name_en}
        row.name_zh, row.name_en = names["name_zh"], names["name_en"]
        row.save(update_fields=["name_zh", "name_en"])
        record(
            events.ORGANISATION_RENAMED,
            subject=row.subject,
            by=by,
            at=at,
            purpose="administer",
            facts={"before": before, "after": names},
        )
    return row


def add_post(
    *,
    code: str,
    organisation: int,
    role: str,
    title_zh: str,
    title_en: str,
    requires_second_factor: bool,
    by: Actor,
    at: datetime,
) -> Post:
    """Add a post that gives one role in one organisation. Refuses a code that exists."""
    may_manage_organisations(by).or_refuse()
    fields = {
        "code": rules.code(code, field="code", what=CODE),
        "role": _known(role, ROLES, "role", ROLE),
        "title_zh": words.line(title_zh, field="title_zh", what=NAME_ZH, longest=80),
        "title_en": words.line(title_en, field="title_en", what=NAME_EN, longest=120),
    }
    with write():
        place = _organisation(organisation)
        try:
            with transaction.atomic():
                row = Post.objects.create(
                    **fields, organisation=place, requires_second_factor=requires_second_factor
                )
        except IntegrityError as error:
            raise NotUnique() from error
        record(
            events.POST_ADDED,
            subject=row.subject,
            by=by,
            at=at,
            purpose="administer",
            related=[place.subject],
            facts={"role": role, "second_factor": requires_second_factor},
        )
    return row


def _names(name_zh: str, name_en: str) -> dict[str, str]:
    return {
        "name_zh": words.line(name_zh, field="name_zh", what=NAME_ZH, longest=100),
        "name_en": words.line(name_en, field="name_en", what=NAME_EN, longest=160),
    }


def _known(value: str, words: dict[str, Text], field: str, what: Text) -> str:
    if value not in words:
        raise rules.NotWritable(
            field=field, what=what, why=Text("不在列表里", "it is not one of the list")
        )
    return value


def _organisation(pk: int) -> Organisation:
    return held(Organisation, f"organisation:{pk}", pk=pk)
