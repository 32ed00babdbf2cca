"""Forms of inspection plans; what is wrong stands at its field, nothing typed is lost."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from quanju.domains.kernel.days import local_day
from quanju.domains.kernel.types import Text
from quanju.domains.reception.queries.sites import sites
from quanju.domains.supervision.queries.inspections import most_in_sample, report_kinds
from quanju.domains.supervision.queries.recordings import keep_reasons
from quanju.domains.supervision.types.checks import LEVELS
from quanju.domains.supervision.types.inspections import INSPECTION_KINDS, METHODS, RESULTS
from quanju.domains.supervision.types.recordings import RECORDED, RECORDING_KINDS
from quanju.pages.shared.fields import DayField, MomentField, MomentInput, Whole, Words


def _words(label: Text, *, rows: int, **more: Any) -> Words:
    area = forms.Textarea(attrs={"rows": rows, "maxlength": 2000})
    return Words(label=label, widget=area, **more)


def _day(label: Text) -> DayField:
    return DayField(
        label=label,  # type: ignore[arg-type]
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PlanForm(forms.Form):
    """What a sample is drawn from, and how large it is."""

    kind = forms.ChoiceField(label=Text("哪一种", "Kind"))  # type: ignore[arg-type]
    aim = _words(Text("检查什么", "What is looked at"), rows=2, required=True)
    since_on = _day(Text("接报日期从", "Received from"))
    until_on = _day(Text("到（只能是过完的日子）", "Until (days that are over)"))
    size = Whole(label=Text("抽多少件", "Matters in the sample"), min_value=1)
    places = forms.MultipleChoiceField(
        label=Text("接报点，不选就是全部", "Sites; none ticked means all"),  # type: ignore[arg-type]
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label=Text("事项种类，不选就是全部", "Kinds of matters; none ticked means all"),  # type: ignore[arg-type]
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, sent: Any, *, at: datetime) -> None:
        yesterday = local_day(at) - timedelta(days=1)
        first = {
            "kind": "periodic",
            "since_on": yesterday - timedelta(days=29),
            "until_on": yesterday,
            "size": min(10, most_in_sample(at)),
        }
        super().__init__(sent, initial=first)
        offered: dict[str, list[tuple[str, str]]] = {
            "kind": [(code, str(text)) for code, text in INSPECTION_KINDS.items()],
            "places": [(one.code, str(one.name)) for one in sites()],
            "kinds": [(code, str(text)) for code, text in report_kinds(at).items()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class MatterForm(forms.Form):
    """How one matter was looked at, and what came of it."""

    method = forms.ChoiceField(label=Text("怎样查的", "How it was looked at"))  # type: ignore[arg-type]
    result = forms.ChoiceField(label=Text("结果", "Result"))  # type: ignore[arg-type]
    remarks = _words(
        Text("情况；有问题的写明请单位做什么", "What was seen; if wrong, what the unit is to do"),
        rows=4,
    )
    level = forms.TypedChoiceField(
        label=Text("有问题时由哪一级监督", "If wrong: supervised on level"),  # type: ignore[arg-type]
        coerce=int,
        initial=3,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"method": METHODS, "result": RESULTS, "level": LEVELS}
        for name, words in offered.items():
            self.fields[name].choices = [(code, str(text)) for code, text in words.items()]  # type: ignore[attr-defined]


class RecordingForm(forms.Form):
    """That there is a recording: of what, where it lies, when, and the hash the recorder shows."""

    about = forms.ChoiceField(label=Text("属于", "It belongs to"))  # type: ignore[arg-type]
    number = Words(label=Text("编号", "Number"), required=True)
    kind = forms.ChoiceField(label=Text("种类", "Kind"))  # type: ignore[arg-type]
    recorder = Words(
        label=Text("存放位置（记录仪或存储上的地址）", "Where it lies (address on the recorder)"),
        required=True,
    )
    sha256 = Words(
        label=Text("SHA-256（记录仪给出的）", "SHA-256, as the recorder gave it"), required=True
    )
    began_at = MomentField(
        label=Text("开始", "Began"),  # type: ignore[arg-type]
        widget=MomentInput(),
    )
    ended_at = MomentField(
        label=Text("结束", "Ended"),  # type: ignore[arg-type]
        widget=MomentInput(),
    )
    keep = forms.ChoiceField(label=Text("保存", "Kept as"))  # type: ignore[arg-type]

    def __init__(self, sent: Any, *, at: datetime, **more: Any) -> None:
        super().__init__(sent, **more)
        offered = {"about": RECORDED, "kind": RECORDING_KINDS, "keep": keep_reasons(at)}
        for name, words in offered.items():
            self.fields[name].choices = [(code, str(text)) for code, text in words.items()]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """As the verb takes it."""
        said = dict(self.cleaned_data)
        return {"matter": f"{said.pop('about')}:{said.pop('number')}", **said}


class CompareForm(forms.Form):
    """The recorder's own list."""

    listed = Words(
        label=Text("记录仪导出的清单", "The recorder's list"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=Text(
            "每行：哈希、空格、存放位置（sha256sum 的格式）",
            "A line each: hash, blank, where it lies (as sha256sum writes it)",
        ),
        required=True,
    )
