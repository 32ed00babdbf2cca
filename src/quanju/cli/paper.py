"""`quanju paper`: cards, unit list, zone map and phone book for the hours without the system."""

from pathlib import Path

import click

from quanju.cli.framework import as_json_option, print_figures, refuse, with_django


@click.command()
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default="paper.pdf",
    show_default=True, help="the PDF that is written",
)  # fmt: skip
@click.option("--cards", type=int, default=40, show_default=True, help="how many numbered cards")
@click.option("--language", type=click.Choice(["zh-hans", "en"]), default="zh-hans",
              show_default=True)  # fmt: skip
@as_json_option
@with_django
def paper(output: Path, cards: int, language: str, as_json: bool) -> None:
    """Print what a desk works with when it is dark, as one PDF.

    Each card has a number of its own, given out once and recorded: print anew rather than copy.
    Afterwards the desk enters each card once, under “Paper cards”.
    """
    from quanju.domains.dispatch.actions.paper import print_cards
    from quanju.domains.dispatch.queries.paper import paper_kit
    from quanju.domains.kernel.clock import now
    from quanju.domains.kernel.typesetting import CannotTypeset
    from quanju.domains.people.types import SERVICE

    at = now()
    numbers = print_cards(cards=cards, by=SERVICE, at=at)
    try:
        output.write_bytes(paper_kit(numbers, language=language, by=SERVICE, at=at))
    except CannotTypeset as error:
        refuse(error.text.zh, error.text.en)
    told = {"file": str(output), "first": numbers[0], "last": numbers[-1], "cards": len(numbers)}
    print_figures(told, as_json=as_json)
