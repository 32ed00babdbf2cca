"""What a statement says of sums, times and places: examples, and what only looks like one."""

from datetime import datetime
from decimal import Decimal

import pytest

from quanju.domains.kernel.days import branch_zone
from quanju.domains.reception.said.amounts import amounts_in
from quanju.domains.reception.said.numbers import value_of
from quanju.domains.reception.said.places import places_in
from quanju.domains.reception.said.times import times_in

# A Monday.
AT = datetime(2026, 11, 30, 16, 20, tzinfo=branch_zone())
NAMES = ["建材城", "建材城东路", "中央大街", "城东", "河"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("三千五百", 3500),
        ("三千五", 3500),
        ("三千零五", 3005),
        ("三千零五十", 3050),
        ("一百零五", 105),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百一十", 110),
        ("两万三", 23000),
        ("两万零三百", 20300),
        ("一万二千", 12000),
        ("十二万", 120000),
        ("一亿二千万", 120000000),
        ("壹仟贰佰", 1200),
        ("1.2万", 12000),
        ("3千5", 3500),
        ("3,500", 3500),
        ("12,345.60", Decimal("12345.60")),
        ("0.5", Decimal("0.5")),
        ("零", 0),
        ("五六百", None),
        ("三五千", None),
        ("千", None),
        ("万", None),
        ("百千", None),
        ("三百五百", None),
        ("", None),
    ],
)
def test_a_number_means_what_a_person_means_by_it(words, value):
    assert value_of(words) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("丢了现金三千五百元", ["3500"]),
        ("转了1.2万给对方", ["12000"]),
        ("骗走 1.2 万元", ["12000"]),
        ("付了3500块", ["3500"]),
        ("付了三千五百块钱，一部手机", ["3500"]),
        ("共计3,500元整", ["3500"]),
        ("手机值６８００元", ["6800"]),
        ("约1200元现金", ["1200"]),
        ("￥980 的充电器", ["980"]),
        ("给了他两万三", ["23000"]),
        ("三块五一斤，共3块5", ["3.5"]),
        ("先给500元，后来又给2000元", ["500", "2000"]),
        ("先500元，又500元", ["500"]),
        ("一万元押金", ["10000"]),
        ("工资欠了八万", ["80000"]),
        # what only looks like a sum, or is only about one
        ("三百多块", []),
        ("五六百元", []),
        ("十几万", []),
        ("几千元", []),
        ("家里是万元户", []),
        ("三块手表和两块电瓶", []),
        ("电瓶车跑了1.2万公里", []),
        ("广场有2万人", []),
        ("三元里的商店", []),
        ("2元店门口", []),
        ("2026元旦那天", []),
        ("12345 热线", []),
        ("我今年35岁", []),
        ("一点都没有", []),
        ("0元", []),
        ("偷了万", []),
    ],
)
def test_sums_of_money_are_found_and_nothing_else(text, values):
    assert [one.value for one in amounts_in(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("昨天下午三点半停在车棚", ["2026-11-29 15:30"]),
        ("昨天下午3点半", ["2026-11-29 15:30"]),
        ("昨日15:30", ["2026-11-29 15:30"]),
        ("今天早上八点一刻发现", ["2026-11-30 08:15"]),
        ("今早七点", ["2026-11-30 07:00"]),
        ("昨晚九点多", ["2026-11-29 21:00"]),
        ("昨晚十二点", ["2026-11-30 00:00"]),
        ("昨晚两点", ["2026-11-30 02:00"]),
        ("前天中午12点20分", ["2026-11-28 12:20"]),
        ("前天中午一点", ["2026-11-28 13:00"]),
        ("大前天凌晨两点钟", ["2026-11-27 02:00"]),
        ("昨天半夜两点", ["2026-11-29 02:00", "2026-11-30 02:00"]),
        ("昨天八点", ["2026-11-29 08:00", "2026-11-29 20:00"]),
        ("今天八点", ["2026-11-30 08:00"]),
        ("11月3日晚上8点40分", ["2026-11-03 20:40"]),
        ("十一月三号晚上八点四十", ["2026-11-03 20:40"]),
        ("12月25日10:05", ["2025-12-25 10:05"]),
        ("2025年3月4日", ["2025-03-04"]),
        ("三天前", ["2026-11-27"]),
        ("10天前的下午五点", ["2026-11-20 17:00"]),
        ("上周五下午", ["2026-11-27 下午"]),
        ("周六晚上十点", ["2026-11-28 22:00"]),
        ("上星期天", ["2026-11-29"]),
        ("这周一中午", ["2026-11-30 中午"]),
        ("昨天下午停的，今早发现没了", ["2026-11-29 下午", "2026-11-30 早上"]),
        ("昨晚九点到今早七点之间", ["2026-11-29 21:00", "2026-11-30 07:00"]),
        ("下午三点整接到电话", ["2026-11-30 15:00"]),
        ("14:05 接到电话", ["2026-11-30 14:05"]),
        # ahead of the moment, no day of the calendar, or no time at all
        ("今天下午五点再来", []),
        ("今天晚上", ["2026-11-30 晚上"]),
        ("2027年1月1日", []),
        ("2月30日", []),
        ("13月1日", []),
        ("昨天25:10", []),
        ("昨天八点七十分", []),
        ("有两点意见", []),
        ("一点都没少", []),
        ("差一点", []),
        ("走了3小时", []),
        ("当时没人", []),
        ("15号楼", []),
        ("3点5万元", []),
        ("比分3:1", []),
        ("每天锻炼", []),
    ],
)
def test_times_are_found_as_the_wall_shows_them(text, values):
    assert [one.value for one in times_in(text, AT)] == values


def test_a_leap_day_of_a_year_that_has_none_is_left_out():
    assert times_in("2月29日下午三点", AT) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("停在建材城东门的车棚", ["建材城东门"]),
        ("在建材城东路和中央大街路口", ["建材城东路", "中央大街路口"]),
        ("中央大街15号楼2单元", ["中央大街15号楼2单元"]),
        ("建材城停车场，又到建材城停车场", ["建材城停车场"]),
        ("城东那边", ["城东"]),
        ("在河边", []),
        ("在家里", []),
    ],
)
def test_names_of_the_map_are_found_with_what_is_said_of_them(text, values):
    assert [one.value for one in places_in(text, NAMES)] == values


def test_what_was_found_names_its_words_and_its_place_in_the_text():
    (found,) = amounts_in("共 三千五百元。")
    assert (found.words, found.begins) == ("三千五百元", 2)
