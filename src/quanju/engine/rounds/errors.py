"""What can be wrong with places and crews of a round, each in both languages."""

from collections.abc import Sequence

Sentence = tuple[str, str]
"""The same in Chinese and English."""


class RoundInputError(ValueError):
    """Input no round can be made of. `.zh` and `.en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


class NoCrews(RoundInputError):
    """There is nobody to go."""

    def __init__(self) -> None:
        super().__init__("没有可派的班组", "there is no crew to go")


class NegativeMinutes(RoundInputError):
    """A span of time that is negative, or not a number. `what` names it in both languages."""

    def __init__(self, what: Sentence, minutes: float) -> None:
        super().__init__(
            f"{what[0]}不能是 {minutes:g} 分钟", f"{what[1]} cannot be {minutes:g} minutes"
        )


class PlaceUnreachable(RoundInputError):
    """A required place that no crew can get to and come back from. `place` is its position."""

    def __init__(self, place: int, name: Sentence) -> None:
        self.place = place
        super().__init__(f"{name[0]}：没有班组到得了", f"{name[1]}: no crew can get there and back")


class WindowClosed(RoundInputError):
    """A required place that is shut before any crew could be there. `place` is its position."""

    def __init__(self, place: int, name: Sentence) -> None:
        self.place = place
        super().__init__(
            f"{name[0]}：最早的班组赶到时已过时段",
            f"{name[1]}: its hours are over before any crew could be done there",
        )


class ShiftTooShort(RoundInputError):
    """A required place from which no crew is back before its shift ends."""

    def __init__(self, place: int, name: Sentence) -> None:
        self.place = place
        super().__init__(
            f"{name[0]}：去了就赶不上下班前回来",
            f"{name[1]}: no crew would be back before its shift ends",
        )


class PlacesDoNotFit(RoundInputError):
    """Required places that were not brought into one plan together."""

    def __init__(self, names: Sequence[Sentence]) -> None:
        zh, en = "、".join(n[0] for n in names), ", ".join(n[1] for n in names)
        super().__init__(
            f"这些必到的地点排不进同一份计划：{zh}；请减少必到地点、放宽时段或增加班组",
            f"these required places did not fit into one plan: {en}; "
            "require fewer, widen hours or add a crew",
        )


class TooManyPlaces(RoundInputError):
    """Tables that take more memory or time than there is, told before anything begins."""
