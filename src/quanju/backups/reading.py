"""Restoring a backup into an empty home and an empty database."""

import hashlib
import io
import json
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from quanju.backups.types import (
    ALTERED,
    CUT,
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
)
from quanju.domains.documents.actions.files import put_back
from quanju.domains.documents.queries.files import pieces_of, verified
from quanju.domains.journal import queries as journal
from quanju.domains.journal import triggers


def read_backup(file: Path, passphrase: str) -> dict[str, Any]:
    """Check `file`, restore it, verify the journal; figures of it. `BackupError` otherwise."""
    _refuse_unless_empty()
    try:
        with opened_backup(file, passphrase) as (source, listed, lock):
            _refuse_unless_fitting(listed)
            keys = lock.opened(source.read(KEYS))
            for name in listed["parts"]:
                if name.startswith(FILES):
                    _extract(source, name, settings.HOME / _inside(name.removeprefix(FILES)))
                elif name.startswith(STORED):
                    _put_back(source, name)
            _restore_keys(keys)
            if listed["kind"] == "sqlite":
                _restore_sqlite(source)
            else:
                _restore_postgresql(source, listed)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError):
        raise CUT from None
    return _verified(listed)


SPOILT = (
    *(zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, OverflowError),
    # A flipped bit asks for another way of packing, a password, or gives the list another form.
    *(NotImplementedError, RuntimeError, KeyError, TypeError, AttributeError),
)


@contextmanager
def opened_backup(
    file: Path, passphrase: str
) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any], Lock]]:
    """The file with its list, every part of it checked; `BackupError` if it is not whole."""
    with ExitStack() as kept:
        try:
            source = kept.enter_context(zipfile.ZipFile(file))
        except SPOILT:
            raise CUT from None
        try:
            listed, lock = _checked(source, passphrase)
        except (*SPOILT, OSError):  # a place before the beginning of the file
            raise CUT from None
        yield source, listed, lock


def _refuse_unless_empty() -> None:
    used = [name for name in (*FOLDERS, "keys") if (settings.HOME / name).exists()]
    with connection.cursor() as cursor:
        used += connection.introspection.table_names(cursor)
    if used:
        raise BackupError(
            f"目标不是空的（{used[0]}）；请用空的 QUANJU_HOME 和空的数据库",
            f"the target is not empty ({used[0]}); use an empty QUANJU_HOME and an empty database",
        )


def _checked(source: zipfile.ZipFile, passphrase: str) -> tuple[dict[str, Any], Lock]:
    """The list of parts, once the passphrase's mark and the sum of every part are right."""
    written = source.read(LIST)
    listed = json.loads(written)
    lock = Lock(passphrase, bytes.fromhex(listed["salt"]))
    if source.read(MARK).decode() != lock.mark(written):
        raise ALTERED
    names = set(source.namelist()) - {LIST, MARK}
    if names != set(listed["parts"]):
        raise ALTERED
    for name, digest in listed["parts"].items():
        with source.open(name) as part:
            if hashlib.file_digest(part, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                raise ALTERED
    return listed, lock


def _refuse_unless_fitting(listed: dict[str, Any]) -> None:
    if listed["kind"] != connection.vendor:
        raise BackupError(
            f"备份来自 {listed['kind']}，目标是 {connection.vendor}；请恢复到同一种数据库",
            f"the backup is of {listed['kind']} and the target is {connection.vendor}; restore it "
            "into the same kind of database",
        )
    newer, older = _compared(set(listed["migrations"]))
    if newer or (older and connection.vendor == "postgresql"):
        raise BackupError(
            "备份由另一版本的程序生成；请用同一版本恢复，之后再升级",
            "the backup was made by another version of the program; restore it with that version, "
            "then upgrade",
        )


def _compared(listed: set[str]) -> tuple[set[str], set[str]]:
    """What the backup's tables know and ours do not, and the other way; a migration that stands
    for several is known where all of these are."""
    stands_for = {
        f"{app}.{name}": {f"{of}.{one}" for of, one in migration.replaces}
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
    }
    older = {
        name
        for name, several in stands_for.items()
        if name not in listed and not (several and several <= listed)
    }
    return listed - stands_for.keys() - set().union(*stands_for.values()), older


def _inside(name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in (*FOLDERS, *SECRETS):
        raise ALTERED
    return Path(path)


def _extract(source: zipfile.ZipFile, name: str, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open(name) as part, target.open("wb") as file:
        shutil.copyfileobj(part, file, PIECE)
    target.chmod(0o600)


def _put_back(source: zipfile.ZipFile, name: str) -> None:
    """A stored file into the store of this home; one that was altered before the backup is not."""
    area, _, sha256 = name.removeprefix(STORED).partition("/")
    if area not in ("kept", "quarantine") or not re.fullmatch("[0-9a-f]{64}", sha256):
        raise ALTERED
    with source.open(name) as part:
        put_back(area, sha256, pieces_of(part))


def _restore_keys(keys: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(keys)) as kept:
        for name in kept.namelist():
            _extract(kept, name, settings.HOME / _inside(name))


def _restore_sqlite(source: zipfile.ZipFile) -> None:
    target = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    for end in ("", "-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    _extract(source, SQLITE, target)


def _restore_postgresql(source: zipfile.ZipFile, listed: dict[str, Any]) -> None:
    """Tables by `migrate`, their rows by COPY, all in one transaction; numbers go on after them."""
    call_command("migrate", verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
        triggers.drop(connection)
        for table in listed["columns"]:
            cursor.execute(f'alter table "{table}" disable trigger user')
            cursor.execute(f'delete from "{table}"')
        for table, columns in listed["columns"].items():
            names = ", ".join(f'"{name}"' for name in columns)
            with (
                source.open(TABLES + table) as part,
                cursor.cursor.copy(f'copy "{table}" ({names}) from stdin') as rows,
            ):
                while piece := part.read(PIECE):
                    rows.write(piece)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
        cursor.execute("set constraints all immediate")
        for table in listed["columns"]:
            cursor.execute(f'alter table "{table}" enable trigger user')
        triggers.create(connection)


def _verified(listed: dict[str, Any]) -> dict[str, Any]:
    """What the journal's own check says of what is there now."""
    found = journal.verify(at=datetime.fromisoformat(listed["made_at"]))
    if not found.holds:
        why = found.reason
        raise BackupError(
            f"已恢复，但记录核对不通过：{why.zh if why else ''}",
            f"restored, but the journal does not hold: {why.en if why else ''}",
        )
    return {"kind": listed["kind"], "made_at": listed["made_at"]} | {
        "entries": found.entries,
        "journal_holds": found.holds,
        **_files(),
    }


def _files() -> dict[str, Any]:
    """The stored files of this home, all read again, and those that are not whole."""
    count, faults = verified()
    return {"stored_files": count - len(faults), "not_whole": [one.sha256 for one in faults]}
