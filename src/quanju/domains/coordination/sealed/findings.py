"""What a check of a package can find, each with its sentence, and the finding itself."""

from dataclasses import dataclass

SEAL, EXPORT, PROOFS = "seal.json", "export.json", "proofs.json"
BESIDE = (SEAL, EXPORT, PROOFS)
"""What is said about a package stands beside it: no manifest lists it, each proves itself."""
ENTRIES = "data/journal.jsonl"

REASONS = {
    "changed": ("内容被改动", "its content was changed"),
    "missing": ("缺失", "it is missing"),
    "extra": ("是后来放进去的：清单里没有", "it was put in later: no manifest lists it"),
    "unlisted": ("不该在包里", "it does not belong into the package"),
    "renamed": ("被改名为 {now}", "it was renamed to {now}"),
    "malformed": ("读不出来", "it cannot be read"),
    "other_seal": ("与封签不符：清单被改动", "it is not what was sealed: the manifest was changed"),
    "signature": ("签名无效", "its signature does not hold"),
    "key": ("不是用本分局的密钥签的", "it was not signed with the branch's key"),
    "entry": ("第 {now} 条记录与其哈希不符", "entry {now} does not match its hash"),
    "proof": (
        "第 {now} 条记录推不到封存的根",
        "entry {now} does not lead to the root that was sealed",
    ),
    "kept": (
        "第 {now} 次封存与别处保存的不同",
        "seal {now} differs from the one that was kept elsewhere",
    ),
    "other_entry": (
        "记录写下的封签与包里的不同",
        "the journal recorded another seal than the package has",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with which file."""

    code: str
    name: str
    now: str = ""

    @property
    def zh(self) -> str:
        return f"{self.name}：{REASONS[self.code][0].format(now=self.now)}"

    @property
    def en(self) -> str:
        return f"{self.name}: {REASONS[self.code][1].format(now=self.now)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A package that was checked; `proved` of its `entries` lead to a seal of the journal."""

    package: str
    files: int
    sealed_at: str
    public_key: str
    entries: int
    proved: int
    exported_by: str
    exported_at: str
    purpose: str
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults
