"""Addresses while typing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.builders.people import NOON
from tests.builders.town import spot

from quanju.domains.geo.actions.loading import load_places
from quanju.domains.geo.pinyin import spelt
from quanju.domains.geo.queries.places import suggest_addresses
from quanju.domains.geo.types import PlaceRow
from quanju.domains.people.types import SERVICE

pytestmark = pytest.mark.usefixtures("town")


def load(*rows):
    load_places(rows, by=SERVICE, at=NOON)


def a_place(name_zh, kind="place", name_en="", aliases="", where=(4, 2), subdistrict=""):
    lon, lat = spot(*where)
    return PlaceRow(
        name_zh=name_zh,
        name_en=name_en,
        kind=kind,
        aliases=aliases,
        subdistrict=subdistrict,
        lon=lon,
        lat=lat,
    )


def labels(text, limit=8):
    return [found.label.zh for found in suggest_addresses(text, limit)]


def test_two_characters_find_a_street():
    found = suggest_addresses("中央")[0]
    assert (found.label.zh, found.label.en, found.kind) == ("中央大街", "Central Street", "street")


@pytest.mark.parametrize(
    "typed",
    [
        "中央大街与胜利街",
        "胜利街 中央大街",
        "中央大街和胜利街路口",
        "central street & victory street",
    ],
)
def test_two_streets_find_their_crossing_either_way_round(typed):
    found = suggest_addresses(typed)[0]
    assert found.kind == "crossing"
    assert (found.lon, found.lat) == pytest.approx(spot(2, 2), abs=1e-6)


@pytest.mark.parametrize(
    "typed",
    ["zhongyangdajie", "zhongyang", "zydj", "ZYDJ", "zhong yang da jie", "Zhong'yang dajie"],
)
def test_pinyin_and_its_initials_find_a_street(typed):
    assert labels(typed)[0] == "中央大街"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重庆路", "chongqinglu"),
        ("重点中学", "zhongdian"),
        ("长江街", "cjj"),
        ("绿园小区", "lvyuan"),
        ("行政服务中心A座", "xzfwzxaz"),
        ("第三医院2号楼", "dsyy2hl"),
        ("西安里", "xi'an"),
    ],
)
def test_readings_follow_the_word(name, typed):
    load(a_place(name))
    assert name in labels(typed)


def test_an_alias_is_found_by_its_letters_and_an_english_name_has_none():
    load(a_place("人民广场", aliases="老广场"), a_place("Church"))
    assert labels("lgc") == ["人民广场"]
    assert spelt("Church") == ()


@pytest.mark.parametrize("typed", ["", " ", "'", "- -", "zz zz"])
def test_letters_of_nothing_find_nothing(typed):
    assert labels(typed) == []


def test_two_streets_that_do_not_meet_find_both_streets():
    assert {"中央大街", "新桥街"} <= set(labels("中央大街与新桥街"))


def test_a_beginning_stands_before_a_word_and_a_word_before_a_middle():
    load(
        a_place("Unichurch Hall"),
        a_place("Old Church"),
        a_place("Church Lane"),
        a_place("Church"),
    )
    assert labels("church") == ["Church", "Church Lane", "Old Church", "Unichurch Hall"]


def test_chinese_inside_a_name_is_found_after_the_beginnings():
    load(a_place("海拉尔火车站", "transport_station"), a_place("火车站前广场", "square"))
    assert labels("火车站") == ["火车站前广场", "海拉尔火车站"]


def test_an_alias_finds_its_place():
    load(a_place("海拉尔区人民医院", "hospital", aliases="人民医院;老一院"))
    assert labels("老一院") == ["海拉尔区人民医院"]


def test_the_english_name_finds_it_too():
    load(a_place("中央大街夜市", "night_market", name_en="Central Street Night Market"))
    assert "中央大街夜市" in labels("night market")


def test_an_unknown_house_number_still_finds_the_street_and_says_so():
    found = suggest_addresses("中央大街88号")[0]
    assert found.label.zh == "中央大街"
    assert "门牌号未收录" in found.detail.zh
    assert "house number" in found.detail.en


def test_the_detail_tells_kind_and_subdistrict():
    load(a_place("建设小区", "neighbourhood", subdistrict="健康街道"))
    assert suggest_addresses("建设小区")[0].detail.zh == "小区 · 健康街道"


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'; DROP TABLE", "\x00", "🚓", "與" * 500])
def test_odd_input_finds_nothing_and_breaks_nothing(typed):
    assert suggest_addresses(typed) == []


def test_the_limit_holds():
    load(*(a_place(f"前进{n}村", "village") for n in range(20)))
    assert len(labels("前进", limit=5)) == 5


def test_loading_again_replaces_the_branchs_list_and_leaves_the_streets():
    load(a_place("旧地名"))
    load(a_place("新地名"))
    assert labels("地名") == ["新地名"]
    assert labels("中央大街")


def test_five_thousand_rows_cost_no_more_questions_than_five():
    asked = []
    for count in (5, 5000):
        load(*(a_place(f"第{n}居民小区{n % 97}号院", "neighbourhood") for n in range(count)))
        suggest_addresses("中央")  # what is kept between calls is read anew
        with CaptureQueriesContext(connection) as questions:
            for typed in ("中央", "小区", "第42居民", "victory", "没有"):
                suggest_addresses(typed)
        asked.append(len(questions))
    assert asked[1] <= asked[0]
