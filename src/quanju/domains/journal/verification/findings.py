"""What a check can find wrong, each with its sentence, and the finding itself."""

from dataclasses import dataclass
from typing import Any, NamedTuple


class Sentence(NamedTuple):
    """A sentence in both languages."""

    zh: str
    en: str


REASONS = {
    "missing": Sentence("第 {n} 条缺失", "entry {n} is missing"),
    "prev_hash": Sentence(
        "第 {n} 条与上一条不相连", "entry {n}: it does not follow from the entry before it"
    ),
    "hash": Sentence("第 {n} 条内容与哈希不符", "entry {n}: its content does not match its hash"),
    "malformed": Sentence("第 {n} 条无法读取", "entry {n}: this line cannot be read"),
    "mentions": Sentence(
        "第 {n} 条的对象索引与内容不符",
        "entry {n}: the subjects it is found under are not those it names",
    ),
    "strange": Sentence(
        "表中有不属于本链的条目或索引：{count} 行",
        "{count} rows of the journal's tables belong to no entry of the chain",
    ),
    "tail": Sentence(
        "末尾有条目缺失：链首写到第 {head} 条，实有 {entries} 条",
        "entries are missing at the end: the head says {head}, there are {entries}",
    ),
    "head": Sentence(
        "链首不是本服务所写：链尾被截断或改写，或链首被移动",
        "the head of the chain was not written by the service: the end of the journal was cut off"
        " or rewritten and the head moved",
    ),
    "head_moved": Sentence(
        "第 {n} 条：服务当时发现链首已被外人改动",
        "entry {n}: the service found then that somebody else had moved the head",
    ),
    "empty": Sentence("没有任何条目", "there is no entry at all"),
    "not_closed": Sentence(
        "导出文件没有结尾行：已被截断，或导出时中断",
        "the export has no closing line: it was cut off, or its making was interrupted",
    ),
    "closing": Sentence(
        "导出文件的结尾行与内容不符：应有 {said} 条、{seals} 次封存",
        "the export's closing line does not match: it says {said} entries and {seals} seals",
    ),
    "closing_key": Sentence(
        "导出文件的结尾行不是用本分局的密钥签的，或签名无效",
        "the export's closing line was not signed with the branch's key, or not validly",
    ),
    "seal_order": Sentence(
        "封存 {seal} 与前一封存不相接：中间的封存缺失",
        "seal {seal} does not follow the seal before it: a seal is missing",
    ),
    "seal_tail": Sentence(
        "封存 {seal} 覆盖到第 {last} 条，而记录只到第 {entries} 条",
        "seal {seal} covers entries up to {last}, but the journal ends at {entries}",
    ),
    "seal": Sentence(
        "封存 {seal} 与它覆盖的第 {first} 至 {last} 条不符",
        "seal {seal} does not match the entries it covers, {first} to {last}",
    ),
    "signature": Sentence("封存 {seal} 的签名无效", "the signature of seal {seal} is not valid"),
    "key": Sentence(
        "封存 {seal} 不是用本分局的密钥签的",
        "seal {seal} was not signed with the branch's key",
    ),
    "seal_malformed": Sentence("有一次封存无法读取", "a seal cannot be read"),
    "unsealed": Sentence(
        "第 {n} 条记于 {at}，一天后仍未封存：封存缺失或被去掉",
        "entry {n} was recorded at {at} and is not sealed a day later: seals are missing or were"
        " taken away",
    ),
    "kept_missing": Sentence(
        "{where} 中的封存 {seal} 已不在记录里：封存被去掉",
        "seal {seal}, kept in {where}, is no longer in the journal: it was taken away",
    ),
    "kept_differs": Sentence(
        "封存 {seal} 与 {where} 中的不同：记录被重写后重新封存",
        "seal {seal} is another than the one kept in {where}: the journal was sealed anew",
    ),
    "kept_tail": Sentence(
        "{where} 证明曾有 {last} 条，现在只有 {entries} 条：其后被整段去掉",
        "{where} proves that there were {last} entries; there are {entries}: the rest was taken"
        " away",
    ),
    "kept_root": Sentence(
        "第 {first} 至 {last} 条与 {where} 中的封存 {seal} 不符：记录被重写",
        "entries {first} to {last} do not match seal {seal}, kept in {where}: they were rewritten",
    ),
    "kept_entry": Sentence(
        "第 {n} 条与 {where} 中的不同：记录被重写",
        "entry {n} is another than in {where}: the journal was rewritten",
    ),
    "kept_key": Sentence(
        "{where} 中的封存 {seal} 不是用本分局的密钥签的，或签名无效",
        "seal {seal}, kept in {where}, was not signed with the branch's key, or not validly",
    ),
    "row_changed": Sentence(
        "表 {table} 第 {row} 行被改动，记录里没有这次改动（最后一次登记：第 {n} 条）",
        "table {table}, row {row}: it was changed without an entry (last recorded by entry {n})",
    ),
    "row_gone": Sentence(
        "表 {table} 第 {row} 行不见了，记录里没有删除（最后一次登记：第 {n} 条）",
        "table {table}, row {row}: it vanished without an entry (last recorded by entry {n})",
    ),
    "row_unknown": Sentence(
        "表 {table} 第 {row} 行出现了，记录里没有它",
        "table {table}, row {row}: it appeared without an entry",
    ),
}


BREAKS = frozenset({"missing", "prev_hash", "hash", "malformed"})
NAMED = 20
"""A check names so many faults at most."""


@dataclass(frozen=True)
class Fault:
    """Something that does not hold, the entry where it begins if there is one, and why."""

    code: str
    text: Sentence
    entry: int | None = None


def fault(code: str, entry: int | None = None, **values: Any) -> Fault:
    zh, en = REASONS[code]
    known = {"n": entry, **values}
    return Fault(code, Sentence(zh.format(**known), en.format(**known)), entry)


@dataclass(frozen=True)
class Verification:
    """What a check found: how much it read, and everything that does not hold."""

    chain: str
    entries: int
    seals: int
    kept: int = 0
    rows: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.faults

    @property
    def is_broken(self) -> bool:
        """The chain itself breaks: what comes after was not read, and is not judged."""
        return bool(self.faults) and self.faults[0].code in BREAKS

    @property
    def first_bad(self) -> int | None:
        return next((one.entry for one in self.faults if one.entry is not None), None)

    @property
    def reason(self) -> Sentence | None:
        return self.faults[0].text if self.faults else None


class KeptFileWrong(ValueError):
    """A file that was given to compare with is none; `zh` and `en` say what it should be."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en
