"""Years of rows as columns of numbers, a few thousand rows at a time.

A year's 110,000 rows as Python objects are a hundred megabytes and half a second; measures are
asked for while somebody waits, in a server that has to stay small.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray

Moments = NDArray[np.datetime64]
Numbers = NDArray[np.int64]

AT_ONCE = 20_000
WIDTH = len("2026-11-23 04:00:00.000000")
DIGITS = 10
NO_MOMENT = "0000-00-00 00:00:00"
NAT = np.iinfo(np.int64).min
"""How numpy writes the moment that is none."""


def columns(
    rows: QuerySet[Any], *, moments: Sequence[str], numbers: Mapping[str, Any]
) -> tuple[dict[str, Moments], dict[str, Numbers]]:
    """Moments as datetime64[us][n] (NaT where empty) and whole numbers below 2^31 as int64[n].

    `numbers` names each number and its field or expression; what is empty is 0, a yes is 1.
    """
    decode, select = (_of_texts, _as_text) if connection.vendor == "sqlite" else (_of_rows, _as_row)
    named = rows.order_by().annotate(**{f"as_{name}": one for name, one in numbers.items()})
    sql, values = named.values_list(*moments, *map("as_{}".format, numbers)).query.sql_with_params()
    m, n = (
        [f"{kind}{i}" for i in range(len(part))] for kind, part in (("m", moments), ("n", numbers))
    )
    found = [np.empty((0, len(m) + len(n)), np.int64)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH known({', '.join(m + n)}) AS ({sql}) {select(m, n)} FROM known", values
        )
        while some := cursor.fetchmany(AT_ONCE):
            found.append(decode(some, len(m), len(n)))
    table = np.concatenate(found).T
    known = {name: table[i].astype("datetime64[us]") for i, name in enumerate(moments)}
    return known, {name: table[len(m) + i] for i, name in enumerate(numbers)}


def _as_text(moments: list[str], numbers: list[str]) -> str:
    """SQLite keeps moments as text: a row becomes one line of fixed columns."""
    parts = [f"substr(ifnull({m}, '{NO_MOMENT}') || '.000000', 1, {WIDTH})" for m in moments]
    parts += [f"substr('000000000' || ifnull({n}, 0), -{DIGITS})" for n in numbers]
    return f"SELECT {' || '.join(parts)}"


def _of_texts(lines: list[tuple[str]], moments: int, numbers: int) -> Numbers:
    """int64[n, moments + numbers]: microseconds since 1970 (or NAT), then the numbers."""
    text = np.frombuffer("".join(line for (line,) in lines).encode("ascii"), np.uint8)
    text = text.reshape(len(lines), WIDTH * moments + DIGITS * numbers)
    whens = [_microseconds(text[:, WIDTH * i :]) for i in range(moments)]
    rest = text[:, WIDTH * moments :]
    return np.column_stack(whens + [_number(rest, DIGITS * i, DIGITS) for i in range(numbers)])


def _number(text: NDArray[np.uint8], at: int, digits: int) -> Numbers:
    """int64[n] of the ASCII digits in columns `at` and following."""
    value = np.zeros(len(text), np.int64)
    for place in range(at, at + digits):
        value = value * 10 + (text[:, place] - np.uint8(ord("0")))
    return value


def _microseconds(text: NDArray[np.uint8]) -> Numbers:
    """int64[n] since 1970 of `2026-11-23 04:00:00.000000`; NAT for the year 0."""
    year, month, day, hour, minute, second = (
        _number(text, at, digits)
        for at, digits in ((0, 4), (5, 2), (8, 2), (11, 2), (14, 2), (17, 2))
    )
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64) + day - 1
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    return np.where(year == 0, NAT, seconds * 1_000_000 + _number(text, 20, 6))


def _as_row(moments: list[str], numbers: list[str]) -> str:
    """PostgreSQL keeps moments as numbers; a double holds the microseconds of this age."""
    parts = [f"date_part('epoch', {m})" for m in moments]
    return f"SELECT {', '.join(parts + [f'coalesce({n}::int, 0)::float8' for n in numbers])}"


def _of_rows(rows: list[tuple[float | None, ...]], moments: int, numbers: int) -> Numbers:
    """int64[n, moments + numbers], as `_of_texts`."""
    table = np.array(rows, dtype=np.float64)
    table[:, :moments] *= 1e6
    whole = np.full(table.shape, NAT)
    np.rint(table, out=table)
    np.copyto(whole, table, where=~np.isnan(table), casting="unsafe")
    return whole
