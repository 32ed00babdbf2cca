"""One address names the database: `sqlite:///path` or `postgresql://user:word@host:port/name`."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# FULL: the last commit survives a power loss. 20 s: the fair lock keeps real waits far below.
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA cache_size=-65536;"
)


def database_from_url(url: str) -> dict[str, Any]:
    """Return Django's settings for `url`; `ValueError` with a helpful sentence otherwise."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": (name := unquote(parts.path.removeprefix("/"))),
            # Tests use a file too: threads that share an in-memory database lock differently.
            "TEST": {"NAME": f"{name}.test"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": SQLITE_START,
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        query = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": query,
        }
    raise ValueError(
        "QUANJU_DATABASE 应为 sqlite:///文件 或 postgresql://用户:口令@主机/库名 / "
        f"must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME, not {parts.scheme!r}"
    )
