"""One address names the database: `sqlite:///path` or `postgresql://user:word@host:port/name`.

A primary and its standbys are named together, `…@first:5432,second:5432/name`: whichever of them
takes changes is the one, also after a standby has taken over.
"""

from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

# FULL: the last commit survives a power loss. 20 s: the fair lock keeps real waits far below.
# 4 MB a connection, nothing mapped: each of ten threads has one and fills it within minutes. With
# 64 MB and a map each the demo's server came to 1 GB, with 8 MB to 450 MB at x60 with five readers.
# The system keeps the file's pages anyway; measures of a year cost the same.
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cache_size=-4096;"
)


CONNECT_TIMEOUT_S = "10"


class DatabaseAddressError(ValueError):
    """QUANJU_DATABASE is no address of a database. The address itself may hold a password."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


def database_from_url(url: str) -> dict[str, Any]:
    """Return Django's settings for `url`; `DatabaseAddressError` with a helpful sentence."""
    try:
        parts = urlsplit(url)
        hosts = _hosts(parts)
    except ValueError:  # its words quote what may be a part of the password
        raise DatabaseAddressError(
            "QUANJU_DATABASE 的主机或端口读不懂；口令中的特殊字符应写成 %40 等形式",
            "The host or port in QUANJU_DATABASE cannot be read; write special characters of "
            "the password as %40 and the like",
        ) from None
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": (name := unquote(parts.path.removeprefix("/"))),
            "CONN_MAX_AGE": None,
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
        if len(hosts) > 1:
            query.setdefault("target_session_attrs", "read-write")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.pop("host", ",".join(host for host, _ in hosts)),
            "PORT": ",".join(port for _, port in hosts),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            # A host that does not answer is refused, not waited for.
            "OPTIONS": {"connect_timeout": CONNECT_TIMEOUT_S} | query,
        }
    raise DatabaseAddressError(
        "QUANJU_DATABASE 应为 sqlite:///文件 或 postgresql://用户:口令@主机/库名",
        "QUANJU_DATABASE must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME",
    )


def _hosts(parts: SplitResult) -> list[tuple[str, str]]:
    """Each host with its port, "" where none is named; `ValueError` if one cannot be read."""
    found = []
    for one in parts.netloc.rpartition("@")[2].split(","):
        place = urlsplit(f"//{one}")
        found.append((place.hostname or "", str(place.port or "")))
    return found
