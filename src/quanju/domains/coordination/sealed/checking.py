"""Is a package as it was sealed? Neither a database nor settings are asked."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quanju.domains.coordination.sealed.findings import (
    BESIDE,
    ENTRIES,
    EXPORT,
    PROOFS,
    SEAL,
    Checked,
    Fault,
)
from quanju.domains.journal.verification.files import is_seal
from quanju.domains.journal.verification.hashes import (
    HASHED_FIELDS,
    canonical_json,
    entry_hash,
    root_by,
    seal_message,
)
from quanju.domains.journal.verification.signatures import is_signed
from quanju.domains.journal.verification.walk import Kept
from quanju.engine.files.bags import TAG_MANIFEST, Bag, open_bag

SEALED_FIELDS = ("package", "tagmanifest", "sealed_at")
EXPORTED_FIELDS = ("package", "tagmanifest", "by", "office", "at", "purpose")
SEALED_EVENT = "coordination.archive_sealed"
_WRONG = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


def sealed_message(seal: Mapping[str, Any]) -> bytes:
    """The bytes that the branch's key signs under a package."""
    return canonical_json(["archive", *(seal[name] for name in SEALED_FIELDS)]).encode()


def exported_message(note: Mapping[str, Any]) -> bytes:
    """The bytes that the branch's key signs under the mark of a copy that left."""
    return canonical_json(["export", *(note[name] for name in EXPORTED_FIELDS)]).encode()


def check_package(path: Path, *, public_key: str = "", kept: Kept | None = None) -> Checked:
    """Check a package against its manifests, its seal and the journal's entries in it.

    `FileNotUsable` for what is no package. With a `public_key`, or seals that were `kept`
    elsewhere, also whether the branch has sealed it, and not somebody who made a key of their own.
    """
    bag, kept = open_bag(path), kept or Kept()
    key = public_key or kept.key()
    digest = bag.digest(TAG_MANIFEST) if TAG_MANIFEST in bag.names else ""
    faults = [Fault(one.what, one.name, one.now) for one in bag.touched(beside=BESIDE)]
    seal, export = _said(bag, SEAL), _said(bag, EXPORT)
    faults += _sealed(seal, digest, key)
    if EXPORT in bag.names:
        faults += _exported(export, seal, digest)
    entries = dict(_entries(bag, faults))
    proved = set(_proved(bag, seal, entries, key, kept, faults)) if PROOFS in bag.names else set()
    return Checked(
        package=str(seal.get("package", "")),
        files=len(bag.names),
        sealed_at=str(seal.get("sealed_at", "")),
        public_key=str(seal.get("public_key", "")),
        entries=len(entries),
        proved=len(proved & set(entries)),
        exported_by=f"{export.get('by', '')} {export.get('office', '')}".strip(),
        exported_at=str(export.get("at", "")),
        purpose=str(export.get("purpose", "")),
        faults=tuple(dict.fromkeys(faults)),
    )


def _said(bag: Bag, name: str) -> dict[str, Any]:
    """A file beside the manifests; nothing where there is none that can be read."""
    try:
        found = json.loads(bag.read(name) or b"")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _sealed(seal: Mapping[str, Any], digest: str, key: str) -> Iterator[Fault]:
    if not seal:
        yield Fault("missing", SEAL)
        return
    try:
        if not is_signed(seal["public_key"], sealed_message(seal), seal["signature"]):
            yield Fault("signature", SEAL)
        elif key and seal["public_key"] != key:
            yield Fault("key", SEAL)
        elif digest and seal["tagmanifest"] != digest:
            yield Fault("other_seal", TAG_MANIFEST)
    except _WRONG:
        yield Fault("malformed", SEAL)


def _exported(note: Mapping[str, Any], seal: Mapping[str, Any], digest: str) -> Iterator[Fault]:
    """The mark of the copy: whose it is, signed by the key that sealed the package."""
    try:
        is_signed_so = is_signed(seal["public_key"], exported_message(note), note["signature"])
        if not is_signed_so or note["tagmanifest"] != digest:
            yield Fault("signature", EXPORT)
    except _WRONG:
        yield Fault("malformed", EXPORT)


def _entries(bag: Bag, faults: list[Fault]) -> Iterator[tuple[int, str]]:
    """Numbers and hashes of the journal's entries in it that are as their hash says."""
    for line in (bag.read(ENTRIES) or b"").splitlines():
        try:
            row = json.loads(line)
            values = [row[name] for name in HASHED_FIELDS]
            is_right = entry_hash(row["prev_hash"], values, row.get("rows", "")) == row["hash"]
        except _WRONG:
            faults.append(Fault("malformed", ENTRIES))
            continue
        if not is_right:
            faults.append(Fault("entry", ENTRIES, str(row["number"])))
            continue
        yield row["number"], row["hash"]


def _proved(
    bag: Bag,
    seal: Mapping[str, Any],
    entries: Mapping[int, str],
    key: str,
    kept: Kept,
    faults: list[Fault],
) -> Iterator[int]:
    """Entries whose path leads to the root of a seal that the branch signed."""
    said = _said(bag, PROOFS)
    try:
        seals = {one["number"]: one for one in said["seals"] if is_seal(one)}
        faults += _seals_wrong(seals, str(key or seal.get("public_key", "")), kept)
        known = {**entries, **_later(said["entries"], seal, faults)}
        for proof in said["proofs"]:
            number = proof["entry"]
            root = seals[proof["seal"]]["root"]
            if number in known and root_by(known[number], proof["path"]) == root:
                yield number
            else:
                faults.append(Fault("proof", PROOFS, str(number)))
    except (*_WRONG, IndexError):
        faults.append(Fault("malformed", PROOFS))


def _seals_wrong(seals: Mapping[int, Any], key: str, kept: Kept) -> Iterator[Fault]:
    elsewhere = {one["number"]: one["signature"] for _, one in kept.seals}
    for number, one in seals.items():
        is_ours = one["public_key"] == key
        if not is_ours or not is_signed(one["public_key"], seal_message(one), one["signature"]):
            yield Fault("signature", PROOFS)
        elif elsewhere.get(number, one["signature"]) != one["signature"]:
            yield Fault("kept", PROOFS, str(number))


def _later(rows: list[Any], seal: Mapping[str, Any], faults: list[Fault]) -> dict[int, str]:
    """The entry that recorded the seal: younger than the package, so it stands beside it."""
    found = {}
    for row in rows:
        values = [row[name] for name in HASHED_FIELDS]
        if entry_hash(row["prev_hash"], values, row.get("rows", "")) != row["hash"]:
            faults.append(Fault("entry", PROOFS, str(row["number"])))
        elif (
            row["event"] == SEALED_EVENT
            and json.loads(row["facts"])["tagmanifest"] != seal["tagmanifest"]
        ):
            faults.append(Fault("other_entry", PROOFS))
        found[row["number"]] = row["hash"]
    return found
