"""Rule tables of dispatch and the pure decisions made with them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quanju.domains.dispatch.types import IncidentType
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types import FORCE_TYPES
from quanju.domains.rulebook.types import RuleError, RuleKind

SHIPPED = Path(__file__).parent / "tables"
"""Tables that come with the room; a branch takes them over or brings its own."""


@dataclass(frozen=True)
class IncidentClasses:
    """All types by code, in the order of the table."""

    types: Mapping[str, IncidentType]

    def named(self, code: str) -> IncidentType | None:
        return self.types.get(code)

    def classes(self) -> dict[str, Text]:
        return {t.class_code: t.class_name for t in self.types.values()}


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and its limits."""

    number: int
    name: Text
    kind: Text
    sign_off_s: float
    first_feedback_min: float
    silent_after_min: float
    is_risky: bool


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """Words that raise the grade to at least this, and why."""

    grade: int
    why: Text
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One unit of one of these forces, in order of preference."""

    forces: tuple[str, ...]
    least_crew: int


@dataclass(frozen=True)
class ResponsePlans:
    """Needs by grade, or by class or type where it has its own plan."""

    preference_s: float
    by_grade: Mapping[int, tuple[Need, ...]]
    by_code: Mapping[str, tuple[Need, ...]]

    def needs(self, kind: IncidentType, grade: int) -> tuple[Need, ...]:
        """The needs of an incident, the joint forces of its type last."""
        plan = (
            self.by_code.get(kind.code)
            or self.by_code.get(kind.class_code)
            or self.by_grade.get(grade, ())
        )
        return (*plan, *(Need((force,), 1) for force in kind.joint))


@dataclass(frozen=True)
class Codes:
    """Closed lists of reasons, each code with its words."""

    lists: Mapping[str, Mapping[str, Text]]
    without_case: frozenset[str] = frozenset()
    """Dispositions with which even a type that is a case ends without a report number."""

    def of(self, name: str) -> Mapping[str, Text]:
        return self.lists[name]


@dataclass(frozen=True, slots=True)
class Joining:
    """When a call looks like an open incident."""

    within_m: float
    within_min: float
    same_class_only: bool
    least_common_words: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the dispatch clocks."""

    acknowledge_alert_s: float
    re_offer_s: float
    feedback_min: float
    silent_min: float
    reservation_min: float
    nuisance_days: float


def _wrong(zh: str, en: str) -> RuleError:
    return RuleError(Text(zh, en))


def _number(row: Mapping[str, Any], name: str, low: float, high: float) -> float:
    value = row.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise _wrong(
            f"{name} 应为 {low:g} 到 {high:g} 的数，现在是 {value!r}",
            f"{name} must be a number from {low:g} to {high:g}, not {value!r}",
        )
    return value


def _words(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(f"缺少 {name}", f"{name} is missing")
    return value


def _text(row: Mapping[str, Any], name: str) -> Text:
    return Text(_words(row, f"{name}_zh"), _words(row, f"{name}_en"))


def _rows(content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = content.get(name)
    if not isinstance(rows, list) or not rows or not all(isinstance(r, Mapping) for r in rows):
        raise _wrong(f"至少要有一个 [[{name}]]", f"at least one [[{name}]] is needed")
    return rows


def parse_incident_classes(content: Mapping[str, Any]) -> IncidentClasses:
    """Read classes and types; codes are used once, grades are 1 to 4."""
    types: dict[str, IncidentType] = {}
    for row in _rows(content, "class"):
        class_code, class_name = _words(row, "code"), _text(row, "name")
        share = _number(row, "share", 0, 100) if "share" in row else 0.0
        kinds = _rows(row, "type")
        for kind in kinds:
            code = _words(kind, "code")
            if code in types:
                raise _wrong(f"类型 {code} 出现两次", f"type {code} stands twice")
            types[code] = IncidentType(
                code=code,
                name=_text(kind, "name"),
                class_code=class_code,
                class_name=class_name,
                grade=int(_number(kind, "grade", 1, 4)),
                common=_words(kind, "common"),
                is_enforcement=bool(kind.get("is_enforcement", True)),
                is_restricted=bool(kind.get("is_restricted", False)),
                needs_case=bool(kind.get("needs_case", row.get("needs_case", False))),
                joint=_forces(kind.get("joint", [])),
                share=float(kind.get("share", share / len(kinds))),
            )
    return IncidentClasses(types)


def _forces(names: Any) -> tuple[str, ...]:
    if not isinstance(names, list) or not set(names) <= set(FORCE_TYPES):
        raise _wrong(
            f"不认识的警力类型：{names}；可用 {sorted(FORCE_TYPES)}",
            f"unknown force in {names}; known: {sorted(FORCE_TYPES)}",
        )
    return tuple(names)


def parse_grades(content: Mapping[str, Any]) -> dict[int, Grade]:
    """Read grades 1 to 4, each once."""
    grades = {
        int(_number(row, "number", 1, 4)): Grade(
            number=int(row["number"]),
            name=_text(row, "name"),
            kind=_text(row, "kind"),
            sign_off_s=_number(row, "sign_off_s", 1, 3600),
            first_feedback_min=_number(row, "first_feedback_min", 1, 1440),
            silent_after_min=_number(row, "silent_after_min", 1, 1440),
            is_risky=bool(row.get("is_risky", False)),
        )
        for row in _rows(content, "grade")
    }
    if sorted(grades) != list(range(1, len(grades) + 1)):
        raise _wrong("等级应从 1 连续编号", "grades are numbered from 1 without a gap")
    return grades


def parse_safety_words(content: Mapping[str, Any]) -> tuple[SafetyRule, ...]:
    """Read the words that raise the grade."""
    rules = []
    for row in _rows(content, "rule"):
        words = row.get("words")
        if (
            not isinstance(words, list)
            or not words
            or not all(isinstance(w, str) and w.strip() for w in words)
        ):
            raise _wrong("words 应为词的列表", "words must be a list of words")
        rules.append(
            SafetyRule(
                int(_number(row, "grade", 1, 4)),
                _text(row, "why"),
                tuple(sorted((w.lower() for w in words), key=lambda w: (-len(w), w))),
            )
        )
    return tuple(rules)


def parse_response_plans(content: Mapping[str, Any]) -> ResponsePlans:
    """Read which forces answer; each plan is for a grade, or for a class or type by its code."""
    by_grade: dict[int, tuple[Need, ...]] = {}
    by_code: dict[str, tuple[Need, ...]] = {}
    for row in _rows(content, "plan"):
        needs = tuple(
            Need(
                _forces(n.get("forces")), int(_number({"least_crew": 1, **n}, "least_crew", 1, 50))
            )
            for n in _rows(row, "needs")
        )
        if "code" in row:
            by_code[_words(row, "code")] = needs
        else:
            by_grade[int(_number(row, "grade", 1, 4))] = needs
    return ResponsePlans(
        _number({"preference_s": 0, **content}, "preference_s", 0, 3600), by_grade, by_code
    )


CODE_LISTS = ("disposition", "release", "refusal", "cancel", "hand_over", "topic")


def parse_dispositions(content: Mapping[str, Any]) -> Codes:
    """Read the closed lists of reasons."""
    lists: dict[str, dict[str, Text]] = {}
    for name in CODE_LISTS:
        rows = content.get(name)
        if not isinstance(rows, Mapping) or not rows:
            raise _wrong(f"缺少 [{name}]", f"[{name}] is missing")
        for code, words in rows.items():
            if not (isinstance(words, list) and len(words) == 2 and all(words)):
                raise _wrong(
                    f"{name}.{code} 应为 [中文, English]",
                    f"{name}.{code} must be [Chinese, English]",
                )
        lists[name] = {code: Text(str(zh), str(en)) for code, (zh, en) in rows.items()}
    without = content.get("without_case", [])
    if not isinstance(without, list) or not lists["disposition"].keys() >= set(map(str, without)):
        raise _wrong(
            "without_case 应为 disposition 中的代码列表",
            "without_case must be a list of codes of [disposition]",
        )
    return Codes(lists, frozenset(map(str, without)))


def parse_joining(content: Mapping[str, Any]) -> Joining:
    """Read when a call looks like an open incident."""
    return Joining(
        _number(content, "within_m", 1, 5000),
        _number(content, "within_min", 1, 1440),
        bool(content.get("same_class_only", True)),
        int(_number({"least_common_words": 0, **content}, "least_common_words", 0, 10)),
    )


def parse_limits(content: Mapping[str, Any]) -> Limits:
    """Read the limits; the alert comes before the re-offer."""
    limits = Limits(
        _number(content, "acknowledge_alert_s", 1, 3600),
        _number(content, "re_offer_s", 1, 3600),
        _number(content, "feedback_min", 1, 1440),
        _number(content, "silent_min", 1, 1440),
        _number(content, "reservation_min", 1, 240),
        _number(content, "nuisance_days", 1, 365),
    )
    if limits.re_offer_s < limits.acknowledge_alert_s:
        raise _wrong("改派不能早于提醒", "the re-offer cannot come before the alert")
    return limits


INCIDENT_CLASSES = RuleKind(
    "incident_classes", Text("警情类别", "Incident classes"), parse_incident_classes
)
GRADES = RuleKind("grades", Text("警情等级", "Incident grades"), parse_grades)
SAFETY_WORDS = RuleKind("safety_words", Text("安全词", "Safety words"), parse_safety_words)
RESPONSE_PLANS = RuleKind(
    "response_plans", Text("出警方案", "Response plans"), parse_response_plans
)
DISPOSITIONS = RuleKind(
    "dispositions", Text("处置结果与理由", "Dispositions and reasons"), parse_dispositions
)
JOINING = RuleKind("joining", Text("疑似重复", "Likely duplicates"), parse_joining)
DISPATCH_CLOCKS = RuleKind("dispatch_clocks", Text("指挥时限", "Dispatch clocks"), parse_limits)

KINDS: tuple[RuleKind[Any], ...] = (
    INCIDENT_CLASSES,
    GRADES,
    SAFETY_WORDS,
    RESPONSE_PLANS,
    DISPOSITIONS,
    JOINING,
    DISPATCH_CLOCKS,
)


def shipped(kind: RuleKind[Any]) -> Mapping[str, Any]:
    """The table of that kind that comes with the room."""
    return tomllib.loads((SHIPPED / f"{kind.name}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class ProposedGrade:
    """A grade and why: the type's own, raised by words, never lowered by them."""

    grade: int
    reasons: tuple[Text, ...]


def proposed_grade(kind: IncidentType, text: str, safety: Sequence[SafetyRule]) -> ProposedGrade:
    """The type's grade, raised by the most urgent words that the text holds."""
    grade, reasons = kind.grade, []
    heard = text.lower()
    for rule in safety:
        word = next((w for w in rule.words if w in heard), None)
        if word is not None and rule.grade < kind.grade:
            reasons.append(
                Text(
                    f"因“{word}”（{rule.why.zh}）上调到 {rule.grade} 级",
                    f"raised to grade {rule.grade} by “{word}” ({rule.why.en})",
                )
            )
            grade = min(grade, rule.grade)
    return ProposedGrade(grade, tuple(reasons))


_LATIN = re.compile(r"[a-z0-9]{2,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def words_of(text: str) -> frozenset[str]:
    """Latin words and pairs of Chinese characters, for comparing two reports."""
    lower = text.lower()
    pairs = {run[i : i + 2] for run in _CHINESE.findall(lower) for i in range(len(run) - 1)}
    return frozenset(pairs | set(_LATIN.findall(lower)))
