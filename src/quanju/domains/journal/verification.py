"""The verifier: needs neither database nor Django settings, so an auditor can run it alone."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from quanju.domains.journal.rules import GENESIS, entry_hash, merkle_root, seal_message
from quanju.domains.journal.types import Verification
from quanju.domains.kernel.types import Text

REASONS = {
    "missing": Text("这一条缺失", "this entry is missing"),
    "prev_hash": Text("与上一条不相连", "it does not follow from the entry before it"),
    "hash": Text("内容与哈希不符", "its content does not match its hash"),
    "malformed": Text("这一行无法读取", "this line cannot be read"),
    "tail": Text("末尾有条目缺失", "entries are missing at the end"),
    "seal": Text("日封存与条目不符", "a seal does not match the entries it covers"),
    "signature": Text("日封存签名无效", "a seal's signature is not valid"),
    "key": Text("日封存不是用所给公钥签的", "a seal was not signed with the given key"),
}


def verify_rows(
    rows: Iterable[Mapping[str, Any]],
    seals: Iterable[Mapping[str, Any]],
    *,
    head: int | None = None,
    public_key: str = "",
) -> Verification:
    """Walk the chain once; then check each seal over the hashes that were walked."""
    hashes: list[str] = []
    previous, chain = GENESIS, ""
    for row in rows:
        number = len(hashes) + 1
        chain = str(row.get("chain", chain))
        if wrong := _what_is_wrong(row, number, previous):
            return Verification(chain, len(hashes), 0, number, REASONS[wrong])
        previous = row["hash"]
        hashes.append(previous)
    if head is not None and head != len(hashes):
        return Verification(chain, len(hashes), 0, len(hashes) + 1, REASONS["tail"])
    return _verify_seals(chain, hashes, list(seals), public_key)


def _what_is_wrong(row: Mapping[str, Any], number: int, previous: str) -> str:
    try:
        if row["number"] != number:
            return "missing"
        if row["prev_hash"] != previous:
            return "prev_hash"
        return "" if entry_hash(previous, row) == row["hash"] else "hash"
    except (KeyError, TypeError, ValueError):
        return "malformed"


def _verify_seals(
    chain: str, hashes: list[str], seals: list[Mapping[str, Any]], public_key: str
) -> Verification:
    previous, next_entry = "", 1
    for seal in seals:
        first, last = seal["first_entry"], seal["last_entry"]
        wrong = ""
        covers = first == next_entry and last <= len(hashes) and seal["previous"] == previous
        if public_key and seal["public_key"] != public_key:
            wrong = "key"
        elif not covers or merkle_root(hashes[first - 1 : last]) != seal["root"]:
            wrong = "seal"
        elif not _is_signed(seal):
            wrong = "signature"
        if wrong:
            return Verification(chain, len(hashes), seal["number"] - 1, first, REASONS[wrong])
        previous, next_entry = seal["signature"], last + 1
    return Verification(chain, len(hashes), len(seals))


def _is_signed(seal: Mapping[str, Any]) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal["public_key"]))
        key.verify(bytes.fromhex(seal["signature"]), seal_message(seal))
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_file(path: Path, *, public_key: str = "") -> Verification:
    """Check an exported journal: one JSON object a line, entries first, then seals.

    `seals` fills while the entries are walked, and is read only after the walk.
    """
    seals: list[Mapping[str, Any]] = []
    return verify_rows(_file_rows(path, seals), seals, public_key=public_key)


def _file_rows(path: Path, seals: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    with path.open("rb") as lines:
        for line in lines:
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                row = {}
            if isinstance(row, dict) and "root" in row:
                seals.append(row)
            else:
                yield row if isinstance(row, dict) else {}
