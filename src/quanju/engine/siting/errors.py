"""What can be wrong with a siting problem, each with a sentence in both languages."""

from collections.abc import Sequence

from quanju.engine.sizes import too_large

SHOWN = 10


def listed(numbers: Sequence[int]) -> str:
    """The first ten of the numbers, for a sentence."""
    more = " …" if len(numbers) > SHOWN else ""
    return ", ".join(str(number) for number in numbers[:SHOWN]) + more


class SitingError(ValueError):
    """A problem that has no plan, or is none. `.zh` and `.en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


class BadTimes(SitingError):
    """Travel times that are no table, not a number, or negative."""


class BadWeights(SitingError):
    """Weights of demand that do not fit the table, are negative, not finite, or all zero."""


class BadSettings(SitingError):
    """A setting outside what its model allows: limit, busy fraction, share, site number."""


class TooManyPoints(SitingError):
    """More points asked for than candidates are open."""

    def __init__(self, points: int, open_sites: int) -> None:
        self.points, self.open_sites = points, open_sites
        super().__init__(
            f"要设 {points} 个点，可用的候选点只有 {open_sites} 个",
            f"{points} points are asked for, only {open_sites} candidates are open",
        )


class UselessCandidate(SitingError):
    """Candidates that reach no demand at all, `sites`: cut off, or in the river."""

    def __init__(self, sites: tuple[int, ...]) -> None:
        self.sites = sites
        super().__init__(
            f"候选点 {listed(sites)} 到不了任何需求点，请移到路上或停用",
            f"candidates {listed(sites)} reach no demand: move them to a road or close them",
        )


class UnreachableDemand(SitingError):
    """Demand that no open candidate reaches, `demands`; `limit_s` where a limit is the reason."""

    def __init__(self, demands: tuple[int, ...], limit_s: float | None = None) -> None:
        self.demands, self.limit_s = demands, limit_s
        zh = "" if limit_s is None else f"在 {limit_s:g} 秒内"
        en = "" if limit_s is None else f" within {limit_s:g} s"
        super().__init__(
            f"没有候选点{zh}能到达需求点 {listed(demands)}",
            f"no candidate reaches demand {listed(demands)}{en}",
        )


class TooFewPoints(SitingError):
    """So few points cannot reach all demand; `needed` is the proven smallest number."""

    def __init__(self, points: int, needed: int) -> None:
        self.points, self.needed = points, needed
        super().__init__(
            f"{points} 个点到不了全部需求点，至少要 {needed} 个",
            f"{points} points cannot reach all demand; at least {needed} are needed",
        )


class CapacityTooSmall(SitingError):
    """The best points together serve less than the demand (`capacity`, `demand`)."""

    def __init__(self, capacity: float, demand: float) -> None:
        self.capacity, self.demand = capacity, demand
        super().__init__(
            f"容量合计最多 {capacity:g}，小于需求 {demand:g}",
            f"capacity adds up to {capacity:g} at most, less than the demand of {demand:g}",
        )


class NoFeasiblePlan(SitingError):
    """Proven: no choice of points serves all demand within the capacities."""

    def __init__(self) -> None:
        super().__init__(
            "在容量限制下，没有一种选点能服务全部需求",
            "no choice of points serves all demand within the capacities",
        )


class TooLarge(SitingError):
    """More memory than may be taken, told before anything begins."""

    def __init__(self, demands: int, sites: int, needed: int, most: int) -> None:
        self.needed, self.most = needed, most
        what = f"{demands} 个需求点、{sites} 个候选点", f"{demands} demands and {sites} sites"
        super().__init__(*too_large(what, needed, most))


class TooLittleTime(SitingError):
    """Less time than it takes to read a table of this size, told before anything begins."""

    def __init__(self, demands: int, sites: int, given_s: float, least_s: float) -> None:
        self.least_s = least_s
        super().__init__(
            f"{demands}×{sites} 的表至少需要 {least_s:.2g} 秒，只给了 {given_s:g} 秒",
            f"a table of {demands} × {sites} needs {least_s:.2g} s at least, not {given_s:g} s",
        )


class NoPlanInTime(SitingError):
    """The time ran out before any plan was found; none is proven impossible."""

    def __init__(self, given_s: float) -> None:
        super().__init__(
            f"{given_s:.3g} 秒内没有找到可行方案，也没有证明无解；请给更多时间",
            f"no plan was found in {given_s:.3g} s and none was proven impossible; allow more time",
        )
