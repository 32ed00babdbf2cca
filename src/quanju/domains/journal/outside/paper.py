"""Paper: `printer:NAME` prints the newest seal as a QR code, for a folder in a safe."""

import io
import json
import subprocess
from pathlib import Path
from textwrap import shorten

from quanju.domains.journal.outside.letters import Letter, Way
from quanju.domains.kernel.outside import WAIT_S, NotTaken

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


def code(letter: Letter) -> bytes:
    """The newest seal as a QR code, SVG: what stands in it is a line of `--against`."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    drawn = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=2)
    drawn.add_data(json.dumps(letter.seals[-1], ensure_ascii=False, separators=(",", ":")))
    file = io.BytesIO()
    drawn.make_image(image_factory=SvgPathImage).save(file)
    return file.getvalue()


def sheet(letter: Letter) -> bytes:
    """A page with the code, and the same in letters that a person can compare."""
    import typst  # a large library, once a seal

    newest = letter.seals[-1]
    content = {
        "branch": letter.branch,
        "number": str(newest["number"]),
        "at": newest["sealed_at"],
        "span": f"{newest['first_entry']} – {newest['last_entry']}",
        "root": newest["root"],
        "signature": newest["signature"],
        "key": letter.public_key,
        "code": code(letter).decode(),
    }
    made: bytes = typst.compile(
        SHEET.read_bytes(), sys_inputs={"content": json.dumps(content, ensure_ascii=False)}
    )
    return made
