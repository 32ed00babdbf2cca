"""What opening a group asks for."""

from datetime import datetime
from typing import Any

from django import forms

from quanju.domains.coordination.queries.groups import group_rules
from quanju.domains.coordination.types import CLASSIFICATIONS
from quanju.domains.kernel.types import Text
from quanju.domains.people.queries.organisations import responsible_units
from quanju.pages.shared.fields import Words

TITLE_HINT = Text(
    "写事不写人。系统能查出证件号、电话、车牌、称呼和“叫某某”；单独一个人名查不出，请自己看一遍。",
    "The matter, no person. Identity numbers, telephones, plates, forms of address are found; "
    "a bare name is not, so look once yourself.",
)


class GroupForm(forms.Form):
    """The type, a title, the facts of the reading in force, the responsible unit."""

    # An urgent type may follow up on its facts, and the type is chosen in the same form.
    use_required_attribute = False

    kind = forms.ChoiceField(label=Text("群类型", "Type"))  # type: ignore[arg-type]
    title = Words(required=True, label=Text("群名", "Title"), help_text=TITLE_HINT)
    responsible = forms.TypedChoiceField(
        label=Text("责任部门", "Responsible unit"),  # type: ignore[arg-type]
        coerce=int,
        required=False,
        empty_value=None,
    )
    classification = forms.ChoiceField(
        label=Text("密级", "Class"),  # type: ignore[arg-type]
        required=False,
        help_text=str(
            Text("限制群要由值班指挥批准后才建", "A restricted group waits for the duty command")
        ),
    )

    def __init__(self, *given: Any, at: datetime, **more: Any) -> None:
        super().__init__(*given, **more)
        rules = group_rules(at)
        choices: dict[str, list[tuple[Any, str]]] = {
            "kind": [(row.code, _told(row.name, row.is_urgent)) for row in rules.type],
            "responsible": [
                ("", str(Text("本部门", "my own"))),
                *((unit.pk, str(unit.name)) for unit in responsible_units()),
            ],
            "classification": [
                ("", str(Text("按群类型", "as the type says"))),
                *((code, str(name)) for code, name in CLASSIFICATIONS.items()),
            ],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self._facts = rules.now.facts
        asked = rules.types.get(self.data.get("kind") or self.initial.get("kind", ""))
        is_needed = asked is None or not asked.is_urgent
        for code in self._facts:
            row = rules.facts[code]
            self.fields[f"fact_{code}"] = Words(
                required=is_needed,
                label=row.name,
                help_text=row.hint,
                widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
            )
        self.order_fields(["kind", "title", *(f"fact_{code}" for code in self._facts)])

    @property
    def facts(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"fact_{code}"] for code in self._facts}


def _told(name: Text, is_urgent: bool) -> str:
    return str(Text(f"{name.zh}（紧急）", f"{name.en} (urgent)") if is_urgent else name)
