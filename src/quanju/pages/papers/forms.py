"""What may be asked for a list of papers, and what is typed from a paper."""

from typing import Any

from django import forms

from quanju.domains.documents.types import PAPER_STATES, PaperKind
from quanju.domains.kernel.types import Text
from quanju.pages.shared.fields import Filter, Yes

LABELS = {
    "kind": Text("种类", "Kind"),
    "state": Text("状态", "State"),
    "number": Text("编号（开头即可）", "Number (its beginning is enough)"),
}
WORDS = Text("要隐去的词（每行一个）", "Words to hide, one a line")
RECIPIENT = Text("接收单位", "Who receives it")
WHY = Text("理由", "Why")
REASON = Text("作废理由", "Why it is withdrawn")
LONGEST_REASON = 500


class PaperFilter(Filter):
    """Kind, state, the beginning of a number; everything may be left empty."""

    kind = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False)
    number = forms.SlugField(max_length=100, required=False)

    def __init__(self, *args: Any, kinds: tuple[PaperKind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            self.fields[name].label = str(label)
        anything = ("", str(Text("全部", "all")))
        choices = {
            "kind": [(kind.name, str(kind.label)) for kind in kinds],
            "state": [(state, str(label)) for state, label in PAPER_STATES.items()],
        }
        for name, rows in choices.items():
            self.fields[name].choices = [anything, *rows]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a paper is taken back."""

    reason = forms.CharField(
        label=REASON,  # type: ignore[arg-type]
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CopyForm(forms.Form):
    """What is to be hidden, for whom the copy is, and why."""

    words = forms.CharField(
        label=WORDS,  # type: ignore[arg-type]
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_whole = Yes(
        label=Text(
            "已通读，没有要隐去的内容（由另一人复核）",
            "Read through: nothing has to be hidden (a second person confirms)",
        )
    )
    recipient = forms.CharField(label=RECIPIENT, max_length=200)  # type: ignore[arg-type]
    reason = forms.CharField(label=WHY, max_length=500)  # type: ignore[arg-type]

    def clean_words(self) -> list[str]:
        return [word for word in self.cleaned_data["words"].splitlines() if word.strip()]


class CheckForm(forms.Form):
    """What stands on a paper beside its code."""

    number = forms.SlugField(label=Text("编号", "Number"), max_length=100)  # type: ignore[arg-type]
    code = forms.SlugField(label=Text("校验码", "Code"), max_length=20)  # type: ignore[arg-type]

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()
