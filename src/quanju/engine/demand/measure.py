"""Measuring the demand engine: on real calls where they can be read, and on an invented town."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from quanju.engine.demand.baseline import fit_baseline
from quanju.engine.demand.counts import count
from quanju.engine.demand.errors import DemandInputError
from quanju.engine.demand.learn import learn_demand
from quanju.engine.demand.levels import NEVER
from quanju.engine.demand.peers import beside_peers
from quanju.engine.demand.poisson import fit_poisson
from quanju.engine.demand.problem import (
    DAY,
    F64,
    I64,
    WEEK,
    Covariate,
    DemandProblem,
    problem_from_moments,
)
from quanju.engine.demand.rates import DemandRates
from quanju.engine.demand.scoring import deviance
from quanju.engine.files.tables import Row, open_table

SAN_FRANCISCO = "san-francisco-2018-01-13_20.csv.gz"
LINCOLN = "lincoln-county-units-2010-2020.csv.gz"
LINCOLN_YEARS = range(2010, 2021)


def measure_demand(calls: Path | None, *, seed: int = 7) -> dict[str, Any]:
    """Figures of an invented town and of the real files that lie in the folder `calls`.

    Refuses a folder with neither, and names file and line of a row that cannot be read.
    """
    if calls is not None and not any((calls / name).exists() for name in (SAN_FRANCISCO, LINCOLN)):
        raise DemandInputError(
            f"{calls.name} 里没有 {SAN_FRANCISCO}，也没有 {LINCOLN}",
            f"{calls.name} holds neither {SAN_FRANCISCO} nor {LINCOLN}",
        )
    figures: dict[str, Any] = {"invented_town": invented_town(seed)}
    figures["moving_towns"] = moving_towns(seed)
    if calls is not None and (calls / SAN_FRANCISCO).exists():
        figures["san_francisco"] = san_francisco(calls / SAN_FRANCISCO)
    if calls is not None and (calls / LINCOLN).exists():
        figures["lincoln_county"] = lincoln_county(calls / LINCOLN)
    return figures


def learnt(problem: DemandProblem) -> dict[str, Any]:
    """What was learnt from a problem, and how long it took."""
    wall, cpu = perf_counter(), process_time()
    rates = learn_demand(problem)
    return {
        "calls": int(problem.cell.size),
        "cells": problem.cells,
        "days": rates.days,
        "too_few": int(rates.too_few.sum()),
        "model": rates.model,
        "baseline_deviance": rates.scores.baseline,
        "poisson_deviance": rates.scores.poisson,
        "gain": rates.scores.gain,
        "gain_90": [rates.scores.gain_low, rates.scores.gain_high],
        "held_out_days": rates.scores.held_out_days,
        "effects": {e.code: [e.factor, e.low, e.high] for e in rates.effects},
        "seconds": perf_counter() - wall,
        "cpu_s": process_time() - cpu,
    }


def invented_town(seed: int) -> dict[str, Any]:
    """17 zones, a year, 60 calls a day; half the zones wake at night; snow adds a third."""
    rng = np.random.default_rng(seed)
    truth = _zones(rng, 17, a_day=60 / 17)
    snow = (rng.random(364) < 0.1).astype(np.float64)
    problem = _drawn(rng, truth, 364, np.exp(np.log(4 / 3) * snow), snow)
    rates = learn_demand(problem)
    ordinary = rates.table({"snow": 0.0}) if rates.effects else rates.rates
    factor = float(np.exp(np.log(4 / 3) * snow).mean())
    return learnt(problem) | {
        "true_rates_held_by_90_percent_intervals": _held(rates, truth * factor),
        "mean_error_of_the_mean_rate": float(np.abs(ordinary - truth).mean() / truth.mean()),
    }


def moving_towns(seed: int) -> dict[str, Any]:
    """Half a year of the same town when it keeps still, when its level jumps, and when it wanders:
    true rates of the week to come that the intervals hold, and how others foresee."""
    told = {}
    for name in ("steady", "jumped_3_weeks_ago", "wanders"):
        rng = np.random.default_rng(seed)
        truth, factor = _zones(rng, 17, a_day=60 / 17), np.ones(189)
        if name == "wanders":
            factor = np.exp(rng.normal(0, 0.03, 189).cumsum())
        elif name == "jumped_3_weeks_ago":
            factor[161:] = 1.8
        problem = _drawn(rng, truth, 182, factor[:182])
        rates = learn_demand(problem)
        half = rates.scores.level_half_life_days
        told[name] = {
            "true_rates_held_by_90_percent_intervals": _held(rates, truth * factor[182:].mean()),
            "level_half_life_days": None if half == NEVER else half,
            "foreseen_by": beside_peers(problem),
        }
    return told


def _held(rates: DemandRates, truth: F64) -> float:
    return float(((rates.low <= truth) & (truth <= rates.high)).mean())


def _drawn(
    rng: np.random.Generator, truth: F64, days: int, factor: F64, snow: F64 | None = None
) -> DemandProblem:
    """Calls of the rates float64[cells, 168], each day's multiplied by factor float64[days]."""
    hours = np.arange(days * DAY)
    drawn = rng.poisson(truth[:, hours % WEEK] * factor[hours // DAY])
    return DemandProblem(
        cell=np.repeat(np.arange(len(truth)), drawn.sum(axis=1)),
        hour=np.concatenate([np.repeat(hours, row) for row in drawn]),
        cells=len(truth),
        days=days,
        first_weekday=0,
        covariates=() if snow is None else (Covariate("snow", ("下雪", "snow"), snow),),
    )


def _zones(rng: np.random.Generator, zones: int, a_day: float) -> F64:
    hour, day = np.arange(WEEK) % DAY, np.arange(WEEK) // DAY
    by_day = 1 + np.exp(-(((hour - 14) / 4) ** 2)) * np.where(day < 5, 2.0, 1.0)
    by_night = 1 + np.exp(-((((hour - 23 + 12) % 24 - 12) / 3) ** 2)) * np.where(day >= 4, 5.0, 2.0)
    shapes = [by_day if zone % 2 else by_night for zone in range(zones)]
    levels = rng.gamma(3.0, a_day / 3, zones) / DAY
    return np.stack([k * s / s.mean() for k, s in zip(levels, shapes, strict=True)])


def san_francisco(file: Path) -> dict[str, Any]:
    """Eight days are refused. Beside it, as a trial only: seven days foresee the eighth."""
    moments, areas = _san_francisco_calls(file)
    names, cell = np.unique(areas, return_inverse=True)
    first, days = date(2018, 1, 13), 8
    try:
        problem_from_moments(cell, moments, first_on=first, days=days, cells=names.size)
    except DemandInputError as refusal:
        sentence = [refusal.zh, refusal.en]
    hour = ((moments - np.datetime64(first, "s")) // np.timedelta64(3600, "s")).astype(np.int64)
    flat = np.bincount(hour * names.size + cell, minlength=days * DAY * names.size)
    table = flat.reshape(days, DAY, names.size).astype(np.float64)
    return {
        "calls": int(cell.size),
        "cells": int(names.size),
        "refused": sentence,
        "trial_of_one_day": _one_day(table, np.arange(5, 13) % 7),
    }


def _one_day(table: F64, weekday: I64) -> dict[str, float]:
    """Fit on all days but the last of float64[days, 24, cells]; deviance of the last."""
    counts = count(table[:-1], weekday[:-1], np.zeros((len(table) - 1, 1, 0)))
    ahead = np.zeros((1, counts.size.size, 0))
    by_hour = {
        name: deviance(table[-1:], fit.rates(weekday[-1:], ahead)[:, :, counts.group]).sum((0, 2))
        for name, fit in (("baseline", fit_baseline(counts)), ("poisson", fit_poisson(counts)))
    }
    gain = by_hour["baseline"] - by_hour["poisson"]
    return {
        "baseline_deviance": float(by_hour["baseline"].sum()),
        "poisson_deviance": float(by_hour["poisson"].sum()),
        "gain_an_hour": float(gain.mean()),
        "standard_error": float(gain.std(ddof=1) / np.sqrt(gain.size)),
    }


def _rows(file: Path, needed: Sequence[str]) -> Iterator[Row]:
    with open_table(file, needed) as table:
        yield from table.rows(is_ragged=True)


def _moment(row: Row, text: str) -> str:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None).isoformat()
    except ValueError as error:
        raise row.wrong(f"不是时刻：{text[:40]!r}", f"not a moment: {text[:40]!r}") from error


def _san_francisco_calls(file: Path) -> tuple[np.ndarray[Any, np.dtype[np.datetime64]], list[str]]:
    """One moment and station area a call; a row of the file is a unit sent."""
    needed = ("call_number", "received_timestamp", "station_area")
    calls = {row["call_number"]: row for row in _rows(file, needed)}
    moments = [_moment(row, row["received_timestamp"]) for row in calls.values()]
    return np.array(moments, "datetime64[s]"), [row["station_area"] for row in calls.values()]


def lincoln_county(file: Path) -> dict[str, Any]:
    """Eleven years of one county without places: all of them, and each year by itself."""
    moments = np.array(sorted(_lincoln_calls(file)), "datetime64[s]")
    by_year = {}
    for year in LINCOLN_YEARS:
        by_year[str(year)] = learnt(_lincoln_problem(moments, year, year))
    whole = learnt(_lincoln_problem(moments, LINCOLN_YEARS[0], LINCOLN_YEARS[-1]))
    return {
        "whole": whole,
        "years_with_poisson": sum(y["model"] == "poisson" for y in by_year.values()),
        "gain_by_year": {year: y["gain"] for year, y in by_year.items()},
    }


def _lincoln_calls(file: Path) -> list[str]:
    """Moments of dispatch; units sent in the same minute to the same kind of call are one call."""
    needed = ("incident_date", "dispatch_time", "call_type")
    return [
        moment
        for moment, _ in {
            (_moment(row, f"{row['incident_date']}T{row['dispatch_time'][:5]}"), row["call_type"])
            for row in _rows(file, needed)
            if row["dispatch_time"]
        }
    ]


def _lincoln_problem(
    moments: np.ndarray[Any, np.dtype[np.datetime64]], first: int, last: int
) -> DemandProblem:
    first_on, days = date(first, 1, 1), (date(last + 1, 1, 1) - date(first, 1, 1)).days
    start = np.datetime64(first_on, "s")
    inside = moments[(moments >= start) & (moments < np.datetime64(date(last + 1, 1, 1), "s"))]
    holidays = np.array([_is_holiday(first_on + timedelta(d)) for d in range(days)], np.float64)
    return problem_from_moments(
        np.zeros(inside.size, np.int64),
        inside,
        first_on=first_on,
        days=days,
        cells=1,
        covariates=(Covariate("holiday", ("节假日", "holiday"), holidays),),
    )


def _is_holiday(day: date) -> bool:
    """New Year, 4 July, Thanksgiving and Christmas: days on which a county's life changes."""
    is_thanksgiving = day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28
    return (day.month, day.day) in {(1, 1), (7, 4), (12, 25)} or is_thanksgiving
