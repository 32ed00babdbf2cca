"""The process that reads the words of one stranger's file and ends. It knows nothing of the branch.

Run as a file by `texts`, so that nothing of Quanju is loaded. It writes no file, and whatever the
file makes it do ends with its seconds and its memory.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

CPU_S, MEMORY_BYTES = 20, 1024**3
MOST_LETTERS = 400_000
MOST_PAGES = 1_000
MOST_UNPACKED = 32 * 1024**2
"""The text of a book has some megabytes; what unpacks to more is no document of ours."""
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def main() -> int:
    asked = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    count = 0
    # Piece by piece: what a damaged file gave before it ended the reader counts.
    for piece in _of_pdf(asked["path"]) if asked["is_pdf"] else _of_docx(asked["path"]):
        said = piece[: MOST_LETTERS - count]
        count += len(said)
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        if count >= MOST_LETTERS:
            break
    return 0


def _of_pdf(path: str) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(path).pages[:MOST_PAGES]:
        yield page.extract_text()


def _of_docx(path: str) -> Iterator[str]:
    with zipfile.ZipFile(path) as packed:
        part = packed.getinfo("word/document.xml")
        if part.file_size > MOST_UNPACKED:
            raise ValueError("unpacks to more than a document")
        with packed.open(part) as file:
            whole = file.read(MOST_UNPACKED + 1)
    if len(whole) > MOST_UNPACKED or b"<!DOCTYPE" in whole or b"<!ENTITY" in whole:
        raise ValueError("no document: it unpacks to more, or defines words of its own")
    for paragraph in ElementTree.fromstring(whole).iter(f"{WORDS}p"):
        yield "".join(_said(paragraph))


def _said(paragraph: ElementTree.Element) -> Iterator[str]:
    for one in paragraph.iter():
        if one.tag == f"{WORDS}t":
            yield one.text or ""
        elif one.tag in (f"{WORDS}tab", f"{WORDS}br"):
            yield " "


if __name__ == "__main__":
    sys.exit(main())
