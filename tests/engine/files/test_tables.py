"""CSV: one cell stays one cell, every row knows its line, and a wrong file gets its sentence."""

import gzip

import pytest

from quanju.engine.files.errors import FileNotUsable
from quanju.engine.files.tables import open_table


def rows(tmp_path, text, needed=("a",)):
    path = tmp_path / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_table(path, needed) as table:
        return [(row.line, dict(row)) for row in table.rows()]


def test_a_cell_may_hold_what_looks_like_the_end_of_a_line(tmp_path):
    cell = "x\x0by\x1cz\u2028w\x85v"
    assert rows(tmp_path, f"a,b\n{cell},1\n2,3\n") == [
        (2, {"a": cell, "b": "1"}),
        (3, {"a": "2", "b": "3"}),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_quoted_line_breaks_and_empty_lines_do_not_move_the_count(tmp_path, end):
    text = end.join(["a,b", '"one', 'two",1', "", "", "3,4", ""])
    assert [line for line, _ in rows(tmp_path, text)] == [2, 6]


def test_a_packed_table_is_read_by_its_content(tmp_path):
    assert rows(tmp_path, gzip.compress(b"a\n1\n")) == [(2, {"a": "1"})]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("b\n1\n", "columns missing: a"),
        ("", "columns missing: a"),
        ("a,a\n1,2\n", "headings used twice"),
        ("a,b\n1,2\n\n3\n", "line 4: 1 cells under 2 headings"),
        ("a,b\n1,2,3\n", "line 2: 3 cells under 2 headings"),
        ('a\n"x\ny"\n"open\n', "line 4: not valid CSV"),
        ("a\n" + "x" * 200_000 + "\n", "line 2: not valid CSV"),
        ("a\n1\n\0\n", "line 3: it holds a NUL"),
        (b"a\n1\n\xff\xfe\n", "line 3: not UTF-8"),
        ("a\n甲\n".encode("gbk"), "looks like GBK"),
        (gzip.compress(b"a\n1\n", mtime=0)[:-6], "cannot be read"),
    ],
)
def test_a_wrong_table_is_refused_with_file_and_line(tmp_path, text, words):
    with pytest.raises(FileNotUsable) as refusal:
        rows(tmp_path, text)
    assert refusal.value.en.startswith("t.csv: ")
    assert words in refusal.value.en


@pytest.mark.parametrize("text", ["²", "１２", "1_0", "nan", "inf", "", "1e999", "119°42"])
def test_what_only_looks_like_a_number_is_none(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(f"a,b\n{text},1\n", "utf-8")
    with (
        pytest.raises(FileNotUsable, match="line 2: a is not a number"),
        open_table(path) as table,
    ):
        next(iter(table.rows())).number("a")


@pytest.mark.parametrize(
    "text",
    [
        "10 1;11 2",
        "LINESTRING (10 1, 11 2)",
        "linestring z(10 1 5,11 2 5)",
        "SRID=4326;LINESTRING(10 1,11 2)",
    ],
)
def test_a_line_reads_in_both_spellings(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(f'a\n"{text}"\n')
    with open_table(path) as table:
        assert next(iter(table.rows())).places("a") == [(10, 1), (11, 2)]
