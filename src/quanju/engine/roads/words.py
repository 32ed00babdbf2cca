"""The words of OpenStreetMap that the road reader understands, and what each means to the police.

Source: wiki.openstreetmap.org, Key:access, Key:barrier, Key:oneway, Relation:restriction (2026).
What is not listed here is passed over and counted.
"""


def words(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


# --- who may drive -------------------------------------------------------------------------------

CAR = ("emergency", "motorcar", "motor_vehicle", "vehicle", "access")
"""Keys that speak of a patrol car, the most specific first."""

OPEN = words(
    "yes designated permissive official emergency public permit private customers destination "
    "delivery residents resident employees staff visitors members license permission psv bus taxi "
    "hov military customs service unknown police"
)
SHUT = words("no agricultural forestry agriculture farm")

IMPASSABLE = (("smoothness", "impassable"), ("impassable", "yes"))
"""What no car drives on, whoever may."""

ONEWAY = {
    **dict.fromkeys(("yes", "true", "1"), (True, False)),
    **dict.fromkeys(("no", "false", "0"), (True, True)),
    **dict.fromkeys(("-1", "reverse"), (False, True)),
    "alternating": (True, True),
    # One way in the morning, the other in the evening: not to be counted on in either.
    "reversible": (False, False),
}

NOT_ROADS = words(
    "proposed construction abandoned razed planned disused demolished platform elevator corridor "
    "raceway bus_guideway escape rest_area services emergency_bay no via_ferrata traffic_island "
    "toll_gantry ladder"
)
ONLY_WALKED = words("steps")

# --- what stands on a road -----------------------------------------------------------------------

BLOCKS = words(
    "bollard block jersey_barrier log debris chain cycle_barrier motorcycle_barrier stile "
    "kissing_gate turnstile full-height_turnstile horse_stile planter bus_trap sump_buster fence "
    "wall hedge ditch guard_rail retaining_wall rope tank_trap wedge wicket_gate city_wall "
    "delineators barrier_board hedge_bank cable_barrier handrail"
)
"""Nobody drives through; only a tag that names cars or alarms opens one."""

GATES = words(
    "gate lift_gate swing_gate sliding_gate sally_port hampshire_gate toll_booth border_control "
    "checkpoint cattle_grid entrance kerb height_restrictor sliding_beam coupure no door "
    "bump_gate yes"
)
"""Whoever has business there passes."""

OPENING = words("rising automatic hydraulic retractable")
"""Kinds of bollard that sink for a car."""

# --- turns ---------------------------------------------------------------------------------------

TURNS = {
    **{
        f"{kind}_{turn}_turn": (kind, turn) for kind in ("no", "only") for turn in ("left", "right")
    },
    **{f"{kind}_straight_on": (kind, "straight") for kind in ("no", "only")},
    **{f"{kind}_u_turn": (kind, "back") for kind in ("no", "only")},
    "no_entry": ("no", ""),
    "no_exit": ("no", ""),
}
"""Value of `restriction`: no or only, and which way the turn goes."""

NO_BANS = words("no_right_turn_on_red no_left_turn_on_red none")
"""Understood and forbidding nothing: when the light is green, everybody turns."""

EXCEPTED_US = words("motorcar emergency motor_vehicle vehicle police all")
EXCEPTED_OTHERS = words(
    "psv bus taxi hgv bicycle moped mofa motorcycle agricultural forestry tram coach goods "
    "share_taxi hov destination delivery residents private foot tourist_bus trolleybus hazmat "
    "trailer caravan motorhome none school_bus local_traffic"
)
