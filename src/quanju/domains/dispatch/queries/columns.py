"""Years of rows as columns of numbers, two thousand rows at a time.

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

AT_ONCE = 2_000  # small enough that a product of matrices stays on one core
WIDTH = len("2026-11-23 04:00:00.000000")
DIGITS = 10
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
    """SQLite keeps moments as text: a row becomes one line of fixed columns, blank where empty.

    One `printf` a row takes half of what as many `substr` and `||` take.
    """
    form = f"%%-{WIDTH}.{WIDTH}s" * len(moments) + f"%%{DIGITS}d" * len(numbers)
    return f"SELECT printf('{form}', {', '.join(moments + numbers)})"


def _weights(places: Mapping[int, int]) -> NDArray[np.float64]:
    """float64[WIDTH]: what a digit at each column is worth; whatever stands between is nothing."""
    found = np.zeros(WIDTH)
    for at, worth in places.items():
        found[at] = worth
    return found


SECOND = 1_000_000
_UNITS = {8: 24 * 3600 * SECOND, 11: 3600 * SECOND, 14: 60 * SECOND, 17: SECOND}
MOMENT = np.column_stack(
    [
        _weights({0: 12000, 1: 1200, 2: 120, 3: 12, 5: 10, 6: 1}),
        _weights(
            {at: 10 * unit for at, unit in _UNITS.items()}
            | {at + 1: unit for at, unit in _UNITS.items()}
            | {20 + i: 10 ** (5 - i) for i in range(6)}
        ),
    ]
)
"""float64[WIDTH, 2]: digits to months since the year 0, and to microseconds of the month."""
NUMBER = 10.0 ** np.arange(DIGITS - 1, -1, -1)
NO_MONTH = 12
FIRST_MONTH, FIRST_DAY_US = 1970 * 12 + 1, 24 * 3600 * SECOND


def _of_texts(lines: list[tuple[str]], moments: int, numbers: int) -> Numbers:
    """int64[n, moments + numbers]: microseconds since 1970 (or NAT), then the numbers.

    The low half of an ASCII digit is its value, and that of a blank is 0. A double holds the
    microseconds of a month to the last one, so sums of digits are products of matrices.
    """
    text = np.frombuffer("".join(line for (line,) in lines).encode("ascii"), np.uint8) & np.uint8(
        15
    )
    text = text.reshape(len(lines), WIDTH * moments + DIGITS * numbers)
    found = np.empty((len(lines), moments + numbers), np.int64)
    for i in range(moments):
        found[:, i] = _microseconds(text[:, WIDTH * i : WIDTH * (i + 1)])
    rest = text[:, WIDTH * moments :].reshape(len(lines), numbers, DIGITS)
    found[:, moments:] = rest.astype(np.float64) @ NUMBER
    return found


def _microseconds(digits: NDArray[np.uint8]) -> Numbers:
    """int64[n] since 1970 of `2026-11-23 04:00:00.000000`; NAT for a blank."""
    month, rest = (digits.astype(np.float64) @ MOMENT).T
    began = (month.astype(np.int64) - FIRST_MONTH).astype("datetime64[M]")
    since = began.astype("datetime64[us]").astype(np.int64)
    return np.where(month < NO_MONTH, NAT, since + rest.astype(np.int64) - FIRST_DAY_US)


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
