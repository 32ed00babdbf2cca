"""Standard sentences that a desk sends to crews: said often, so a press is enough."""

from collections.abc import Mapping
from functools import cached_property
from typing import Self

from pydantic import model_validator

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Code, Named, RuleKind, Table, worded, wrong


class Sentence(Named):
    """A sentence in both languages, so that each crew reads it in its own."""

    code: Code = worded("代码", "Code")


class Sentences(Table):
    """What is said often, and how much may be typed beside it."""

    longest: int = worded("一条消息最多字数", "Characters of a message at most", ge=40, le=2000)
    sentences: tuple[Sentence, ...] = worded(
        "常用语", "Sentences", validation_alias="sentence", min_length=1, max_length=40
    )

    @cached_property
    def by_code(self) -> Mapping[str, Sentence]:
        return {one.code: one for one in self.sentences}

    @model_validator(mode="after")
    def _a_sentence_stands_once(self) -> Self:
        codes = [one.code for one in self.sentences]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            zh, en = f"{twice[0]} 出现两次", f"{twice[0]} stands twice"
            raise wrong(zh, en, line="sentence")
        return self


SENTENCES = RuleKind(
    "dispatch.sentences", Text("常用消息", "Standard sentences to crews"), Sentences
)
