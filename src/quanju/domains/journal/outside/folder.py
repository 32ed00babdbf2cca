"""A folder on another mount: `file:///mnt/kept`. It must be there; a mount that is gone is told."""

import os
from pathlib import Path

from quanju.domains.journal.outside.letters import Letter, Way
from quanju.domains.kernel.outside import NotTaken


def send(letter: Letter, way: Way) -> None:
    """One file a seal, and the public key; each whole or not at all."""
    folder = Path(way.target)
    if not folder.is_dir():
        raise NotTaken(f"没有这个文件夹：{folder}", f"there is no folder {folder}")
    try:
        for seal in letter.seals:
            line = Letter(branch="", public_key="", seals=(seal,)).lines()
            _put(folder / f"seal-{seal['number']:06}.json", line)
        _put(folder / "public-key.txt", letter.public_key + "\n")
    except OSError as error:
        why = error.strerror or str(error)
        raise NotTaken(f"写不进 {folder}：{why}", f"cannot write to {folder}: {why}") from error


def _put(path: Path, content: str) -> None:
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
