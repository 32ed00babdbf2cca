"""What residents are asked for: as little as will do, and never who they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from quanju.domains.kernel.days import local_time
from quanju.domains.kernel.types import Text
from quanju.domains.reception.types.hall import SERVICES, Site
from quanju.domains.reception.types.portal import DayOfTimes
from quanju.pages.shared.fields import Words, Yes


def words(label: Text, *, rows: int = 0, hint: Text | None = None, **more: Any) -> Words:
    """A line, or several; the browser keeps nothing of it for the next one at a shared phone."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    widget.attrs["autocomplete"] = "off"
    return Words(label=label, widget=widget, help_text=hint or "", **more)


class ProgressForm(forms.Form):
    """Number and code from the receipt."""

    number = forms.SlugField(label=Text("编号", "Number"), max_length=16)  # type: ignore[arg-type]
    code = forms.CharField(label=Text("查询码", "Query code"), max_length=20)  # type: ignore[arg-type]


class TellingForm(forms.Form):
    """By which way one is told, and where: for this one matter."""

    way = forms.ChoiceField(label=Text("怎么告诉您", "How"))  # type: ignore[arg-type]
    address = words(Text("手机号或邮箱", "Number or e-mail address"), required=True)

    def __init__(self, *given: Any, ways: Mapping[str, Text], **more: Any) -> None:
        super().__init__(*given, **more)
        chosen = [(way, str(name)) for way, name in ways.items()]
        self.fields["way"].choices = chosen  # type: ignore[attr-defined]


class PreReportForm(forms.Form):
    """What happened, before one comes."""

    title = words(
        Text("出了什么事", "What happened"),
        required=True,
        hint=Text("一句话，不写姓名电话", "One sentence, no names, no telephone"),
    )
    place = words(Text("在哪里", "Where"))
    statement = words(
        Text("什么时候、怎么发生的", "When and how"),
        rows=6,
        hint=Text(
            "想到多少写多少，民警当面再问", "As much as you remember; the officer asks the rest"
        ),
    )
    is_danger = Yes(label=Text("现在还有人有危险", "Somebody is in danger now"))
    is_restricted = Yes(
        label=Text(
            "关系到孩子、家里人打人或性侵害：只给经办民警和督察法制看",
            "A child, violence at home, sexual assault: its officer and legal supervision alone",
        )
    )


class VisitForm(forms.Form):
    """What for and when one will come to a site."""

    come_at = forms.ChoiceField(label=Text("什么时候来", "When you come"))  # type: ignore[arg-type]

    def __init__(self, *given: Any, days: Sequence[DayOfTimes], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["come_at"].choices = [  # type: ignore[attr-defined]
            (f"{one.day:%m-%d}", [(at.isoformat(), _told(at)) for at in one.times]) for one in days
        ]


def _told(at: datetime) -> str:
    return f"{local_time(at):%m-%d %H:%M}"


class WhereForm(forms.Form):
    """Where one will come, and what for: the times that are left depend on both."""

    site = forms.ChoiceField(label=Text("到哪里", "Where"))  # type: ignore[arg-type]
    service = forms.ChoiceField(label=Text("办什么", "What for"))  # type: ignore[arg-type]

    def __init__(self, *given: Any, sites: Sequence[Site], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["site"].choices = [(one.code, str(one.name)) for one in sites]  # type: ignore[attr-defined]
        services = [(code, str(name)) for code, name in SERVICES.items()]
        self.fields["service"].choices = services  # type: ignore[attr-defined]


class LetterForm(forms.Form):
    """What somebody writes; how to address and reach them only if they like."""

    office = forms.ChoiceField(label=Text("关于哪个单位", "About which office"), required=False)  # type: ignore[arg-type]
    text = words(Text("内容", "What it is about"), rows=8, required=True)
    sender = words(Text("怎么称呼您", "How to address you"))
    contact = words(
        Text("联系方式", "Telephone or e-mail"),
        hint=Text(
            "只用于这件事，办结后删除；答复凭查询码也能看到",
            "For this matter alone, deleted after it; the answer is read with the code, too",
        ),
    )
    about_number = words(Text("回执编号", "Number of a receipt"))
    about_code = words(Text("回执查询码", "Code of that receipt"))

    def __init__(self, *given: Any, kind: str, offices: Mapping[str, Text], **more: Any) -> None:
        super().__init__(*given, **more)
        unsure = ("", str(Text("不清楚或别的单位", "not sure, or another")))
        choices = [unsure, *((code, str(name)) for code, name in offices.items())]
        self.fields["office"].choices = choices  # type: ignore[attr-defined]
        if kind != "complaint":
            for name in ("office", "about_number", "about_code"):
                del self.fields[name]
        if kind == "question":
            for name in ("sender", "contact"):
                del self.fields[name]

    @property
    def said(self) -> dict[str, str]:
        return {n: self.cleaned_data.get(n, "") for n in ("text", "sender", "contact")}

    @property
    def about(self) -> tuple[str, str]:
        return self.cleaned_data.get("about_number", ""), self.cleaned_data.get("about_code", "")
