"""Invented names: streets, lanes, housing estates. Chinese with its English."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from quanju.demo.maker.noding import ends_of
from quanju.demo.maker.street import Name, Street

WORDS = [
    ("安康", "Ankang"), ("百合", "Baihe"), ("碧水", "Bishui"), ("朝霞", "Zhaoxia"), ("晨光", "Chenguang"),
    ("春晓", "Chunxiao"), ("翠园", "Cuiyuan"), ("德馨", "Dexin"), ("东篱", "Dongli"), ("芳草", "Fangcao"),
    ("枫林", "Fenglin"), ("福安", "Fu'an"), ("富民", "Fumin"), ("谷雨", "Guyu"), ("广厦", "Guangsha"),
    ("海蓝", "Hailan"), ("和谐", "Hexie"), ("红松", "Hongsong"), ("虹桥", "Hongqiao"), ("花溪", "Huaxi"),
    ("吉祥", "Jixiang"), ("佳和", "Jiahe"), ("锦绣", "Jinxiu"), ("静雅", "Jingya"), ("康宁", "Kangning"),
    ("兰亭", "Lanting"), ("乐居", "Leju"), ("黎明", "Liming"), ("丽景", "Lijing"), ("凌云", "Lingyun"),
    ("柳岸", "Liu'an"), ("龙泉", "Longquan"), ("绿洲", "Lvzhou"), ("满达", "Manda"), ("梅岭", "Meiling"),
    ("民乐", "Minle"), ("牧野", "Muye"), ("宁远", "Ningyuan"), ("平和", "Pinghe"), ("启明", "Qiming"),
    ("清河", "Qinghe"), ("秋实", "Qiushi"), ("泉水", "Quanshui"), ("仁和", "Renhe"), ("瑞雪", "Ruixue"),
    ("三友", "Sanyou"), ("山水", "Shanshui"), ("盛世", "Shengshi"), ("诗苑", "Shiyuan"), ("双拥", "Shuangyong"),
    ("水榭", "Shuixie"), ("顺达", "Shunda"), ("桃源", "Taoyuan"), ("天泽", "Tianze"), ("通宁", "Tongning"),
    ("万和", "Wanhe"), ("文苑", "Wenyuan"), ("梧桐", "Wutong"), ("五福", "Wufu"), ("溪谷", "Xigu"),
    ("夏月", "Xiayue"), ("祥云", "Xiangyun"), ("新风", "Xinfeng"), ("馨园", "Xinyuan"), ("兴盛", "Xingsheng"),
    ("雪松", "Xuesong"), ("雁鸣", "Yanming"), ("阳光", "Yangguang"), ("怡心", "Yixin"), ("银杏", "Yinxing"),
    ("永安", "Yong'an"), ("玉泉", "Yuquan"), ("远航", "Yuanhang"), ("云海", "Yunhai"), ("泽润", "Zerun"),
    ("长青", "Changqing"), ("振兴", "Zhenxing"), ("知春", "Zhichun"), ("竹韵", "Zhuyun"), ("紫荆", "Zijing"),
    ("敖包", "Aobao"), ("巴彦", "Bayan"), ("查干", "Chagan"), ("赛罕", "Saihan"), ("哈达", "Hada"),
    ("乌兰", "Wulan"), ("吉日", "Jiri"), ("白鹿", "Bailu"), ("天鹅", "Tian'e"), ("飞马", "Feima"),
]  # fmt: skip
DIGITS = "零一二三四五六七八九十"
STREET_ENDS = (("街", "Street"), ("路", "Road"))
ESTATE_ENDS = (
    ("小区", "Estate"), ("家园", "Homes"), ("花园", "Gardens"), ("新村", "Village"), ("公寓", "Apartments"),
)  # fmt: skip
NAMED_FROM_M = 330


def numeral(number: int) -> str:
    """1 to 99 in Chinese figures."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def shuffled(ends: Sequence[Name], rng: np.random.Generator) -> Iterator[Name]:
    """Every word with every ending, in an order of its own; each name once."""
    every = [(word + end, f"{spelt} {english}") for end, english in ends for word, spelt in WORDS]
    for number in rng.permutation(len(every)).tolist():
        yield every[number]


def name_streets(streets: Sequence[Street], rng: np.random.Generator) -> list[Street]:
    """Long nameless streets get a name; short ones are numbered lanes of a street they meet."""
    fresh = shuffled(STREET_ENDS, rng)
    tree = shapely.STRtree([s.line for s in streets])
    names = [s.name for s in streets]
    lanes: dict[str, int] = defaultdict(int)
    for number, street in enumerate(streets):
        if street.name[0] or street.kind not in ("residential", "tertiary"):
            continue
        if street.line.length >= NAMED_FROM_M and (name := next(fresh, None)):
            names[number] = name
        elif parent := _parent(street, tree, names):
            names[number] = _lane(parent, lanes)
    return [s.named(n) for s, n in zip(streets, names, strict=True)]


def _parent(street: Street, tree: shapely.STRtree, names: list[Name]) -> Name | None:
    """The name of a street at one of its ends, not itself a lane."""
    for end in ends_of(street):
        near = sorted(tree.query(shapely.Point(end), predicate="dwithin", distance=3).tolist())
        for number in near:
            if names[number][0] and not names[number][0].endswith("巷"):
                return names[number]
    return None


def _lane(parent: Name, lanes: dict[str, int]) -> Name:
    stem = parent[0].removesuffix("大街").removesuffix("街").removesuffix("路")
    lanes[stem] += 1
    number = min(lanes[stem], 99)
    spelt = parent[1].rsplit(" ", 1)[0]
    return f"{stem}{numeral(number)}巷", f"{spelt} Lane {number}"
