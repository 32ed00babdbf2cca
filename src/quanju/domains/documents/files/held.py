"""Holding still the bytes of one digest, whether a row of them exists yet or not."""

from django.db import connection

from quanju.domains.documents.models.files import StoredFile
from quanju.domains.kernel.transaction import current


def held_file(sha256: str) -> StoredFile | None:
    """The row of these bytes, locked; nobody else stores or removes them until the commit.

    On SQLite the write itself is alone. On PostgreSQL a row that is not there cannot be locked.
    """
    current()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])
    return StoredFile.objects.select_for_update().filter(sha256=sha256).first()
