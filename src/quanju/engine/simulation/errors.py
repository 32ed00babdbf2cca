"""What can be wrong with a model, each with a sentence in both languages."""

from quanju.engine.files.errors import InputError


class SimulationInputError(InputError):
    """Input that cannot be simulated. `.zh` and `.en` say why."""

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        # An error made in a worker process must reach the desk with both of its sentences.
        return SimulationInputError, (self.zh, self.en)


class NoUnits(SimulationInputError):
    """A model without a single unit."""

    def __init__(self) -> None:
        super().__init__("模型里没有警力单元", "the model holds no units")


class NoHorizon(SimulationInputError):
    """A horizon that is not after the start, or a warm-up that leaves nothing of it."""

    def __init__(self, horizon_s: float, warmup_s: float) -> None:
        super().__init__(
            f"仿真时长 {horizon_s} 秒、预热 {warmup_s} 秒：没有可统计的时间",
            f"a horizon of {horizon_s} s with {warmup_s} s of warm-up leaves no time to count",
        )


class NegativeTime(SimulationInputError):
    """A service, handling or turnout time below zero, or not a number."""

    def __init__(self, what_zh: str, what_en: str, value: float) -> None:
        super().__init__(
            f"{what_zh}为 {value} 秒，应为不小于 0 的数",
            f"{what_en} of {value} s; it must be a number not below 0",
        )


class UnreachableAtom(SimulationInputError):
    """Calls come from a node that no suitable unit can reach. `.node` is its index."""

    def __init__(self, node: int, name: str = "") -> None:
        self.node = node
        shown = name or str(node)
        super().__init__(
            f"地点 {shown} 会有警情，但没有合适的单元能到达",
            f"calls come from place {shown}, but no suitable unit can reach it",
        )


class UnknownNode(SimulationInputError):
    """An index of a place outside the table of times."""

    def __init__(self, where_zh: str, where_en: str, node: int, count: int) -> None:
        super().__init__(
            f"{where_zh}的地点编号 {node} 不在 0 到 {count - 1} 之间",
            f"{where_en}: place {node} is not between 0 and {count - 1}",
        )


class BadTable(SimulationInputError):
    """The table of times is not square, or holds times below zero or not numbers."""


class BadShift(SimulationInputError):
    """A shift that ends before it begins, or overlaps the one before it. `.unit` names whose."""

    def __init__(self, unit: str, zh: str, en: str) -> None:
        self.unit = unit
        super().__init__(f"{unit}：{zh}", f"{unit}: {en}")


class BadDemand(SimulationInputError):
    """Rates, shares or calls that do not fit together."""


class BadPlan(SimulationInputError):
    """A response plan without needs, or one that no unit of the model could ever meet."""


class BadSwitch(SimulationInputError):
    """Switches that exclude each other."""


class TooLarge(SimulationInputError):
    """More calls, units or places than the memory holds, told before anything begins."""
