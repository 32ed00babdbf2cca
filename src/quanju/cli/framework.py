"""What the commands share: starting Django, refusing in two languages, printing figures."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")


def refuse(zh: str, en: str) -> NoReturn:
    """End the command with exit code 2 and a sentence in both languages."""
    click.echo(f"{zh}\n{en}", err=True)
    raise SystemExit(2)


def with_django(command: Callable[P, R]) -> Callable[P, R]:
    """Start Django before the command, and turn a domain refusal into its sentence."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        import django

        django.setup()
        from quanju.domains.kernel.types import Refused

        try:
            return command(*args, **kwargs)
        except Refused as refusal:
            refuse(refusal.text.zh, refusal.text.en)

    return wrapped


def print_figures(figures: Mapping[str, Any], *, as_json: bool) -> None:
    """Print figures as JSON, or as aligned lines."""
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, default=str))
        return
    width = max((len(name) for name in figures), default=0)
    for name, value in figures.items():
        shown = f"{value:,.3f}" if isinstance(value, float) else value
        click.echo(f"{name:<{width}}  {shown}")


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """A progress bar on the error stream; yields a function that fills it up to a count."""
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        done = 0

        def up_to(count: int) -> None:
            nonlocal done
            bar.update(count - done)
            done = count

        yield up_to


as_json_option = click.option("--json", "as_json", is_flag=True, help="print figures as JSON")
