"""The home folder: nobody else's to read, whoever made its files and whenever."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o077  # what is taken from everybody but the owner
# What Quanju makes in its home; other people's files in a folder that was lent are left alone.
OURS = (
    "*.sqlite3*",
    "secret_key*",
    "keys",
    "map",
    "static",
    "branch",
    "files",
    "cache",
    "exports",
    "backups",
    "exercises",
)


def keep_private() -> None:
    """From here on this process makes files for its own account alone."""
    os.umask(PRIVATE)


def open_home(path: Path) -> Path:
    """Make the folder if it is missing, and close what stands open to others in it.

    A folder that many share (`/tmp`) keeps its own rights; files of another account are its own.
    """
    path = path.resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_mode & stat.S_ISVTX:
        return path
    close(path)
    for name in OURS:
        for found in path.glob(name):
            for one in (found, *(found.rglob("*") if found.is_dir() else ())):
                close(one)
    return path


def close(path: Path) -> None:
    """Take every right on `path` from others, if it is ours; a link is not followed."""
    try:
        found = path.lstat()
        if not stat.S_ISLNK(found.st_mode) and found.st_mode & PRIVATE and _is_ours(found):
            path.chmod(stat.S_IMODE(found.st_mode) & ~PRIVATE)
    except FileNotFoundError:
        pass  # a file beside the database that came and went


def close_database(path: Path) -> None:
    """Close a SQLite file and what stands beside it (`-wal`, `-shm`, `-journal`)."""
    for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        close(one)


def _is_ours(found: os.stat_result) -> bool:
    return os.geteuid() in (0, found.st_uid)


def kept_secret(path: Path) -> str:
    """The secret in a file of its own, made at the first call; two who come at once read one."""
    if path.exists() and not path.stat().st_size:
        path.unlink()  # its maker was killed before the first letter
    if not path.exists():
        begun = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with open(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(begun, path)
        begun.unlink()
    return path.read_text().strip()
