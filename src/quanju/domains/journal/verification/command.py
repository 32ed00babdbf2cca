"""The checker alone: `python check_journal.pyz JOURNAL --against SEALS --public-key KEY`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .files import kept_in, read_key, verify_file
from .findings import KeptFileWrong, Verification
from .walk import Kept

NO_KEY = (
    "不知道该信哪把密钥：请用 --public-key 给出公钥，或用 --against 给出保存在别处的封存\n"
    "no key to trust: give the branch's with --public-key, or seals kept elsewhere with --against"
)


def trusted_key(public_key: str, kept: Kept) -> str:
    """The key that is given, else the one that the seals kept elsewhere name."""
    return read_key(public_key) if public_key else kept.key()


def lines_of(found: Verification) -> list[str]:
    """What a person reads: the counts, then each fault in both languages."""
    counts = f"{found.entries} entries, {found.seals} seals, {found.kept} kept elsewhere"
    if found.holds:
        return [f"记录成立 / the journal holds: {counts}"]
    faults = [f"{one.text.zh}\n  {one.text.en}" for one in found.faults]
    return [f"记录不成立 / the journal does NOT hold: {counts}", *faults]


def main(arguments: Sequence[str] | None = None) -> int:
    """0: it holds; 1: it does not; 2: it could not be checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="made by `quanju journal export`")
    parser.add_argument("--against", type=Path, action="append", default=[], help="a seal, export")
    parser.add_argument("--public-key", default="", help="hex, or a file with it")
    asked = parser.parse_args(arguments)
    try:
        kept = kept_in(asked.against)
        key = trusted_key(asked.public_key, kept)
        found = verify_file(asked.file, public_key=key, kept=kept) if key else None
    except KeptFileWrong as wrong:
        sys.stderr.write(f"{wrong.zh}\n{wrong.en}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{asked.file}: {error.strerror}\n")
        return 2
    if found is None:
        sys.stderr.write(NO_KEY + "\n")
        return 2
    sys.stdout.write("\n".join(lines_of(found)) + "\n")
    return 0 if found.holds else 1


def run() -> None:
    raise SystemExit(main())
