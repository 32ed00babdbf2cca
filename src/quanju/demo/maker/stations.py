"""The eleven stations of the invented branch, and how the country is shared among them."""

from dataclasses import dataclass

from quanju.demo.maker.street import Name

SUBDISTRICTS: dict[str, Name] = {
    "zhengyang": ("正阳街道", "Zhengyang Sub-district"),
    "jiankang": ("健康街道", "Jiankang Sub-district"),
    "kaoshan": ("靠山街道", "Kaoshan Sub-district"),
    "shengli": ("胜利街道", "Shengli Sub-district"),
    "hulun": ("呼伦街道", "Hulun Sub-district"),
    "jianshe": ("建设街道", "Jianshe Sub-district"),
    "dongshan": ("东山街道", "Dongshan Sub-district"),
    "hake": ("哈克镇", "Hake Town"),
    "fendou": ("奋斗镇", "Fendou Town"),
}
"""The real nine; their borders here are invented."""


@dataclass(frozen=True)
class Station:
    """A police station: its code, name, sub-district and about where it stands, in metres."""

    code: str
    name: Name
    subdistrict: str
    x: float
    y: float
    is_urban: bool = True
    community_areas: int = 3


STATIONS = (
    Station("zhengyang", ("正阳派出所", "Zhengyang Station"), "zhengyang", -700, 900, True, 4),
    Station("zhanqian", ("站前派出所", "Zhanqian Station"), "zhengyang", -1400, 2000, True, 3),
    Station("kaoshan", ("靠山派出所", "Kaoshan Station"), "kaoshan", -2400, -300, True, 3),
    Station("jiankang", ("健康派出所", "Jiankang Station"), "jiankang", -900, -1300, True, 4),
    Station("shengli", ("胜利派出所", "Shengli Station"), "shengli", -2200, -2500, True, 3),
    Station("hulun", ("呼伦派出所", "Hulun Station"), "hulun", 1100, 700, True, 4),
    Station("jianshe", ("建设派出所", "Jianshe Station"), "jianshe", 1900, 2700, True, 3),
    Station("dongshan", ("东山派出所", "Dongshan Station"), "dongshan", 1600, -2300, True, 4),
    Station("kaifaqu", ("开发区派出所", "Development Zone Station"), "jianshe", 4200, 500, True, 3),
    Station("hake", ("哈克派出所", "Hake Station"), "hake", 17000, 1250, False, 2),
    Station("fendou", ("奋斗派出所", "Fendou Station"), "fendou", -6100, -3000, False, 2),
)

DIVIDES = [
    [(-2250, 2700), (-2900, 3400)],
    [(-640, -3420), (-1000, -4400)],
    [(8800, 7600), (8700, 4000), (8900, 600), (8600, -1000)],
    [(8600, -1000), (9800, -5200), (11200, -9200)],
    [(5300, -500), (7000, -700), (8600, -1000), (8700, -1050)],
    [(4650, 4200), (5600, 5500), (6300, 7300)],
    [(9400, 7000), (9800, 9800), (11000, 14000), (14500, 21500), (16000, 26800)],
]
"""Lines across the country, from the town's edge to the outline."""

COUNTRY_SEEDS = [
    (-6100, -3000, "fendou"),
    (-1200, 4300, "zhanqian"),
    (2200, 5400, "jianshe"),
    (3300, 9000, "jianshe"),
    (7300, 1250, "kaifaqu"),
    (4300, -6900, "dongshan"),
    (17000, 1250, "hake"),
    (17000, 12000, "hake"),
]
