"""What is made before somebody waits for it: compiled code, and what the first page needs.

A cold process answered its first page after 1.6 s: half of it imported the rooms, the rest read the
road engine and the branch's roads. Now that is done before the door opens.
"""

from pathlib import Path

from quanju.cli.framework import progress


def compile_roads() -> None:
    """Compile the road engine, or read what was compiled before, with a progress line."""
    from quanju.engine.roads import ready

    with progress(ready.STEPS, "路网引擎 / road engine") as up_to:
        ready.make_ready(up_to)


def read_ahead() -> None:
    """Read what every first page needs: all addresses, the templates, the roads in use."""
    from django.template import Engine
    from django.template.loader import get_template
    from django.urls import get_resolver

    get_resolver()._populate()  # imports every view
    for folder in map(Path, Engine.get_default().dirs):
        for file in folder.rglob("*.html"):
            get_template(str(file.relative_to(folder)))
    _read_roads()


def _read_roads() -> None:
    from quanju.domains.geo.queries import roads
    from quanju.domains.geo.queries.roads import current_map
    from quanju.domains.geo.types import NoMapLoaded
    from quanju.domains.kernel.clock import now

    try:
        centre = current_map(at := now()).centre
        roads.nearest([("here", *centre)], centre, 1, at)
    except NoMapLoaded:
        return  # a branch without a map yet, or with a damaged one: the pages say so
