"""Paper is set in a process of its own: typed words are never code, and nobody waits long."""

import io
import json

import pytest
from pypdf import PdfReader

from quanju.domains.kernel.typesetting import CannotTypeset, check_layout, typeset

BASE = {"title": "标题", "lang": "zh", "day": [2026, 11, 29]}
HOSTILE = [
    '#panic("x")',
    '#eval("1+1")',
    "*a* _b_ $x$ `c` <d> @e",
    '"] #sys.inputs [',
    "\\u{41} // no remark /* nor this */",
    "] } ) #",
    "张三丰 𠮷 龘 〔2026〕",
    "= no heading",
    "{{ x }} {% y %}",
]


@pytest.fixture(scope="module")
def hostile():
    content = BASE | {"title": HOSTILE[0], "words": HOSTILE}
    return typeset(
        "#for one in content.words [#one #linebreak()]\n#headline(content.title)", content
    )


def text_of(pdf):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_typed_words_are_never_code(hostile):
    found = "".join(text_of(hostile).split())
    for words in HOSTILE:
        assert "".join(words.split()) in found


def test_the_file_says_that_it_is_pdf_a_and_brings_its_fonts(hostile):
    reader = PdfReader(io.BytesIO(hostile))
    told = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2<" in told
    assert "<pdfaid:conformance>U<" in told
    assert reader.metadata.title == HOSTILE[0]
    assert str(reader.metadata.creation_date_raw).startswith("D:20261129")
    root = reader.trailer["/Root"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert "/JavaScript" not in json.dumps(str(root))
    fonts = [
        font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        inner = (
            font["/DescendantFonts"][0]["/FontDescriptor"] if "/DescendantFonts" in font else font
        )
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner)
        assert "/ToUnicode" in font


def test_the_same_words_give_the_same_bytes():
    made = [typeset("#content.title", BASE) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("layout", "line", "why"),
    [
        ("fine\n#nothing", 2, "unknown variable"),
        ("#content.title\n\n#content.missing", 3, "missing"),
        ("one letter in no font: \U000323af", 1, "could not be displayed"),
        ('#import "@preview/cetz:0.3.0"', 1, "Connection refused"),
        ('#read("/etc/passwd")', 1, "not found"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(layout, line, why):
    with pytest.raises(CannotTypeset) as told:
        typeset(layout, BASE)
    assert told.value.line == line
    assert why in told.value.text.en


def test_a_layout_that_never_ends_is_ended():
    # It keeps nothing: one that fills its memory would be ended by that on a quick machine.
    thousands = "#for i in range(9999) { for j in range(9999) { for k in range(9999) {} } }"
    with pytest.raises(CannotTypeset, match="within 2 s"):
        typeset(thousands, BASE, wait_s=2)


@pytest.mark.parametrize("word", ["eval", "import", "include", "plugin", "read"])
def test_no_layout_brings_code_or_files_from_elsewhere(word):
    with pytest.raises(CannotTypeset) as told:
        check_layout(f"fine\n#{word}(x)")
    assert told.value.line == 2
    check_layout(f"fine, {word}ing is a word like others")
