"""What can be wrong with roads and places, each with a sentence in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager

from quanju.engine.files.errors import FileNotUsable, InputError


class RoadInputError(InputError):
    """Input that no network can be made of, or asked with. `.zh` and `.en` say why."""


@contextmanager
def as_road_input() -> Iterator[None]:
    """What is wrong with a file is what is wrong with the roads."""
    try:
        yield
    except FileNotUsable as error:
        raise RoadInputError(error.zh, error.en) from error


class TooFarFromRoad(RoadInputError):
    """The place is farther from any road than the limit. `metres` and `limit_m` in metres."""

    def __init__(self, metres: float, limit_m: float) -> None:
        self.metres, self.limit_m = metres, limit_m
        super().__init__(
            f"离最近的道路 {metres:.0f} 米，超过 {limit_m:.0f} 米",
            f"{metres:.0f} m from the nearest road, more than {limit_m:.0f} m",
        )


class OnlyByFerry(TooFarFromRoad):
    """The road at the place is joined to the network by a ferry alone."""

    def __init__(self, metres: float, limit_m: float) -> None:
        super().__init__(metres, limit_m)
        self.zh = f"这里的道路只有轮渡可到；能开到的路在 {metres:.0f} 米外的对岸"
        self.en = (
            f"only a ferry leads to the road here; the road that can be driven to is {metres:.0f} "
            "m away, over the water"
        )
        self.args = (f"{self.zh} / {self.en}",)


class NoRoute(RoadInputError):
    """Closures leave no way between the two places."""

    def __init__(self) -> None:
        super().__init__("封闭之后没有可走的路", "closures leave no way between the places")
