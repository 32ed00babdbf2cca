"""Every rule table of every room as a form: each line in words, nothing lost, faults in place."""

from pathlib import Path

import pytest
from django.http import QueryDict
from django.utils.translation import override
from tests.domains.rulebook.test_limits import SIDES, WHOLE, with_value

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.queries import content, faults, shipped
from quanju.domains.rulebook.types import kind_named, kinds
from quanju.pages.administration.rule_form.draft import Draft
from quanju.pages.administration.rule_form.editing import Editing
from quanju.pages.administration.rule_form.shape import lines_of, model_at
from quanju.pages.administration.rule_form.sheet import put_typed, sheet_of, sheet_with, steps
from quanju.pages.administration.rule_form.told import changes
from quanju.pages.administration.rule_form.values import field_name, fields

ROOT = Path(__file__).parents[3]
FOLDERS = {
    "demo": ROOT / "src/quanju/demo/maker/rules",
    "second": ROOT / "tests/branches/second_branch/rules",
}
KINDS = [kind for kind in kinds() if shipped(kind)]
GRADES = kind_named("dispatch.grades")


def tables():
    """The table of each room, and those of the branches that are written in this project."""
    for kind in KINDS:
        yield pytest.param(kind, shipped(kind), id=f"{kind.name}-room")
    for branch, folder in FOLDERS.items():
        for file in sorted(folder.glob("*.toml")):
            kind = kind_named(file.stem) or kind_formerly(file.stem)
            if kind:
                yield pytest.param(kind, file.read_text("utf-8"), id=f"{kind.name}-{branch}")


def kind_formerly(name):
    return next((kind for kind in KINDS if kind.formerly == name), None)


def cells(listed):
    for one in listed:
        yield one
        yield from cells(one.cells)


def sheets(kind, draft):
    """Every sheet of a table, from the first to the innermost row."""
    open_paths = [()]
    while open_paths:
        path = open_paths.pop()
        sheet = sheet_of(kind, draft, path, [])
        yield path, sheet
        shown = cells([*sheet.cells, *sheet.origin])
        open_paths += [steps(row.path) for one in shown for row in one.rows]


def as_shown(model, draft, path, sent):
    """What a browser sends of a sheet of which nothing was changed."""
    table = draft.table(path)
    for line in lines_of(model):
        key = line.key_in(table)
        if line.kind == "part":
            as_shown(line.model, draft, (*path, key), sent)
        elif line.kind != "rows":
            for name, values in fields(line, field_name((*path, key)), table.get(key)).items():
                sent.setlist(name, values)
    return sent


@pytest.mark.parametrize(("kind", "text"), list(tables()))
def test_a_table_sent_back_as_it_was_shown_is_not_changed(kind, text):
    draft = Draft(text)
    for path, _ in list(sheets(kind, draft)):
        sent = as_shown(model_at(kind.model, path), draft, path, QueryDict(mutable=True))
        put_typed(kind, draft, path, sent)
    assert draft.text == text
    assert changes(kind.model, content(text), draft.content) == []
    assert faults(kind, draft.text) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_line_and_every_choice_has_words(kind):
    draft = Draft(shipped(kind))
    for _, sheet in sheets(kind, draft):
        for cell in cells([*sheet.cells, *sheet.origin]):
            words = cell.line.label
            assert words.en != cell.line.key, cell.path
            assert words.zh != words.en, cell.path
            known = cell.line.choices or {}
            bare = [code for code, text in known.items() if text == Text(code, code)]
            assert not bare or cell.line.key == "media_types", (cell.path, bare)


@pytest.mark.parametrize(("kind", "path", "limit", "side"), SIDES, ids=str)
def test_a_number_beyond_its_limit_is_told_at_its_field(kind, path, limit, side):
    name = next(step for step in reversed(path) if isinstance(step, str))
    beyond = limit + side * (1 if name in WHOLE else 0.001)
    table, text = kind_named(kind), with_value(kind, path, beyond)
    found = faults(table, text)
    where = sheet_with(table, next(one.path for one in found if one.path[: len(path)] == path))
    sheet = sheet_of(table, Draft(text), where, found)
    told = [cell for cell in cells([*sheet.cells, *sheet.origin]) if cell.faults]
    assert any(steps(cell.path) == path[: len(steps(cell.path))] for cell in told)


def edited(text=None, **typed):
    editing = Editing(GRADES, text or shipped(GRADES), path=("grade", 0))
    draft = editing.draft
    sent = as_shown(model_at(GRADES.model, editing.path), draft, editing.path, QueryDict("", True))
    for name, value in typed.items():
        sent[f"f:grade.0.{name}"] = value
    editing.take(sent)
    return editing


def told(before, after):
    with override("zh-hans"):
        found = changes(GRADES.model, content(before), content(after))
    return [(one.what, one.where[-1], one.before, one.after) for one in found]


def test_what_is_typed_changes_one_line_and_keeps_the_remarks():
    text = shipped(GRADES).replace("sign_off_s = 30", "sign_off_s = 30  # by radio", 1)
    after = edited(text, sign_off_s="45").text
    assert after == text.replace("= 30  # by radio", "= 45  # by radio", 1)
    assert told(text, after) == [("changed", "签收时限", "30 秒", "45 秒")]


def test_a_word_where_a_number_belongs_is_kept_and_told():
    editing = edited(sign_off_s="半分钟")
    editing.look()
    cell = next(one for one in editing.sheet.cells if one.line.key == "sign_off_s")
    assert cell.value == "半分钟"
    assert "签收时限" in cell.faults[0].zh


def test_an_emptied_line_that_is_needed_is_told_once_it_is_checked():
    editing = edited(sign_off_s="")
    editing.look()
    assert not any(one.faults for one in editing.sheet.cells)
    editing.check()
    assert [one.line.key for one in editing.sheet.cells if one.faults] == ["sign_off_s"]


def test_rows_are_added_moved_and_removed():
    editing = Editing(GRADES, shipped(GRADES))
    editing.step("add:grade")
    assert editing.path == ("grade", 4)
    editing.step("remove:grade.4")
    assert (editing.text, editing.path) == (shipped(GRADES), ())
    editing.step("up:grade.1")
    assert [row["number"] for row in editing.draft.rows(("grade",))] == [2, 1, 3, 4]
    assert [one[0] for one in told(shipped(GRADES), editing.text)] == ["moved"]


@pytest.mark.parametrize("step", ["remove:grade.9", "up:nothing.1", "add:number", "open:grade.x"])
def test_a_step_that_leads_nowhere_changes_nothing(step):
    editing = Editing(GRADES, shipped(GRADES))
    editing.step(step)
    editing.look()
    assert editing.text == shipped(GRADES)
    assert editing.sheet.cells


def test_a_check_opens_the_sheet_where_the_fault_is():
    editing = Editing(GRADES, shipped(GRADES).replace("sign_off_s = 60", "sign_off_s = 0"))
    editing.check()
    assert editing.path == ("grade", 2)


def test_a_fault_of_the_whole_table_stands_at_its_list():
    editing = Editing(GRADES, shipped(GRADES).replace("number = 3", "number = 2"))
    editing.check()
    assert [cell.line.key for cell in editing.sheet.cells if cell.faults] == ["grade"]


def test_order_and_items_of_a_list_are_told_one_by_one():
    kind = kind_named("dispatch.safety_words")
    before = content(shipped(kind))
    after = content(shipped(kind))
    gone = after["rule"][0]["words"].pop(0)
    after["rule"][0]["words"].append("新词")
    found = changes(kind.model, before, after)
    assert [(one.what, one.before, one.after) for one in found] == [
        ("removed", gone, ""),
        ("added", "", "新词"),
    ]
