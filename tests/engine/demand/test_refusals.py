"""Each bad input has its own sentence in both languages; there is no place for a person."""

import dataclasses

import numpy as np
import pytest
from tests.engine.demand.towns import a_flag, a_problem, a_product_town

from quanju.engine.demand.errors import (
    DemandInputError,
    NoCalls,
    TooFewDays,
    TooLarge,
    WeekdayMissing,
)
from quanju.engine.demand.learn import bytes_needed, learn_demand
from quanju.engine.demand.problem import DemandProblem


def calls_on(days, cells=2, each_day=3):
    hour = np.repeat(np.arange(days) * 24, each_day)
    return {"cell": hour * 0, "hour": hour, "cells": cells, "days": days, "first_weekday": 0}


def refused(make, kind=DemandInputError):
    with pytest.raises(kind) as caught:
        make()
    assert any("\u4e00" <= c <= "\u9fff" for c in caught.value.zh)
    assert caught.value.en.isascii() or "±" in caught.value.en or "×" in caught.value.en
    return caught.value


def test_fourteen_days_are_enough_and_thirteen_are_not():
    rates = learn_demand(DemandProblem(**calls_on(14)))
    assert (rates.days, rates.model) == (14, "baseline")
    assert "无法比较" in rates.why[0]
    error = refused(lambda: DemandProblem(**calls_on(13)), TooFewDays)
    assert (error.days, error.least) == (13, 14)


def test_days_without_a_record_do_not_count():
    facts = calls_on(40)
    recorded = np.arange(40) < 13
    kept = recorded[facts["hour"] // 24]
    facts |= {"cell": facts["cell"][kept], "hour": facts["hour"][kept]}
    assert refused(lambda: DemandProblem(**facts, recorded=recorded), TooFewDays).days == 13


def test_a_weekday_that_was_never_recorded():
    facts = calls_on(70)
    recorded = np.arange(70) % 7 != 2
    kept = recorded[facts["hour"] // 24]
    facts |= {"cell": facts["cell"][kept], "hour": facts["hour"][kept]}
    error = refused(lambda: DemandProblem(**facts, recorded=recorded), WeekdayMissing)
    assert "周三" in error.zh
    assert "Wednesday" in error.en


def test_not_one_call():
    facts = calls_on(28) | {"cell": np.array([], int), "hour": np.array([], int)}
    refused(lambda: DemandProblem(**facts), NoCalls)


@pytest.mark.parametrize(
    "change",
    [
        {"cells": 0},
        {"first_weekday": 7},
        {"cell": np.full(84, 2)},
        {"cell": np.full(84, -1)},
        {"hour": np.full(84, 28 * 24)},
        {"hour": np.full(84, -1)},
        {"hour": np.zeros(5, int)},
        {"recorded": np.ones(5, bool)},
        {"recorded": np.arange(28) > 0},
        {"covariates": (a_flag("snow", np.zeros(5)),)},
        {"covariates": (a_flag("snow", np.full(28, np.nan)),)},
        {"covariates": (a_flag("snow", np.full(28, 11.0)),)},
        {"covariates": (a_flag("snow", np.zeros(28)),) * 2},
    ],
)
def test_input_that_makes_no_sense(change):
    refused(lambda: DemandProblem(**calls_on(28) | change))


def test_an_unknown_covariate_is_named():
    snow = np.zeros(84)
    snow[::5] = 1
    problem = a_problem(
        a_product_town(4, a_day=30),
        factors=np.exp(snow)[:, None] * np.ones(4),
        covariates=[a_flag("snow", snow)],
    )
    rates = learn_demand(problem)
    assert "rain" in refused(lambda: rates.table({"rain": 1.0})).en


def test_nothing_but_places_hours_and_days_goes_in():
    fields = {field.name for field in dataclasses.fields(DemandProblem)}
    assert fields == {
        "cell",
        "hour",
        "cells",
        "days",
        "first_weekday",
        "covariates",
        "recorded",
    }


def test_more_than_memory_holds_is_told_before_it_begins():
    problem = a_problem(a_product_town(), days=28)
    needed = bytes_needed(problem)
    with pytest.raises(TooLarge, match="28 days of 8 places take 53 MB of memory") as refused:
        learn_demand(problem, most_bytes=needed - 1)
    assert "8 个地点 28 天" in refused.value.zh
    assert learn_demand(problem, most_bytes=needed).rates.shape == (8, 168)
