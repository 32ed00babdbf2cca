"""Writing a backup beside a running service."""

import hashlib
import io
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from quanju.backups.types import (
    FILES,
    FOLDERS,
    KEYS,
    LIST,
    MARK,
    PIECE,
    SECRETS,
    SQLITE,
    STORED,
    TABLES,
    BackupError,
    Lock,
    listed_as,
)
from quanju.domains.documents.queries import files as documents
from quanju.domains.journal import queries as journal
from quanju.domains.kernel.clock import now

# A generated column is computed anew where it is restored.
STORED_COLUMNS = (
    "select column_name from information_schema.columns where table_schema = current_schema() "
    "and table_name = %s and is_generated = 'NEVER' order by ordinal_position"
)


def write_backup(file: Path, passphrase: str) -> dict[str, Any]:
    """Write `file`, read it again and put it in place; figures of it. `BackupError` otherwise."""
    if file.exists():
        raise BackupError(f"{file} 已存在，不会覆盖", f"{file} exists and is not overwritten")
    part = file.with_name(file.name + ".partial")
    salt = os.urandom(16)
    lock = Lock(passphrase, salt)
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            parts: dict[str, str] = {}
            about = _database(out, parts)
            for path, name in _files():
                _add(out, parts, FILES + name, path)
            about |= _stored(out, parts)
            _add_bytes(out, parts, KEYS, lock.locked(_secrets()))
            listed = listed_as(about | {"salt": salt.hex(), "parts": parts})
            out.writestr(LIST, listed)
            out.writestr(MARK, lock.mark(listed))
        with zipfile.ZipFile(part) as written:
            if bad := written.testzip():
                raise BackupError(f"写出的 {bad} 读不回来", f"{bad} cannot be read again")
        part.replace(file)
    except OSError as error:
        raise BackupError(
            f"不能写备份：{error}", f"the backup cannot be written: {error}"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return {"file": str(file), "bytes": file.stat().st_size, "parts": len(parts)} | {
        name: about[name] for name in ("kind", "entries", "made_at", "stored_files", "not_whole")
    }


def _database(out: zipfile.ZipFile, parts: dict[str, str]) -> dict[str, Any]:
    """All rows as of one moment, whatever is written meanwhile."""
    return _sqlite(out, parts) if connection.vendor == "sqlite" else _postgresql(out, parts)


def _about() -> dict[str, Any]:
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": 1,
        "kind": connection.vendor,
        "made_at": now().isoformat(),
        "entries": journal.head_number(),
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
    }


def _sqlite(out: zipfile.ZipFile, parts: dict[str, str]) -> dict[str, Any]:
    about = _about()
    with tempfile.TemporaryDirectory(dir=Path(str(out.filename)).parent) as folder:
        copy = Path(folder) / SQLITE
        source = sqlite3.connect(settings.DATABASES["default"]["NAME"])
        with closing(source), closing(sqlite3.connect(copy)) as target:
            source.backup(target)  # in one step: one moment
            head = target.execute("select max(number) from journal_entry").fetchone()
        _add(out, parts, SQLITE, copy)
    return about | {"entries": head[0] or 0}


def _postgresql(out: zipfile.ZipFile, parts: dict[str, str]) -> dict[str, Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        about = _about()
        columns: dict[str, list[str]] = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(STORED_COLUMNS, [table])
            columns[table] = [name for (name,) in cursor.fetchall()]
            names = ", ".join(f'"{name}"' for name in columns[table])
            digest = hashlib.sha256()
            with out.open(TABLES + table, "w", force_zip64=True) as target:
                copy = f'copy "{table}" ({names}) to stdout'
                with cursor.cursor.copy(copy) as rows:
                    for piece in rows:
                        digest.update(piece)
                        target.write(piece)
            parts[TABLES + table] = digest.hexdigest()
    return about | {"columns": columns}


def _files() -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        for path in sorted((settings.HOME / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(settings.HOME).as_posix()


def _stored(out: zipfile.ZipFile, parts: dict[str, str]) -> dict[str, Any]:
    """The bytes of stored files, wherever they rest, each compared with its name.

    What is missing or altered already stops no backup: it is named in it, and in its figures.
    """
    whole, not_whole = 0, []
    for area, sha256 in documents.stored_digests():
        name = f"{STORED}{area}/{sha256}"
        # Pictures are packed already.
        part = zipfile.ZipInfo(name)
        part.compress_type = zipfile.ZIP_STORED
        try:
            with closing(documents.opened(area, sha256)) as source:
                digest = hashlib.sha256()
                with out.open(part, "w", force_zip64=True) as target:
                    for piece in documents.pieces_of(source):
                        digest.update(piece)
                        target.write(piece)
        except documents.BytesMissing:
            not_whole.append(sha256)
            continue
        parts[name] = digest.hexdigest()
        whole += parts[name] == sha256
        not_whole += [sha256] if parts[name] != sha256 else []
    return {"stored_files": whole, "not_whole": not_whole}


def _secrets() -> bytes:
    """The keys of the home as a zip file in memory."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as out:
        for name in SECRETS:
            top = settings.HOME / name
            for path in [top] if top.is_file() else sorted(top.rglob("*")):
                if path.is_file():
                    out.write(path, path.relative_to(settings.HOME).as_posix())
    return kept.getvalue()


def _add(out: zipfile.ZipFile, parts: dict[str, str], name: str, path: Path) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as source, out.open(name, "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            digest.update(piece)
            target.write(piece)
    parts[name] = digest.hexdigest()


def _add_bytes(out: zipfile.ZipFile, parts: dict[str, str], name: str, content: bytes) -> None:
    out.writestr(name, content)
    parts[name] = hashlib.sha256(content).hexdigest()
