"""Says of a view why its form needs no key."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def needs_no_key(why: str) -> Callable[[View], View]:
    """Marks a view whose form may arrive twice: `why` says what the second time does."""

    def marked(view: View) -> View:
        view.needs_no_key = why  # type: ignore[attr-defined]
        return view

    return marked
