"""Questions about organisations and posts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from quanju.domains.kernel.kept import kept
from quanju.domains.kernel.prepared import Prepared
from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import NotFound, Text
from quanju.domains.people.models import Appointment, Organisation, Post
from quanju.domains.people.types import ORGANISATION_KINDS


@dataclass(frozen=True)
class OrganisationLine:
    """A line of the tree of organisations: how deep it stands, how many posts, how many held."""

    pk: int
    code: str
    kind: str
    name: Text
    depth: int
    posts: int
    held: int

    @property
    def kind_name(self) -> Text:
        return ORGANISATION_KINDS[self.kind]


@dataclass(frozen=True)
class PostView:
    """A post with its organisation and how many people hold it now."""

    pk: int
    code: str
    title: Text
    role: str
    organisation_id: int
    organisation: Text
    requires_second_factor: bool
    holders: int

    @property
    def role_name(self) -> Text:
        return ROLES[self.role]


def below(organisation: Organisation) -> frozenset[int]:
    """Identifiers of the organisation and of everything under it."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in _PARENTS():
        children.setdefault(parent, []).append(pk)
    found, todo = set(), [organisation.pk]
    while todo:
        pk = todo.pop()
        if pk not in found:
            found.add(pk)
            todo += children.get(pk, [])
    return frozenset(found)


_PARENTS = Prepared(lambda: Organisation.objects.values_list("pk", "parent_id"))


def station_of(organisation: Organisation | None) -> int | None:
    """The station it is, or belongs to."""
    while organisation is not None:
        if organisation.kind == "station":
            return organisation.pk
        organisation = organisation.parent
    return None


def branch() -> Organisation:
    """The branch this database belongs to; `NotFound` before one is loaded."""
    found = Organisation.objects.filter(kind="branch").first()
    if found is None:
        raise NotFound(subject="branch")
    return found


def organisations_by_code() -> dict[str, int]:
    """Identifier of every organisation, by its code."""
    return dict(Organisation.objects.values_list("code", "pk"))


def organisation_names(codes: Collection[str]) -> dict[str, Text]:
    """The names of these organisations by code; unknown codes are left out."""
    rows = Organisation.objects.filter(code__in=codes)
    return {row.code: row.name for row in rows}


def names_of_kind(kind: str) -> dict[str, Text]:
    """The names of all organisations of a kind, by code."""
    return {row.code: row.name for row in Organisation.objects.filter(kind=kind).order_by("code")}


def names_by_key(keys: Iterable[int]) -> dict[int, Text]:
    """The names of these organisations by their key; unknown ones are left out."""
    rows = Organisation.objects.filter(pk__in=set(keys))
    return {row.pk: row.name for row in rows}


def posts_by_code() -> dict[str, int]:
    """Identifier of every post, by its code."""
    return dict(Post.objects.values_list("code", "pk"))


def organisation(pk: int) -> Organisation:
    """One organisation; `NotFound` when there is none."""
    row = Organisation.objects.select_related("parent").filter(pk=pk).first()
    if row is None:
        raise NotFound(subject=f"organisation:{pk}")
    return row


def organisations_with(roles: Collection[str]) -> list[Organisation]:
    """Those that have a post of such a role, held or not, with what stands above them."""

    def ask() -> list[Organisation]:
        having = Post.objects.filter(role__in=roles).values("organisation")
        rows = Organisation.objects.filter(pk__in=having).select_related("parent__parent")
        return list(rows.order_by("code"))

    return kept(Post, f"organisations with {sorted(roles)}", ask)


def responsible_units() -> list[Organisation]:
    """Units of the branch that can answer for a matter: stations, brigades, centres."""
    rows = Organisation.objects.filter(kind__in=("station", "brigade", "centre", "branch"))
    return list(rows.order_by("kind", "code"))


def tree(*, at: datetime) -> list[OrganisationLine]:
    """Every organisation under its parent, with its posts and how many of them are held."""
    held = Appointment.objects.in_force(at).filter(post=OuterRef("posts"))
    rows = list(
        Organisation.objects.annotate(
            post_count=Count("posts"), held_count=Count("posts", filter=Q(Exists(held)))
        ).order_by("code")
    )
    under: dict[int | None, list[Organisation]] = {}
    for row in rows:
        under.setdefault(row.parent_id, []).append(row)
    order = list(ORGANISATION_KINDS)
    for parts in under.values():
        parts.sort(key=lambda row: (order.index(row.kind), row.code))
    return _lines(under, None, 0)


def _lines(
    under: dict[int | None, list[Organisation]], parent: int | None, depth: int
) -> list[OrganisationLine]:
    found = []
    for row in under.get(parent, []):
        found.append(
            OrganisationLine(
                pk=row.pk,
                code=row.code,
                kind=row.kind,
                name=row.name,
                depth=depth,
                posts=row.post_count,  # type: ignore[attr-defined]
                held=row.held_count,  # type: ignore[attr-defined]
            )
        )
        found += _lines(under, row.pk, depth + 1)
    return found


def posts(*, organisation_ids: Sequence[int] | None = None, at: datetime) -> list[PostView]:
    """Posts, of these organisations or all, with how many people hold each now."""
    rows = Post.objects.select_related("organisation")
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=organisation_ids)
    holders: dict[int, int] = {}
    for pk in Appointment.objects.in_force(at).values_list("post_id", flat=True):
        holders[pk] = holders.get(pk, 0) + 1
    return [_post_view(row, holders) for row in rows.order_by("organisation__code", "code")]


def post(pk: int, *, at: datetime) -> PostView:
    """One post; `NotFound` when there is none."""
    row = Post.objects.select_related("organisation").filter(pk=pk).first()
    if row is None:
        raise NotFound(subject=f"post:{pk}")
    return _post_view(row, {pk: Appointment.objects.in_force(at).filter(post=row).count()})


def _post_view(row: Post, holders: dict[int, int]) -> PostView:
    return PostView(
        pk=row.pk,
        code=row.code,
        title=row.title,
        role=row.role,
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        requires_second_factor=row.requires_second_factor,
        holders=holders.get(row.pk, 0),
    )
