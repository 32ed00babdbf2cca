"""What the window and the progress page ask for."""

from datetime import datetime
from typing import Any

from django import forms

from quanju.domains.kernel.types import Text
from quanju.domains.reception.queries.reports import steps_rule
from quanju.domains.reception.queries.sorting import sorting_rule
from quanju.domains.reception.types.follow_ups import FOLLOW_UP_HOWS
from quanju.domains.reception.types.letters import SCORES
from quanju.domains.reception.types.reports import (
    CHANNELS,
    ReportView,
)
from quanju.domains.reception.types.sorting import CLASSES
from quanju.pages.shared.fields import Whole, Words, Yes

SAID = ("title", "place", "happened", "amount_yuan", "statement", "reporter", "contact", "advice")


def _words(label: Text, *, rows: int = 0, hint: Text | None = None, **more: Any) -> Words:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    widget.attrs["autocomplete"] = "off"
    return Words(label=label, widget=widget, help_text=hint or "", **more)


class ReportForm(forms.Form):
    """What somebody reports. Nothing but the matter and its kind is needed to begin."""

    channel = forms.ChoiceField(label=Text("怎么来的", "How it came"))  # type: ignore[arg-type]
    kind = forms.ChoiceField(label=Text("分类（由民警决定）", "Class (an officer decides)"))  # type: ignore[arg-type]
    title = _words(Text("事由（不写姓名）", "The matter (no names)"), required=True)
    statement = _words(Text("陈述", "Statement"), rows=6)
    place = _words(Text("地点", "Place"))
    happened = _words(
        Text("发生时间", "When it happened"),
        hint=Text(
            "可写一段，如 11-28 22:00 至 11-29 07:00", "a span will do: 11-28 22:00 to 07:00"
        ),
    )
    amount_yuan = _words(Text("涉及金额（元）", "Sum (yuan)"))
    reporter = _words(Text("报案人", "Reporter"))
    contact = _words(Text("联系方式", "Contact"))
    is_identity_checked = Yes(
        label=Text(
            "看过证件，身份已核对（不留证件号）", "Identity checked by sight (no number kept)"
        )
    )
    is_restricted = Yes(
        label=Text(
            "受限：涉及未成年人、性侵害或家庭暴力（只有责任人和督察法制看得到内容）",
            "Restricted: a minor, sexual or family violence (read by its owner and legal "
            "supervision alone)",
        )
    )
    advice = _words(
        Text("告知去处", "Where to go instead"),
        hint=Text("非警务的写明该找哪个部门", "For what is no police matter: the body in charge"),
    )

    def __init__(
        self, *given: Any, at: datetime, with_complaints: bool = False, **more: Any
    ) -> None:
        super().__init__(*given, **more)
        queues = sorting_rule(at).by_code
        channels = [(code, str(name)) for code, name in CHANNELS.items()]
        kinds = [(row.code, str(row.name)) for row in steps_rule(at).kind]
        if with_complaints:
            kinds.append(("complaint", str(CLASSES["complaint"])))
        self.sorted = [(code, name, row.next) for code, name in kinds if (row := queues.get(code))]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]
        nothing = ("", str(Text("请选择", "choose")))
        self.fields["kind"].choices = [nothing, *kinds]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in SAID}


def filled(view: ReportView) -> dict[str, Any]:
    """The form as the report stands."""
    names = ("channel", "kind", "is_identity_checked", "is_restricted", *SAID)
    return {name: getattr(view, name) for name in names}


class EvidenceForm(forms.Form):
    """One line of the list of evidence."""

    name = _words(Text("名称", "Item"), required=True)
    count = Whole(label=Text("数量", "Count"), min_value=1, max_value=9999)
    unit = _words(Text("单位", "Unit"), required=True)
    remark = _words(Text("备注", "Remark"))


class AnswerForm(forms.Form):
    """What came of asking somebody how it went; the score only where nobody has told one yet."""

    how = forms.ChoiceField(
        label=Text("怎么问的", "How they were asked"),  # type: ignore[arg-type]
        choices=[],
    )
    score = forms.TypedChoiceField(
        label=Text("满意度（只问一次）", "How satisfied (asked once)"),  # type: ignore[arg-type]
        coerce=int,
        empty_value=None,
        required=False,
    )
    said = _words(
        Text("对方说了什么", "What they said"),
        rows=4,
        hint=Text("不满意的一定要写", "Needed where they are unhappy"),
    )
    is_unhappy = Yes(
        label=Text(
            "对方不满意，或者事情没有着落：交督察法制处理",
            "They are unhappy, or nothing came of it: to legal supervision",
        )
    )

    def __init__(self, *given: Any, asks_score: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["how"].choices = [(code, str(text)) for code, text in FOLLOW_UP_HOWS.items()]  # type: ignore[attr-defined]
        scores = [("", str(Text("没有说", "not told"))), *((n, str(t)) for n, t in SCORES.items())]
        if asks_score:
            self.fields["score"].choices = scores  # type: ignore[attr-defined]
        else:
            del self.fields["score"]
