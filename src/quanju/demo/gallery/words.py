"""The invented words of the gallery; they are drawings, not data."""

from typing import Any

from quanju.domains.kernel.types import Text

CARDS: list[dict[str, Any]] = [
    {
        "grade": 1,
        "title": Text("夜市斗殴 有人受伤", "Night market fight, one hurt"),
        "place": Text("中央大街夜市 南口 · 09 巡区", "Zhongyang St. night market, south · zone 09"),
        "chips": [("bad", Text("未派警", "Not dispatched"))],
        "number": "1123-0427",
        "gone": 0.7,
        "limit": 1,
        "toward": Text("派警", "dispatch"),
    },
    {
        "grade": 2,
        "title": Text("家庭暴力 正在发生", "Domestic violence going on"),
        "place": Text("健康街道 明珠小区 3 栋", "Jiankang, Mingzhu 3"),
        "chips": [("accent", Text("P9 已到场", "P9 on scene"))],
        "number": "1123-0424",
        "gone": 3.3,
        "limit": 6,
        "toward": Text("控制", "control"),
    },
    {
        "grade": 3,
        "title": Text("电动车被盗", "E-bike stolen"),
        "place": Text("靠山街道 菜市场西门", "Kaoshan, market west gate"),
        "chips": [("warn", Text("P12 途中 2 分", "P12 en route 2 min"))],
        "number": "1123-0426",
        "gone": 3.1,
        "limit": 5,
        "toward": Text("到场", "arrival"),
    },
    {
        "grade": 4,
        "title": Text("噪声扰民", "Noise"),
        "place": Text("正阳街道 站前广场", "Zhengyang, station square"),
        "chips": [("good", Text("社区队 已签收", "Community team acknowledged"))],
        "number": "1123-0425",
        "gone": 11.3,
        "limit": 30,
        "toward": Text("到场", "arrival"),
    },
    {
        "grade": 4,
        "title": Text("求助：老人走失（已找到）", "Help: lost elder (found)"),
        "place": Text("奋斗镇 友联村", "Fendou, Youlian village"),
        "chips": [("warn", Text("P3 待反馈", "P3 feedback due"))],
        "number": "1123-0421",
        "gone": 23.5,
        "limit": 30,
        "toward": Text("反馈", "feedback"),
    },
    {
        "grade": 3,
        "title": Text("水暖工具被盗", "Plumbing tools stolen"),
        "place": Text("健康街道 建材城", "Jiankang, building market"),
        "chips": [("accent", Text("转侦查中心", "To the investigation centre"))],
        "number": "1123-0419",
        "gone": 36,
        "limit": 30,
        "toward": Text("反馈", "feedback"),
    },
]

COUNTS = [
    (Text("巡逻", "Patrol"), "31", "/38"),
    (Text("特警", "Special"), "6", "/8"),
    (Text("社区队", "Community"), "22", "/24"),
    (Text("义警", "Volunteers"), "9", ""),
    (Text("交警联勤", "Traffic"), "5", "/6"),
    (Text("今日接警", "Calls today"), "288", ""),
    (Text("1 分钟圈达标", "1-minute ring met"), "93%", " n=41"),
]

PROPOSALS: list[dict[str, Any]] = [
    {
        "unit": "P3",
        "who": Text("巡逻 2 人", "patrol, 2"),
        "state": Text("空闲 · 位置 4 秒前", "free · position 4 s ago"),
        "minutes": "1:06",
        "price": Text("09 区由 P7 接管，无空档", "P7 takes zone 09, no gap"),
        "is_best": True,
    },
    {
        "unit": "P7",
        "who": Text("特警 4 人", "special police, 4"),
        "state": Text("空闲 · 位置 9 秒前", "free · position 9 s ago"),
        "minutes": "1:52",
        "price": Text("无空档", "no gap"),
    },
    {
        "unit": "T3",
        "who": Text("交警 2 人", "traffic police, 2"),
        "state": Text("联勤 · 位置 6 秒前", "joint duty · position 6 s ago"),
        "minutes": "2:10",
        "price": Text("—", "—"),
    },
    {
        "unit": "S5",
        "who": Text("派出所 2 人", "station, 2"),
        "state": Text("空闲 · 位置 31 秒前", "free · position 31 s ago"),
        "minutes": "2:31",
        "price": Text("13 区 11 分钟无警", "zone 13 empty for 11 min"),
        "is_dear": True,
    },
]

STEPS = [
    (Text("签收", "Acknowledge"), "is-done"),
    (Text("出发", "Depart"), "is-done"),
    (Text("到场", "Arrive"), "current"),
    (Text("控制", "Control"), ""),
    (Text("反馈", "Feedback"), ""),
]

TIMELINE: list[dict[str, Any]] = [
    {
        "ago": 14,
        "verb": Text("预案", "Plan"),
        "words": Text(
            "一级斗殴：巡逻 2、急救 1、告知综合指挥室",
            "grade 1 fight: patrol 2, ambulance 1, tell the command room",
        ),
    },
    {
        "ago": 17,
        "verb": Text("疑似重复", "Maybe the same"),
        "words": Text(
            "与 0428 来电同地同类，待确认", "as call 0428: same place and class, to be confirmed"
        ),
    },
    {
        "ago": 19,
        "verb": Text("定级 1", "Grade 1"),
        "words": Text("因“流血”“酒瓶”自动上调，原 2", "raised from 2 because of “blood”, “bottle”"),
    },
    {
        "ago": 42,
        "verb": Text("接警", "Call"),
        "words": Text("110 电话，报警人匿名", "by telephone 110, caller anonymous"),
    },
]
