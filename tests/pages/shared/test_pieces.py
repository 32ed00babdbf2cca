"""The tags that write the pieces of a page."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from quanju.domains.kernel.types import Refused, Text
from quanju.pages.shared import times
from quanju.pages.shared.templatetags.quanju import grouped

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


def drawn(source: str, language: str = "zh-hans", **values: object) -> str:
    context = Context({"request": SimpleNamespace(moment=NOON, COOKIES={}), **values})
    with translation.override(language):
        return Template("{% load quanju %}" + source).render(context)


def test_a_text_is_chosen_by_language_and_filled() -> None:
    source = '{% t "共 {n} 条" "{n} in all" n=3 %}'
    assert drawn(source) == "共 3 条"
    assert drawn(source, "en") == "3 in all"


def test_what_is_put_into_a_text_cannot_become_markup() -> None:
    assert "<b>" not in drawn('{% t "在 {x}" "at {x}" x=x %}', x="<b>")
    assert "<b>" not in drawn("{% chip x %}{% tag x %}", x="<b>")


@pytest.mark.parametrize(
    ("gone_s", "level"), [(0, "ok"), (89, "ok"), (90, "amber"), (119, "amber"), (120, "red")]
)
def test_a_clock_is_amber_at_three_quarters_and_red_at_its_limit(gone_s: int, level: str) -> None:
    since = NOON - timedelta(seconds=gone_s)
    out = drawn(
        '{% clock since until toward="到场" %}', since=since, until=since + timedelta(seconds=120)
    )
    assert f'level="{level}"' in out
    assert '<span class="toward">到场</span>' in out


def test_a_stopped_clock_stands_still_and_says_if_the_limit_was_kept() -> None:
    since = NOON - timedelta(hours=1)
    limit = since + timedelta(minutes=3)
    kept = drawn(
        "{% clock since until stopped=at met=True %}",
        since=since,
        until=limit,
        at=since + timedelta(seconds=66),
    )
    assert 'level="done"' in kept
    assert ">1:06<" in kept
    missed = drawn(
        "{% clock since until stopped=at met=False %}",
        since=since,
        until=limit,
        at=since + timedelta(minutes=4),
    )
    assert 'level="red"' in missed


def test_a_clock_may_count_down() -> None:
    out = drawn(
        '{% clock since until counts="down" %}',
        since=NOON - timedelta(minutes=20),
        until=NOON + timedelta(minutes=10),
    )
    assert ">10:00<" in out


def test_the_bar_needs_no_inline_style() -> None:
    out = drawn(
        "{% clock_bar since until %}",
        since=NOON - timedelta(minutes=1),
        until=NOON + timedelta(minutes=3),
    )
    assert 'value="25"' in out
    assert "style" not in out


def test_times_are_exact_and_name_the_day_when_it_is_not_today() -> None:
    assert times.moment_text(NOON, NOON) == "12:00:00"
    assert times.moment_text(NOON - timedelta(days=1), NOON) == "11-22 12:00"
    assert times.moment_text(NOON - timedelta(days=400), NOON) == "2025-10-19 12:00"


def test_a_day_begins_at_midnight_of_the_branch_not_of_greenwich() -> None:
    late = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)  # 23:59 on the 22nd
    assert times.moment_text(late, NOON) == "11-22 23:59"
    assert times.moment_text(late + timedelta(minutes=1), NOON) == "00:00:00"


@pytest.mark.parametrize(
    ("seconds", "figure", "zh", "en"),
    [
        (0, "0:00", "0 秒", "0 s"),
        (42, "0:42", "42 秒", "42 s"),
        (66, "1:06", "1 分钟", "1 min"),
        (660, "11:00", "11 分钟", "11 min"),
        (3723, "1:02:03", "1 小时 2 分", "1 h 2 min"),
        (86399, "23:59:59", "23 小时 59 分", "23 h 59 min"),
        (183600, "2 天 3 小时", "2 天 3 小时", "2 d 3 h"),
    ],
)
def test_spans_in_figures_and_in_words(seconds: int, figure: str, zh: str, en: str) -> None:
    assert times.clock_text(seconds) == figure
    assert times.span_text(timedelta(seconds=seconds)) == Text(zh, en)


def test_a_figure_of_too_few_says_so_and_keeps_its_n() -> None:
    out = drawn('{% stat "到场" "2:48" n=9 %}')
    assert "数据不足" in out
    assert "2:48" not in out
    assert "n = 9" in out
    assert "2:48" in drawn('{% stat "到场" "2:48" n=10 %}')


def test_a_refusal_says_what_was_not_done_why_and_what_is_possible() -> None:
    class UnitTaken(Refused):
        code = "UNIT_TAKEN"
        text = Text("已派出", "already sent")
        field = "unit"

    out = drawn('{% refusal refused what="没有派出 P3" %}', refused=UnitTaken())
    assert "没有派出 P3" in out
    assert "已派出" in out
    assert 'data-field="unit"' in out


def test_every_idempotency_key_is_another() -> None:
    assert drawn("{% idempotency %}") != drawn("{% idempotency %}")


def test_a_grade_says_its_word() -> None:
    assert "1 级" in drawn("{% grade 1 %}")
    assert "Grade 1" in drawn("{% grade 1 %}", "en")


def test_a_missing_moment_is_a_dash() -> None:
    assert drawn("{% moment at %}{% ago at %}", at=None) == "——"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (0, "0"), (999, "999"), (1000, "1,000"), (110155, "110,155")]
)
def test_counts_are_grouped_alike_in_both_languages(value: float | None, shown: str) -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert grouped(value) == shown
