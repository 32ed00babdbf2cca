"""Calls added up over days that are alike: what both models are fitted on."""

from dataclasses import dataclass

import numpy as np
import scipy

from quanju.engine.demand.problem import F64, I64, LEAST_CALLS, Mask


@dataclass(frozen=True, eq=False)
class Counts:
    """Calls by kind of day, hour and group of places.

    Days with the same weekday and the same covariates are alike, so that a year shrinks to a few
    dozen kinds of day. Places with fewer than five calls share one group, the last.

    calls    float64[kinds, 24, groups]
    days     float64[kinds], how many days of the kind, each by its weight
    weekday  int64[kinds]
    kind     int64[days given], which kind each day is of
    values   float64[kinds, groups, covariates]
    group    int64[cells], group of each place
    size     float64[groups], places in the group
    too_few  bool[cells]
    """

    calls: F64
    days: F64
    weekday: I64
    kind: I64
    values: F64
    group: I64
    size: F64
    too_few: Mask

    @property
    def exposure(self) -> F64:
        """float64[kinds, groups]: place-hours behind each count of one hour of the day."""
        return self.days[:, None] * self.size[None, :]


def count(calls: F64, weekday: I64, values: F64, weights: F64 | None = None) -> Counts:
    """Add up.

    calls float64[days, 24, cells], weekday int64[days], values float64[days, cells or 1, J],
    weights float64[days], by which a day counts; each as one without them.
    """
    weights = np.ones(weekday.size) if weights is None else weights
    too_few = calls.sum(axis=(0, 1)) < LEAST_CALLS
    group = np.where(too_few, (~too_few).sum(), np.cumsum(~too_few) - 1)
    groups = int(group.max()) + 1
    size = np.bincount(group, minlength=groups).astype(np.float64)
    first, kind = _kinds(weekday, values)
    each_day = scipy.sparse.csr_array(
        (weights, (kind, np.arange(kind.size))), shape=(first.size, kind.size)
    )
    added = (each_day @ calls.reshape(kind.size, -1)).reshape(first.size, *calls.shape[1:])
    return Counts(
        calls=_pool(added, group, groups),
        days=np.bincount(kind, weights, minlength=first.size).astype(np.float64),
        weekday=weekday[first],
        kind=kind,
        values=by_group(values[first], group, size),
        group=group,
        size=size,
        too_few=too_few,
    )


def _kinds(weekday: I64, values: F64) -> tuple[I64, I64]:
    """First day of each kind of day, and the kind of each day."""
    rows = np.column_stack([weekday, values.reshape(weekday.size, -1)])
    _, first, kind = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return first, kind.reshape(-1)


def _pool(added: F64, group: I64, groups: int) -> F64:
    result = np.zeros((groups, *added.shape[:2]))
    np.add.at(result, group, np.moveaxis(added, 2, 0))
    return np.moveaxis(result, 0, 2).copy()


def by_day(calls: F64, counts: Counts) -> F64:
    """float64[days, groups] of calls float64[days, 24, cells]."""
    return _pool(calls.sum(axis=1)[:, None, :], counts.group, counts.size.size)[:, 0, :]


def by_group(values: F64, group: I64, size: F64) -> F64:
    """float64[n, groups, J] of values float64[n, cells or 1, J]: pooled places share their mean."""
    if values.shape[1] == 1:
        return np.repeat(values, size.size, axis=1)
    result = np.zeros((size.size, values.shape[0], values.shape[2]))
    np.add.at(result, group, np.moveaxis(values, 1, 0))
    return np.moveaxis(result, 0, 1) / size[None, :, None]
