"""The words of a stored PDF or document, for the index of the room that it belongs to."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from quanju.domains.documents.outside.store import KEPT, PIECE, BytesMissing, store
from quanju.domains.documents.types import DOCX, PDF

READER = Path(__file__).with_name("reader.py")
READABLE = (PDF, DOCX)
WAIT_S = 30.0


def words_in(sha256: str, media_type: str) -> str:
    """What can be read in it, in a process of its own; "" where nothing can."""
    if media_type not in READABLE:
        return ""
    with TemporaryDirectory(prefix="quanju-read-") as folder:
        path = Path(folder) / "file"
        try:
            with closing(store().read(KEPT, sha256)) as source, path.open("wb") as copy:
                while piece := source.read(PIECE):
                    copy.write(piece)
        except BytesMissing:
            return ""
        return _read(path, media_type == PDF)


def _read(path: Path, is_pdf: bool) -> str:
    try:
        said = subprocess.run(
            [sys.executable, "-I", str(READER)],
            input=json.dumps({"path": str(path), "is_pdf": is_pdf}).encode(),
            capture_output=True,
            timeout=WAIT_S,
            check=False,
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(path.parent)},
            cwd=path.parent,
        ).stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    whole = said.decode("ascii", "replace").split("\n")[:-1]
    return "\n".join(json.loads(line) for line in whole)
