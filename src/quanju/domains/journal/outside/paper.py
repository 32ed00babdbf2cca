"""Paper: `printer:NAME` prints the newest seal as a QR code, for a folder in a safe."""

import json
import subprocess
from datetime import datetime
from pathlib import Path
from textwrap import shorten

from quanju.domains.journal.outside.letters import Letter, Way
from quanju.domains.kernel.outside import WAIT_S, NotTaken
from quanju.domains.kernel.typesetting import CannotTypeset, qr_code, typeset

SHEET = Path(__file__).parent / "sheet.typ"


def send(letter: Letter, way: Way) -> None:
    """Hand the sheet to the system's printing (`lp`)."""
    command = ["lp", "-d", way.target, "-t", letter.name, "-"]
    try:
        told = subprocess.run(
            command, input=sheet(letter), capture_output=True, timeout=WAIT_S, check=False
        )
    except FileNotFoundError as error:
        raise NotTaken("没有打印命令 lp", "the command lp is missing") from error
    except subprocess.TimeoutExpired as error:
        raise NotTaken("打印服务没有答复", "the printing service did not answer") from error
    if told.returncode:
        why = shorten(told.stderr.decode("utf-8", "replace"), 200)
        raise NotTaken(f"打印服务未收下：{why}", f"it was not taken for printing: {why}")


def code(letter: Letter) -> str:
    """The newest seal as a QR code, SVG: what stands in it is a line of `--against`."""
    return qr_code(json.dumps(letter.seals[-1], ensure_ascii=False, separators=(",", ":")))


def sheet(letter: Letter) -> bytes:
    """A page with the code, and the same in letters that a person can compare."""
    newest = letter.seals[-1]
    sealed_on = datetime.fromisoformat(str(newest["sealed_at"]))
    content = {
        "title": f"记录封存 / Seal {newest['number']}",
        "lang": "zh",
        "day": [sealed_on.year, sealed_on.month, sealed_on.day],
        "branch": letter.branch,
        "number": str(newest["number"]),
        "at": newest["sealed_at"],
        "span": f"{newest['first_entry']} – {newest['last_entry']}",
        "root": newest["root"],
        "signature": newest["signature"],
        "key": letter.public_key,
        "code": code(letter),
    }
    try:
        return typeset(SHEET.read_text("utf-8"), content, wait_s=WAIT_S)
    except CannotTypeset as error:
        raise NotTaken(error.text.zh, error.text.en) from error
