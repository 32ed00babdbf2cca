"""What crews say by radio, as the desk enters it in one line: codes, words, and what they mean.

Pure: a line of text and the units there are become commands, or a sentence why not.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from quanju.domains.dispatch.workflow import ASSIGNMENT
from quanju.domains.kernel.types import Text
from quanju.domains.patrol.types.standing import ACTIVITIES, UNIT_VERBS, unit_verbs
from quanju.domains.rulebook.types import Lines, RuleKind, Table, Words, one_of, worded, wrong

STEPS = ("acknowledge", "depart", "arrive", "control", "transport", "clear", "done")
"""What a crew does on its job, in the order of an ordinary one."""
DUTY = ("sign_on", "sign_off")
SAID = (*STEPS, *ACTIVITIES, *DUTY)
"""Everything that may be told by radio."""
MAY_TAKE_TIME = ("break", "out_of_service")
"""States for which a crew says how many minutes."""


def deed_names() -> Mapping[str, Text]:
    """Everything that may be told by radio, in words."""
    return {does: label_of(does) for does in SAID}


class RadioWord(Lines):
    """A code and the words that mean one thing."""

    does: Annotated[str, one_of(SAID)] = worded("含义", "Means", names=deed_names)
    code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,2}$")] = worded("代码", "Code")
    words: tuple[Words, ...] = worded("说法", "Said as", min_length=1, max_length=8)


class Radio(Table):
    """The desk's one line."""

    undo_s: float = worded("多久内可撤回", "Undone within", ge=5, le=600)
    most_min: int = worded("休息最多", "Minutes said at most", ge=1, le=720)
    words: tuple[RadioWord, ...] = worded("用语", "Words", validation_alias="word", min_length=1)

    @cached_property
    def by_word(self) -> Mapping[str, RadioWord]:
        """Codes and words as they are looked for."""
        return {plain(said): one for one in self.words for said in (one.code, *one.words)}

    @cached_property
    def by_deed(self) -> Mapping[str, RadioWord]:
        return {one.does: one for one in self.words}

    @model_validator(mode="after")
    def _each_stands_once(self) -> Self:
        said = [plain(word) for one in self.words for word in (one.code, *one.words)]
        if twice := sorted({word for word in said if said.count(word) > 1}):
            raise wrong(f"“{twice[0]}”出现两次", f"“{twice[0]}” stands twice", line="word")
        if len(self.by_deed) < len(self.words):
            raise wrong("有一种说法出现两次", "one deed stands twice", line="word")
        return self


RADIO = RuleKind("dispatch.radio", Text("电台用语", "Radio words"), Radio)


def label_of(does: str) -> Text:
    """A deed in words: 到场, 休息, 上勤."""
    if does in STEPS:
        return ASSIGNMENT.verb_labels[does]
    return UNIT_VERBS[does if does in DUTY else f"set_{does}"]


def plain(text: str) -> str:
    """As it is compared: half-width, small letters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRadio:
    """A unit as the line knows it: what may be told of it now."""

    unit_id: int
    call_sign: str
    status: str
    state: Text
    job: int | None
    incident: str
    may: tuple[str, ...]


def may_be_told(status: str, job_state: str | None) -> tuple[str, ...]:
    """What a crew can say next: on a job its steps, else its own state and its shift."""
    if job_state:
        return tuple(verb for verb in STEPS if verb in ASSIGNMENT.moves[job_state])
    own = unit_verbs(status)
    states = [one for one in ACTIVITIES if f"set_{one}" in own]
    return (*states, *(one for one in DUTY if one in own))


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that the line may mean; `words` says it so that it can mean nothing else."""

    unit: OnRadio
    does: str
    word: Text
    minutes: int | None = None
    is_confirmed: bool = False

    @property
    def label(self) -> Text:
        said = label_of(self.does)
        if self.minutes is None:
            return said
        return Text(f"{said.zh} {self.minutes} 分钟", f"{said.en}, {self.minutes} min")

    @property
    def words(self) -> Text:
        end = f" {self.minutes}" if self.minutes is not None else ""
        end += "!" if self.is_confirmed else ""
        sign = self.unit.call_sign
        return Text(f"{sign} {self.word.zh}{end}", f"{sign} {self.word.en}{end}")


@dataclass(frozen=True, slots=True)
class Heard:
    """What the line may mean: one command is `ready`; of several none is, and a person chooses."""

    commands: tuple[Command, ...] = ()
    why: Text | None = None
    is_whole: bool = False

    @property
    def ready(self) -> Command | None:
        return self.commands[0] if self.is_whole and len(self.commands) == 1 else None


NOBODY = Text(
    "没有单位叫“{word}”。先写呼号，再写状态：{example}",
    "No unit is called “{word}”. First the call sign, then the state: {example}",
)
NOT_A_WORD = Text(
    "“{word}”没有听懂。{unit} 现在可以：{may}",
    "“{word}” is not understood. {unit} may now: {may}",
)
NOT_NOW = Text(
    "{unit} 现在是“{state}”，不能“{what}”。现在可以：{may}",
    "{unit} is “{state}” now and cannot “{what}”. It may now: {may}",
)
MINUTES = Text("分钟数应为 1 到 {most}", "Minutes are from 1 to {most}")
SEVERAL = Text("可能不止一个单位，请选一个", "More than one unit may be meant: choose one")

Named = tuple[OnRadio, str]
"""A unit that a line may begin with, and what follows."""
_MINUTES = re.compile(r"^(?P<word>.*?) ?(?P<n>[0-9]{1,4}) ?(?:分钟|分|minutes|min|m)?$")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def understood(text: str, rule: Radio, units: Sequence[OnRadio]) -> Heard:
    """What a line of text means: `P3 到场`, `P3 5`, `P3 休 15`, `35` where one unit fits.

    A call sign, or its number alone; then a code or a word; minutes for a break; `!` at the end
    confirms what must be confirmed. Words of both languages are understood in both.
    """
    line = plain(text)
    is_confirmed = line.endswith("!")
    line = line.rstrip("! ")
    if not line:
        return Heard()
    offered = offered_words(rule)
    named = _named(line, units)
    if not named:
        if any(plain(unit.call_sign).startswith(line) for unit in units):
            return Heard()
        word = line.partition(" ")[0][:20]
        return Heard(why=NOBODY.filled(word=word, example=_example(rule, units)))
    told = [(unit, rest) for unit, rest in named if rest]
    if not told:
        return Heard(tuple(one for unit, _ in named for one in _deeds(unit, offered)))
    return _of_words(told, rule, offered, is_confirmed=is_confirmed)


def _deeds(unit: OnRadio, offered: Mapping[str, Text]) -> Iterator[Command]:
    """Everything that may be told of the unit now."""
    return (Command(unit, does, offered[does]) for does in unit.may if does in offered)


def _of_words(
    told: Sequence[Named], rule: Radio, offered: Mapping[str, Text], *, is_confirmed: bool
) -> Heard:
    """The commands of those units for whom the words fit now, else a sentence about the first."""
    known = []
    for unit, rest in told:
        one, minutes = _word(rest, rule)
        if one is not None:
            known.append(Command(unit, one.does, offered[one.does], minutes, is_confirmed))
    fits = tuple(one for one in known if one.does in one.unit.may)
    if any(one.minutes is not None and not 1 <= one.minutes <= rule.most_min for one in fits):
        return Heard(why=MINUTES.filled(most=rule.most_min))
    if fits:
        return Heard(fits, SEVERAL if len(fits) > 1 else None, is_whole=True)
    if begun := tuple(_begun(told, rule, offered)):
        return Heard(begun)
    if known:
        unit, what = known[0].unit, label_of(known[0].does)
        return Heard(why=_now_of(NOT_NOW, unit, rule).filled(what=what, state=unit.state))
    unit, rest = told[0]
    return Heard(why=_now_of(NOT_A_WORD, unit, rule).filled(word=rest[:20]))


def _now_of(sentence: Text, unit: OnRadio, rule: Radio) -> Text:
    """The sentence with the unit and what it may do now, the other places left open."""
    may = [one.word for one in _deeds(unit, offered_words(rule))]
    listed = Text("、".join(w.zh for w in may) or "—", ", ".join(w.en for w in may) or "—")
    keep = {name: "{" + name + "}" for name in ("word", "what", "state")}
    return sentence.filled(unit=unit.call_sign, may=listed, **keep)


def _named(line: str, units: Sequence[OnRadio]) -> list[Named]:
    """Units that the line may begin with. A call sign by itself shuts out all others."""
    first, _, rest = line.partition(" ")
    exact, glued = [], []
    for unit in units:
        sign = plain(unit.call_sign)
        number = sign.lstrip(_LETTERS)
        if first == sign:
            return [(unit, rest)]
        if first == number:
            exact.append((unit, rest))
        elif key := next((key for key in (sign, number) if key and line.startswith(key)), ""):
            glued.append((unit, line.removeprefix(key).strip()))
    return exact if exact and rest else [*exact, *glued]


def _word(rest: str, rule: Radio) -> tuple[RadioWord | None, int | None]:
    """A word or a code, and the minutes behind it where they make sense."""
    if one := rule.by_word.get(rest):
        return one, None
    found = _MINUTES.match(rest)
    one = rule.by_word.get(found["word"].strip()) if found else None
    if found is None or one is None or one.does not in MAY_TAKE_TIME:
        return None, None
    return one, int(found["n"])


def _begun(told: Sequence[Named], rule: Radio, offered: Mapping[str, Text]) -> Iterator[Command]:
    """What the words may become once they are written to their end."""
    for unit, rest in told:
        deeds = dict.fromkeys(o.does for said, o in rule.by_word.items() if said.startswith(rest))
        yield from (Command(unit, does, offered[does]) for does in deeds if does in unit.may)


def offered_words(rule: Radio) -> dict[str, Text]:
    """The word of each deed that is offered: the first that is written in the language."""
    return {one.does: Text(_first(one.words, False), _first(one.words, True)) for one in rule.words}


def _first(words: Sequence[str], is_ascii: bool) -> str:
    return next((word for word in words if word.isascii() == is_ascii), words[0])


def _example(rule: Radio, units: Sequence[OnRadio]) -> Text:
    """A line that would be understood now."""
    for unit in units:
        if does := next((one for one in unit.may if one in rule.by_deed), ""):
            return Command(unit, does, offered_words(rule)[does]).words
    return Text("—", "—")
