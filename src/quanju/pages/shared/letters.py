"""One letter a verb, the same in every room: the register of keys of the whole product.

J K move, Enter does the first verb, O opens, 0 to 6 filter, Z puts off, L and B open lists, ?
tells them all; so none of these is a verb's.
"""

RESERVED = frozenset("jkozlb?0123456")

# By the verb's first word, so that approving is P wherever one approves.
_WORDS = {
    "send": "d",
    "acknowledge": "q",
    "close": "x",
    "accept": "y",
    "approve": "p",
    "reject": "r",
    "return": "r",
    "refuse": "r",
    "decline": "r",
    "dismiss": "r",
    "give": "f",
    "end": "m",
    "check": "i",
    "start": "g",
    "excuse": "c",
    "brief": "h",
    "open": "v",
    "call": "w",
    "join": "e",
    "finish": "s",
    "confirm": "n",
    "redo": "u",
    "archive": "a",
}
# Where one word would say two things.
_VERBS = {"check_out": "t", "sign_station_call": "q", "begin_scheduled": "g"}


def letter_of(verb: str) -> str:
    """The letter of `<room>.<verb>`; "" for one that has none."""
    name = verb.rpartition(".")[2]
    return _VERBS.get(name) or _WORDS.get(name.partition("_")[0], "")
