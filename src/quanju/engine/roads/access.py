"""Who may drive a way or past a node: OpenStreetMap's access tags as a patrol car reads them.

The most specific key that says something decides; each value of a list counts; a direction in the
key goes before none. Private yards, bus roads and residents' streets are open to the police. A
value that nobody here knows is passed over and counted, never taken for a yes.
"""

from collections import Counter
from collections.abc import Mapping

from quanju.engine.roads.speeds import Speeds
from quanju.engine.roads.words import BLOCKS, CAR, GATES, IMPASSABLE, ONEWAY, OPEN, OPENING, SHUT

Tags = Mapping[str, str]
Unread = Counter[str]
"""How often a `key=value` was met that is not understood."""

FORWARD, BACKWARD = "forward", "backward"
ASKED = {
    direction: tuple(key for name in CAR for key in (f"{name}:{direction}", name))
    for direction in (FORWARD, BACKWARD)
}
SAID = frozenset(key for keys in ASKED.values() for key in keys)
CONDITIONAL = frozenset(f"{key}:conditional" for key in SAID)
ONEWAY_KEYS = (*(f"oneway:{name}" for name in CAR if name != "access"), "oneway")


def tag_values(text: str) -> list[str]:
    """The values of a tag, in small letters: ` Yes; no` are two."""
    return [part for piece in text.lower().split(";") if (part := piece.strip())]


def _says(key: str, text: str, unread: Unread) -> bool | None:
    """Open, shut, or nothing that is understood."""
    told = tag_values(text)
    for value in told:
        if value not in OPEN and value not in SHUT:
            unread[f"{key}={value[:40]}"] += 1
    if any(value in OPEN for value in told):
        return True
    # `emergency=no` says that there is no right of way for an alarm, not that there is no road.
    if any(value in SHUT for value in told) and not key.startswith("emergency"):
        return False
    return None


def _verdict(tags: Tags, direction: str, unread: Unread) -> tuple[bool | None, str]:
    """What the most specific key says, and which key that is."""
    for key in ASKED[direction]:
        if key in tags:
            says = _says(key, tags[key], unread)
            if says is not None:
                return says, key
    return None, ""


def driven_directions(
    road_class: str, tags: Tags, speeds: Speeds, unread: Unread | None = None
) -> tuple[bool, bool]:
    """May a patrol car drive it along and against its direction? Counts into `unread`."""
    told: Unread = Counter()
    along, against = oneway(road_class, tags, told)
    if any(tag_values(tags.get(key, "")) == [value] for key, value in IMPASSABLE):
        along = against = False
    elif not tags.keys().isdisjoint(SAID):
        along = along and _may_drive(road_class, tags, FORWARD, speeds, told)
        again: Unread = Counter()  # the same tags a second time
        against = against and _may_drive(road_class, tags, BACKWARD, speeds, again)
        told |= again
    elif road_class not in speeds.driving:
        along = against = False
    if unread is not None:
        unread.update(told)
    return along, against


def _may_drive(road_class: str, tags: Tags, direction: str, speeds: Speeds, unread: Unread) -> bool:
    says, key = _verdict(tags, direction, unread)
    if road_class in speeds.driving:
        return says is not False
    if road_class not in speeds.where_opened or not says:
        return False
    # Whoever may enter a footpath walks, unless cars or alarms are named.
    return not key.startswith("access") or "emergency" in tag_values(tags[key])


def oneway(road_class: str, tags: Tags, unread: Unread | None = None) -> tuple[bool, bool]:
    """The directions that `oneway` and its kin leave: along, against. Counts into `unread`."""
    for key in ONEWAY_KEYS:
        if key in tags:
            told = {ONEWAY.get(value) for value in tag_values(tags[key])}
            if len(told) == 1 and (directions := told.pop()) is not None:
                return directions
            if unread is not None:
                unread[f"{key}={tags[key].strip()[:40]}"] += 1
    is_oneway = road_class in {"motorway", "motorway_link"} or not {
        "roundabout",
        "circular",
    }.isdisjoint(tag_values(tags.get("junction", "")))
    return True, not is_oneway


def is_shut_node(tags: Tags, unread: Unread | None = None) -> bool:
    """Does this node on a road stop a patrol car? Counts into `unread`."""
    told: Unread = Counter()
    barriers = tag_values(tags.get("barrier", ""))
    for value in barriers:
        if value not in BLOCKS and value not in GATES:
            told[f"barrier={value[:40]}"] += 1
    is_block = not BLOCKS.isdisjoint(barriers)
    told.update(key for key in tags if key in CONDITIONAL)
    says, key = _verdict(tags, FORWARD, told)
    if unread is not None and barriers:
        unread.update(told)
    if says is not None and not (is_block and says and key.startswith("access")):
        return not says
    if is_block:
        return OPENING.isdisjoint(tag_values(tags.get("bollard", "")))
    return bool(barriers) and "yes" in tag_values(tags.get("locked", ""))


def is_walked(road_class: str, tags: Tags) -> bool:
    """May it be walked?"""
    foot = tag_values(tags.get("foot", ""))
    if foot:
        return not {"no", "use_sidepath"}.issuperset(foot)
    if road_class in {"motorway", "motorway_link", "trunk", "trunk_link"}:
        return not {"no", "none", "separate"}.issuperset(tag_values(tags.get("sidewalk", "no")))
    access = tag_values(tags.get("access", ""))
    return not access or access != ["no"]
