"""What can be wrong with a zoning problem, each with a sentence in both languages."""


class ZoningError(ValueError):
    """A problem that has no plan, or is none. `.zh` and `.en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


class TooManyCells(ZoningError):
    """More cells than the memory holds, told before anything begins."""


class BadCells(ZoningError):
    """Places, weights or neighbours that do not fit each other, or are not numbers."""


class TooFewCells(ZoningError):
    """More zones than cells."""

    def __init__(self, cells: int, zones: int) -> None:
        self.cells, self.zones = cells, zones
        super().__init__(
            f"{cells} 个单元分不成 {zones} 个巡区，请用更细的单元或更少的巡区",
            f"{cells} cells cannot make {zones} zones: use smaller cells or fewer zones",
        )


class CellsApart(ZoningError):
    """Cells in parts that no neighbour joins, `parts`: sizes, the largest first."""

    def __init__(self, parts: tuple[int, ...]) -> None:
        self.parts = parts
        sizes = ", ".join(map(str, parts[:8]))
        super().__init__(
            f"单元不相连，共 {len(parts)} 块（各 {sizes} 个单元）；"
            "没有桥的河两岸须各自划区，或补上连接",
            f"the cells lie in {len(parts)} parts ({sizes} cells): "
            "zone the banks of a river without a bridge apart, or join them",
        )


class ZoneApart(ZoningError):
    """A zone of today that is not one piece, `zone`."""

    def __init__(self, zone: int) -> None:
        self.zone = zone
        super().__init__(
            f"现有巡区 {zone} 不连成一片，请先修正",
            f"zone {zone} of today is not in one piece: mend it first",
        )


class GroupsDoNotFit(ZoningError):
    """More groups that no zone may leave (stations) than zones."""

    def __init__(self, groups: int, zones: int) -> None:
        self.groups, self.zones = groups, zones
        super().__init__(
            f"{zones} 个巡区不够：不跨所界时 {groups} 个所至少要 {groups} 个巡区",
            f"{zones} zones are too few: {groups} stations whose borders are kept need one each",
        )
