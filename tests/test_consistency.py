"""What is written is used, and said once: rights, templates, styles, refusals, engine functions."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "quanju"
FRONTEND = ROOT / "frontend" / "src"
ROOMS = sorted(p.name for p in (SOURCE / "domains").iterdir() if p.is_dir() and p.name[0] != "_")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def defined(path: Path) -> Iterator[ast.FunctionDef]:
    """Public functions and methods of public classes of a file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Module | ast.ClassDef) and not getattr(node, "name", "").startswith(
            "_"
        ):
            for one in node.body:
                if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
                    yield one


@cache
def names_used() -> Counter[str]:
    """Every name that is read anywhere in the house."""
    found: Counter[str] = Counter()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found[node.id] += 1
            elif isinstance(node, ast.Attribute):
                found[node.attr] += 1
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_every_right_is_asked(room):
    path = SOURCE / "domains" / room / "permissions.py"
    rights = [one.name for one in defined(path)] if path.is_file() else []
    rights += [
        line.targets[0].id
        for line in (parsed(path).body if path.is_file() else [])
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
        if isinstance(line.value, ast.Call) and getattr(line.value.func, "id", "") == "right"
    ]
    assert [name for name in rights if not names_used()[name]] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_code_of_refusal_is_given_once_a_room(room):
    codes = [
        line.value.value
        for path in (SOURCE / "domains" / room).rglob("*.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
        for line in node.body
        if isinstance(line, ast.Assign)
        and isinstance(line.value, ast.Constant)
        and [getattr(target, "id", "") for target in line.targets] == ["code"]
    ]
    assert [code for code, n in Counter(codes).items() if n > 1] == []


# --- templates --------------------------------------------------------------------------------

TEMPLATES = {
    path.as_posix().partition("/templates/")[2]: path
    for path in SOURCE.rglob("templates/**/*.html")
}
DJANGOS_OWN = {"429.html", "500.html", "503.html"}
OF_THE_DEMO = ("demo/", "gallery/")
"""Templates of rooms that only a demonstration has: its own tests read them."""
NAMED = re.compile(r"""["']([a-z_]+/[a-z_/]+\.html)["']""")


@cache
def templates_named() -> set[str]:
    texts = [*SOURCE.rglob("*.py"), *TEMPLATES.values()]
    return {name for path in texts for name in NAMED.findall(path.read_text("utf-8"))}


def is_named_in_parts(name: str) -> bool:
    """A view of the desk completes `f"desk/{part}.html"`, and the part is written out there."""
    desk, _, part = name.removesuffix(".html").partition("/")
    code = "".join(path.read_text("utf-8") for path in (SOURCE / "pages" / desk).glob("*.py"))
    return f'f"{desk}/{{' in code and f'"{part}"' in code


def test_every_template_is_used():
    unnamed = set(TEMPLATES) - templates_named() - DJANGOS_OWN
    assert sorted(name for name in unnamed if not is_named_in_parts(name)) == []


def test_every_template_can_be_read():
    """A server reads them all before its first answer: one that is wrong keeps it from starting."""
    wrong = {}
    for name in sorted(one for one in TEMPLATES if not one.startswith(OF_THE_DEMO)):
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            wrong[name] = str(error)
    assert wrong == {}


def test_every_template_that_is_named_is_there():
    elsewhere = {
        name for name in templates_named() if name.startswith(("account/", "mfa/", "admin/"))
    }
    assert sorted(templates_named() - set(TEMPLATES) - elsewhere) == []


# --- styles -----------------------------------------------------------------------------------

RULE = re.compile(r"[^{}]+(?=\{)")
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")


@cache
def classes_styled() -> dict[str, str]:
    """Class, and the style sheet that names it."""
    found = {}
    for path in FRONTEND.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        for selector in RULE.findall(re.sub(r"url\([^)]*\)|\"[^\"]*\"", "", text)):
            if not selector.strip().startswith("@"):
                found |= dict.fromkeys(CLASS.findall(selector), path.name)
    return found


@cache
def words_of_pages() -> tuple[set[str], set[str]]:
    """Words in templates, scripts and views, and beginnings that are completed (`tone-{{ …`)."""
    words, beginnings = set(), set()
    texts = [*SOURCE.rglob("*.html"), *(SOURCE / "pages").rglob("*.py"), *FRONTEND.rglob("*.ts")]
    for path in [*texts, *(SOURCE / "demo").rglob("*.py")]:
        text = path.read_text("utf-8")
        words |= set(re.findall(r"-?[a-zA-Z_][\w-]*", text))
        beginnings |= set(re.findall(r"([a-zA-Z][\w-]*-)(?=\{|\$\{|\" ?\+|' ?\+)", text))
    return words, beginnings


def test_every_class_that_is_styled_is_used():
    words, beginnings = words_of_pages()
    unused = {
        name: sheet
        for name, sheet in classes_styled().items()
        if name not in words
        and not any(name.startswith(start) for start in beginnings)
        and not name.startswith("ol-")
    }
    assert unused == {}


# --- engine -----------------------------------------------------------------------------------

ENGINE = sorted((SOURCE / "engine").rglob("*.py"))


def test_every_public_function_of_the_engine_says_what_it_gives():
    silent = [
        f"{path.relative_to(SOURCE)}:{one.lineno} {one.name}"
        for path in ENGINE
        for one in defined(path)
        if not ast.get_docstring(one)
    ]
    assert silent == []


ARRAYS = re.compile(r"\b(NDArray|Floats|Ints|F64|I64|Mask)\b")
SHAPES = re.compile(r"\[|\(\w+,|same shape|like |each |every |one |per |all |of |by |by$", re.I)


def test_a_function_that_gives_an_array_says_its_shape_or_what_stands_in_it():
    silent = [
        f"{path.relative_to(SOURCE)}:{one.lineno} {one.name}"
        for path in ENGINE
        for one in defined(path)
        if one.returns is not None
        and ARRAYS.search(ast.unparse(one.returns))
        and not SHAPES.search(ast.get_docstring(one) or "")
    ]
    assert silent == []
