"""The duty phone book: offices and services by what they are for. No persons, no residents."""

from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from quanju.domains.kernel.types import Text
from quanju.domains.rulebook.types import Code, Named, RuleKind, Table, one_of, worded, wrong

PURPOSES = {
    "emergency": Text("急救与消防", "Emergency services"),
    "police": Text("公安", "Police"),
    "office": Text("政府与热线", "Offices and hotlines"),
    "utility": Text("水电气热", "Utilities"),
    "help": Text("救援与服务", "Recovery and trades"),
}
"""What a number is for, in the order of the book."""

Number = Annotated[str, Field(min_length=3, max_length=30, pattern=r"^[0-9][0-9 #*-]*[0-9]$")]


class PhoneLine(Named):
    """An office or a service and the numbers that are tried one after another."""

    code: Code = worded("代码", "Code")
    purpose: Annotated[str, one_of(PURPOSES)] = worded("用途", "What it is for", names=PURPOSES)
    numbers: tuple[Number, ...] = worded("号码", "Numbers", min_length=1, max_length=4)
    remark_zh: str = worded("说明", "Remark in Chinese", default="", max_length=80)
    remark_en: str = worded("英文说明", "Remark in English", default="", max_length=80)

    @property
    def remark(self) -> Text:
        return Text(self.remark_zh, self.remark_en)


class PhoneBook(Table):
    """The lines of the book."""

    lines: tuple[PhoneLine, ...] = worded(
        "号码簿", "Lines", validation_alias="line", min_length=1, max_length=200
    )

    @cached_property
    def in_order(self) -> tuple[PhoneLine, ...]:
        """By what they are for, and within that as the branch wrote them."""
        order = list(PURPOSES)
        return tuple(sorted(self.lines, key=lambda one: order.index(one.purpose)))

    @model_validator(mode="after")
    def _a_line_stands_once(self) -> Self:
        codes = [one.code for one in self.lines]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            zh, en = f"{twice[0]} 出现两次", f"{twice[0]} stands twice"
            raise wrong(zh, en, line="line")
        return self


PHONE_BOOK = RuleKind("dispatch.phone_book", Text("值班电话簿", "Duty phone book"), PhoneBook)
