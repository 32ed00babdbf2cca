"""The house stays a house: rooms are entered by their doors, files stay small."""

import ast
import importlib
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests import moments

SOURCE = Path(__file__).parents[1] / "src" / "quanju"
BROWSER = SOURCE.parents[1] / "frontend" / "src"
DOORS = {"types", "actions", "queries", "permissions", "events", "ports"}
# Shelves that one asker alone may read (house, the shelf).
READ_BY = {"waiting": ("pages", "worklist"), "search": ("pages", "shared")}
# Doors that only one room has, and what stands behind them.
MORE_DOORS = {
    "approvals": {"ports"},
    "kernel": {
        "clock",
        "days",
        "found",
        "held",
        "kept",
        "named",
        "newest",
        "numbers",
        "prepared",
        "ports",
        "outside",
        "requests",
        "states",
        "triggers",
        "roles",
        "rows",
        "spans",
        "transaction",
        "tries",
        "typesetting",
        "workflow",
        "validity",
        "waiting",
        "words",
    },
    "journal": {"stream", "subscribers", "threads", "triggers", "verification", "keys"},
    "people": {"authors", "rights"},
    "rulebook": {"reading"},
    "documents": {"ports"},
    "geo": {"basemap", "datum", "shapes"},
}
# The wiring names jobs and apps; it is no room.
WIRING = {"config", "cli"}
LONGEST = 400

FILES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)


@cache
def nodes(path):
    """Every node of a file; five tests read all files."""
    return list(ast.walk(ast.parse(path.read_text())))


def imported(path):
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def door_of(name):
    """(room, door) of an import such as quanju.domains.people.queries.actor_of, else None."""
    parts = name.split(".")
    if parts[:2] != ["quanju", "domains"] or len(parts) < 4:
        return None
    return parts[2], parts[3]


def behind_doors(path):
    """What a file imports from behind the doors of another room."""
    place = path.relative_to(SOURCE).parts
    own = place[1] if place[0] == "domains" and len(place) > 2 else None
    return [
        name
        for name in imported(path)
        if (found := door_of(name))
        and found[0] != own
        and found[1] not in DOORS | MORE_DOORS.get(found[0], set())
        and READ_BY.get(found[1]) != place[:2]
        and place[0] not in WIRING
    ]


# One test for all files of a kind: a case a file takes ten times what it looks at.
def named(files, wrong, start=SOURCE):
    """The files at fault, and what is."""
    return {str(path.relative_to(start)): found for path in files if (found := wrong(path))}


def test_a_room_is_entered_through_its_public_shelves_only():
    assert named(FILES, behind_doors) == {}


def lines_too_many(path):
    return max(0, len(path.read_text().splitlines()) - LONGEST)


def test_no_file_grows_past_400_lines():
    assert named(FILES, lines_too_many) == {}


def test_no_sheet_or_script_grows_past_400_lines():
    found = [p for p in BROWSER.rglob("*.*") if p.suffix in (".css", ".ts")]
    assert found
    assert named(found, lines_too_many, BROWSER) == {}


TESTS = sorted(Path(__file__).parent.rglob("*.py"))


def file_of(module):
    """Where a module of ours stands, or None."""
    place = SOURCE.parent.joinpath(*module.split("."))
    found = [place.with_suffix(".py"), place / "__init__.py"]
    return next((path for path in found if path.is_file()), None)


@cache
def stands_in(path):
    """Names that a file defines itself, in any block at its left edge."""
    found, blocks = set(), [ast.parse(path.read_text())]
    while blocks:
        for node in ast.iter_child_nodes(blocks.pop()):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.If | ast.Try | ast.With | ast.For):
                blocks.append(node)
            else:
                names = [one for one in ast.walk(node) if isinstance(one, ast.Name)]
                found |= {one.id for one in names if isinstance(one.ctx, ast.Store)}
    return found


def test_a_name_is_taken_from_where_it_stands():
    """No shelf hands on what stands in another file; Django alone wants `models` so."""
    wrong = [
        f"{path.relative_to(SOURCE.parents[1])}: {node.module}.{alias.name}"
        for path in [*FILES, *TESTS]
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.level == 0
        if node.module and node.module.split(".")[0] == "quanju"
        for alias in node.names
        if alias.name != "*" and file_of(f"{node.module}.{alias.name}") is None
        if node.module.split(".")[-1] != "models"
        if (found := file_of(node.module)) is None or alias.name not in stands_in(found)
    ]
    assert wrong == []


def asked_in_vain(path):
    """Attributes that a test asks of a module of ours that has none such."""
    asked = {
        alias.asname or alias.name: module
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("quanju")
        for alias in node.names
        if file_of(module := f"{node.module}.{alias.name}")
    }
    return [
        f"{node.lineno}: {node.value.id}.{node.attr}"
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in asked
        if not hasattr(importlib.import_module(asked[node.value.id]), node.attr)
    ]


def test_a_test_asks_a_module_for_what_it_has():
    """What mypy holds for the source: a verb that moved is called where it went."""
    assert named(TESTS, asked_in_vain, Path(__file__).parent) == {}


def test_pages_never_import_another_desk():
    wrong = []
    for path in (SOURCE / "pages").rglob("*.py"):
        desk = path.relative_to(SOURCE / "pages").parts[0]
        for name in imported(path):
            parts = name.split(".")
            if parts[:2] == ["quanju", "pages"] and len(parts) > 2:
                other = parts[2]
                if other not in {desk, "shared"} and desk not in {"shared"}:
                    wrong.append((str(path.relative_to(SOURCE)), name))
    assert wrong == []


CUTS = re.compile(r"\.isprintable\(|strip\(\)\[:|split\(\)\)\[:")


def test_a_persons_words_go_through_the_one_cleaner():
    """`kernel.words` cleans and refuses; what is asked for in a search is no stored text."""
    asked = {"domains/geo/queries/places.py", "pages/map/views.py", "pages/planning_lab/views.py"}
    drawn = {"domains/geo/basemap/classes.py"}
    read = [p for p in FILES if {"domains", "pages"} & {*p.relative_to(SOURCE).parts}]
    read = [p for p in read if p.relative_to(SOURCE).as_posix() not in asked | drawn]
    assert named(read, lambda path: CUTS.findall(path.read_text())) == {}


def test_who_proposed_stands_in_one_room():
    """Acts for two people are proposals of `approvals`; no other table says who proposed."""
    proposer = re.compile(r"^    (?:proposed|granted|approved|confirmed)_by\b", re.MULTILINE)
    tables = [p for p in FILES if p.name.startswith("models") or "models" in p.parts]
    found = {p.relative_to(SOURCE).parts[1] for p in tables if proposer.search(p.read_text())}
    assert found == {"approvals"}


def test_migrations_ask_nothing_that_the_kept_tables_of_the_tests_do_not_know():
    """tests/sites.py keeps migrated tables until one of these files changes."""
    files = SOURCE.glob("domains/*/migrations/*.py")
    asked = {name for file in files for name in imported(file) if name.startswith("quanju")}
    known = r"quanju\.domains\.\w+\.(triggers|keys\b.*|migrations\b.*)"
    assert [name for name in sorted(asked) if not re.fullmatch(known, name)] == []


def test_the_gallery_stands_without_a_room_or_a_database(tmp_path):
    script = (
        "import gallery_app, django.test, gallery_urls;"
        "print(django.test.Client().get('/gallery/').status_code)"
    )
    environment = {
        **os.environ,
        "QUANJU_HOME": str(tmp_path),
        "PYTHONPATH": moments.path_of(str(Path(__file__).parent / "frontend")),
        "DJANGO_SETTINGS_MODULE": "gallery_site",
    }
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.stdout.strip() == "200", ran.stderr
