"""The words of patrol: forces, unit states, kinds of place."""

from quanju.domains.kernel.types import Text

FORCE_TYPES = {
    "special_police": Text("特警", "special police"),
    "office_liaison": Text("机关包联", "office liaison"),
    "case_team": Text("案件办理队", "case team"),
    "community_team": Text("社区警务队", "community team"),
    "volunteer": Text("义警", "volunteers"),
    "traffic_police": Text("交警联勤", "traffic police"),
}
OUTSIDE_FORCES = frozenset({"traffic_police"})

PLACE_KINDS = {
    "business_street": Text("商业街", "business street"),
    "night_market": Text("夜市", "night market"),
    "square": Text("广场", "square"),
    "transport_station": Text("车站", "transport station"),
    "key_spot": Text("重点部位", "key spot"),
}

RING_CLASSES = (1, 3, 5)
