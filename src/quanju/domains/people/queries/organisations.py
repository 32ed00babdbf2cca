"""Questions about organisations and posts."""

from quanju.domains.kernel.types import NotFound
from quanju.domains.people.models import Organisation


def below(organisation: Organisation) -> frozenset[int]:
    """Identifiers of the organisation and of everything under it."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Organisation.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, todo = set(), [organisation.pk]
    while todo:
        pk = todo.pop()
        if pk not in found:
            found.add(pk)
            todo += children.get(pk, [])
    return frozenset(found)


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
