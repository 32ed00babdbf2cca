"""Cards by type: closed questions, answers that raise the grade, sentences to say to the caller."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from quanju.domains.dispatch.rules import GradeNumber, ProposedGrade
from quanju.domains.dispatch.types import CardFact, IncidentType
from quanju.domains.kernel.types import Refused, Text
from quanju.domains.rulebook.types import (
    Code,
    Lines,
    Named,
    RuleKind,
    Table,
    Wording,
    worded,
    wrong,
)


class Answer(Named):
    """One answer; `raises_to` is the least urgent grade that the incident then has."""

    code: Code = worded("代码", "Code")
    raises_to: GradeNumber | None = worded("上调到等级", "Raises the grade to", default=None)


class Question(Named):
    """A closed question; the digits 1 to 9 choose among its answers."""

    code: Code = worded("代码", "Code")
    answers: tuple[Answer, ...] = worded(
        "答案", "Answers", validation_alias="answer", min_length=2, max_length=9
    )

    def answer(self, code: str) -> Answer | None:
        return next((one for one in self.answers if one.code == code), None)


class Card(Lines):
    """What is asked and said for a class or a type."""

    code: Code = worded("类别或类型代码", "Class or type")
    say: tuple[Wording, ...] = worded(
        "对报警人说的话", "Said to the caller", default=(), max_length=4
    )
    questions: tuple[Question, ...] = worded(
        "问题", "Questions", default=(), validation_alias="question", max_length=6
    )

    @model_validator(mode="after")
    def _a_question_stands_once(self) -> Self:
        codes = [one.code for one in self.questions]
        if len(set(codes)) < len(codes):
            raise wrong("有问题出现两次", "a question stands twice", line="question")
        return self


class Cards(Table):
    """The cards; a type's own comes before that of its class."""

    cards: Annotated[tuple[Card, ...], Field(validation_alias="card")] = worded(
        "接警卡", "Cards", default=()
    )

    @cached_property
    def _by_code(self) -> Mapping[str, Card]:
        return {one.code: one for one in self.cards}

    def of(self, kind: IncidentType) -> Card | None:
        return self._by_code.get(kind.code) or self._by_code.get(kind.class_code)

    @model_validator(mode="after")
    def _one_card_each(self) -> Self:
        if len(self._by_code) < len(self.cards):
            raise wrong("有代码写了两张卡", "a code has two cards", line="card")
        return self


CARDS = RuleKind("dispatch.cards", Text("接警卡", "Cards by type"), Cards)


class AnswerUnknown(Refused):
    """An answer that the card of this type does not have."""

    code = "ANSWER_UNKNOWN"
    text = Text(
        "接警卡没有这个问题或回答：{said}。类型可能刚改过，请重新选答",
        "The card has no such question or answer: {said}. The type may have changed; answer again",
    )
    status = 422
    field = "type_code"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the caller was asked and said, and the grade after it."""

    facts: tuple[CardFact, ...]
    proposal: ProposedGrade


def answered(card: Card | None, said: Mapping[str, str], proposal: ProposedGrade) -> Answered:
    """The facts of a card, and the grade that its answers raise; no answer lowers it."""
    grade, reasons, facts = proposal.grade, list(proposal.reasons), []
    questions = {one.code: one for one in card.questions} if card else {}
    if unknown := sorted(set(said) - set(questions)):
        raise AnswerUnknown(said=unknown[0][:40])
    for question in questions.values():
        code = said.get(question.code, "")
        answer = question.answer(code)
        if code and answer is None:
            raise AnswerUnknown(said=code[:40])
        if answer is None:
            continue
        facts.append(CardFact(question.code, answer.code, question.name, answer.name))
        if answer.raises_to is not None and answer.raises_to < grade:
            grade = answer.raises_to
            reasons.append(_raised(question.name, answer.name, grade))
    return Answered(tuple(facts), ProposedGrade(grade, tuple(reasons)))


def _raised(question: Text, answer: Text, grade: int) -> Text:
    return Text(
        f"因“{question.zh}{answer.zh}”上调到 {grade} 级",
        f"raised to grade {grade} by “{question.en} {answer.en}”",
    )
