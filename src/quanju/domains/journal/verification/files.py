"""Journals, seals and keys as files: read line by line, wrong ones named."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .findings import Fault, KeptFileWrong, Verification, fault
from .hashes import HASHED_FIELDS, closing_message
from .signatures import is_signed
from .walk import Kept, Row, Seal, verify_rows

_HEX = {"root": 64, "public_key": 64, "signature": 128}
_UNREADABLE: Row = ((), "", "", "")


def _objects(path: Path) -> Iterator[Any]:
    """What stands on each line; None for a line that cannot be read."""
    with path.open("rb") as lines:
        for line in lines:
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield None


def is_seal(found: Any) -> bool:
    """Has it everything a seal has, in the right shape?"""
    if not isinstance(found, dict):
        return False
    numbers: list[Any] = [found.get(name) for name in ("number", "first_entry", "last_entry")]
    texts = [found.get(name) for name in ("chain", "sealed_at", "previous")]
    return (
        all(type(number) is int and 0 < number < 2**63 for number in numbers)
        and all(isinstance(text, str) for text in texts)
        and all(isinstance(t := found.get(n), str) and len(t) == size for n, size in _HEX.items())
        and numbers[1] <= numbers[2]
    )


def _row(found: Any) -> Row:
    """An entry of an export; one without values if it is none."""
    if not isinstance(found, dict):
        return _UNREADABLE
    try:
        values = [found[name] for name in HASHED_FIELDS]
        return values, str(found.get("rows", "")), found["prev_hash"], found["hash"]
    except KeyError:
        return _UNREADABLE


def kept_in(paths: Sequence[Path]) -> Kept:
    """Seals and exports that were kept elsewhere; a folder stands for the files in it.

    Raises `KeptFileWrong` for a file that holds neither.
    """
    kept = Kept()
    for path in paths:
        files = sorted(path.glob("*.json*")) if path.is_dir() else [path]
        for file in files or [path]:
            _add_kept(kept, file)
    return kept


def _add_kept(kept: Kept, path: Path) -> None:
    if not path.is_file():
        raise KeptFileWrong(f"没有这个文件：{path}", f"there is no such file: {path}")
    seals = [(path.name, one) for one in _seals_of(path)]
    kept.seals += seals
    if next(_entries_of(path), None) is not None:
        kept.exports.append((path.name, lambda: _entries_of(path)))
    elif not seals:
        raise KeptFileWrong(
            f"{path} 里既没有封存，也没有导出的记录",
            f"{path} holds neither a seal nor an exported journal",
        )


def _seals_of(path: Path) -> list[Seal]:
    """One seal a line; or one seal, or a list of them, as somebody's editor has laid them out."""
    found = [one for one in _objects(path) if is_seal(one)]
    if found or path.stat().st_size > 1_000_000:
        return found
    try:
        whole = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return []
    return [one for one in (whole if isinstance(whole, list) else [whole]) if is_seal(one)]


def _entries_of(path: Path) -> Iterator[tuple[int, str]]:
    for found in _objects(path):
        if isinstance(found, dict) and "prev_hash" in found and type(found.get("number")) is int:
            yield found["number"], str(found.get("hash"))


def read_key(text: str) -> str:
    """A public key as hex, or the file it stands in. Raises `KeptFileWrong`."""
    path = Path(text)
    found = path.read_text("utf-8", "replace").strip() if path.is_file() else text.strip()
    try:
        if len(bytes.fromhex(found)) == 32:
            return found.lower()
    except ValueError:
        pass
    raise KeptFileWrong(
        f"{text[:80]} 不是公钥：应为 64 位十六进制，或写有它的文件",
        f"{text[:80]} is no public key: 64 hexadecimal digits, or a file that holds them",
    )


def lines_in(path: Path) -> int:
    """How many lines a file has: for a progress bar."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def verify_file(
    path: Path,
    *,
    public_key: str = "",
    kept: Kept | None = None,
    told: Callable[[int], object] = lambda _: None,
) -> Verification:
    """Check an exported journal: entries, then seals, then the line that closes it.

    Read twice, so that a seal's root can grow with the walk and no hash need be remembered.
    """
    kept, strange = kept or Kept(), 0
    last: Any = None
    seals: list[Seal] = []
    for last in _objects(path):
        if is_seal(last):
            seals.append(last)
        elif isinstance(last, dict) and "root" in last:
            strange += 1
    closing = last if isinstance(last, dict) and "closing" in last else None
    found = verify_rows(
        _rows_of(path),
        seals,
        public_key=public_key,
        kept=kept,
        at=_closed_at(closing),
        told=told,
    )
    more = [fault("seal_malformed")] if strange else []
    if not found.entries and not found.faults:
        more.append(fault("empty"))
    more += _closing_faults(closing, found, len(seals), public_key or kept.key())
    return Verification(
        found.chain, found.entries, found.seals, found.kept, 0, (*found.faults, *more)
    )


def _rows_of(path: Path) -> Iterator[Row]:
    for found in _objects(path):
        if is_seal(found) or (isinstance(found, dict) and ("closing" in found or "root" in found)):
            continue
        yield _row(found)


def _closed_at(closing: Mapping[str, Any] | None) -> datetime | None:
    """When the export was made: what was a day old then had to be sealed."""
    try:
        said = closing["closing"]["at"] if closing else ""
        return datetime.strptime(said, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except (KeyError, TypeError, ValueError):
        return None


def _closing_faults(
    closing: Mapping[str, Any] | None, found: Verification, seals: int, key: str
) -> list[Fault]:
    """Only the branch's key can close an export, so one cut short cannot be closed anew."""
    if closing is None:
        return [fault("not_closed")]
    said = closing["closing"]
    try:
        signer, mark = closing["public_key"], closing["signature"]
        is_ours = is_signed(signer, closing_message(said), mark) and signer == (key or signer)
        counts = said["entries"], said["seals"]
    except (KeyError, TypeError, AttributeError):
        return [fault("not_closed")]
    if not is_ours:
        return [fault("closing_key")]
    if counts != (found.entries, seals) and not found.is_broken:
        return [fault("closing", found.entries + 1, said=counts[0], seals=counts[1])]
    return []
