"""What the administration desk asks for. The rooms check again; here words stand at the fields."""

from typing import Any

from django import forms

from quanju.domains.kernel.roles import ROLES
from quanju.domains.kernel.types import Text
from quanju.domains.people.types import ORGANISATION_KINDS
from quanju.pages.shared.fields import Filter, MomentField

LONGEST_RULE = 200_000
AT_ONCE = Text("空着：批准后立即生效", "Empty: at once when approved")


def _moment(label: Text, help_text: Text) -> MomentField:
    return MomentField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _line(label: Text, longest: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, **kwargs)  # type: ignore[arg-type]


class OrganisationForm(forms.Form):
    """A new part of the branch."""

    code = _line(Text("代码", "Code"), 60)
    kind = forms.ChoiceField(label=Text("类别", "Kind"))  # type: ignore[arg-type]
    name_zh = _line(Text("中文名称", "Chinese name"), 100)
    name_en = _line(Text("英文名称", "English name"), 160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k, str(t)) for k, t in ORGANISATION_KINDS.items()]  # type: ignore[attr-defined]
        self.fields["code"].help_text = Text(  # type: ignore[assignment]
            "小写字母、数字和连字符；以后不能改",
            "Small letters, digits, hyphens; it stays for good",
        )


class BridgeForm(forms.Form):
    """A telephone system by the name the desk knows it by."""

    name = _line(Text("名称", "Name"), 60)


class NamesForm(forms.Form):
    """Other names for an organisation."""

    name_zh = _line(Text("中文名称", "Chinese name"), 100)
    name_en = _line(Text("英文名称", "English name"), 160)


class PostForm(forms.Form):
    """A new post."""

    code = _line(Text("代码", "Code"), 60)
    role = forms.ChoiceField(label=Text("角色", "Role"))  # type: ignore[arg-type]
    title_zh = _line(Text("中文名称", "Chinese title"), 80)
    title_en = _line(Text("英文名称", "English title"), 120)
    requires_second_factor = forms.BooleanField(
        label=Text("登录要求第二因素", "Sign-in asks for a second factor"),  # type: ignore[arg-type]
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(k, str(t)) for k, t in ROLES.items()]  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """A new account."""

    username = _line(Text("账号", "Account"), 60)
    display_name = _line(Text("姓名", "Name"), 60)
    badge_no = _line(Text("警号", "Badge"), 20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("username", "badge_no"):
            self.fields[name].widget.attrs.update(
                {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
            )


class AppointForm(forms.Form):
    """A post for a person, from when until when."""

    post = forms.TypedChoiceField(label=Text("岗位", "Post"), coerce=int)  # type: ignore[arg-type]
    valid_from = _moment(Text("自", "From"), AT_ONCE)
    valid_until = _moment(Text("至", "Until"), Text("空着：不限期", "Empty: no end set"))

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", "—"), *posts]  # type: ignore[attr-defined]


class AccountFilter(Filter):
    """By account, badge number or post; never by a person's name."""

    q = _line(Text("账号、警号或岗位", "Account, badge or post"), 60, required=False)
    state = forms.ChoiceField(label=Text("状态", "State"), required=False)  # type: ignore[arg-type]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", str(Text("全部", "All"))),
            ("active", str(Text("启用", "Active"))),
            ("without_post", str(Text("没有岗位", "Without a post"))),
            ("inactive", str(Text("停用", "Deactivated"))),
        ]


class RuleForm(forms.Form):
    """A new version of a rule table: its text, and where the editing by fields stands.

    `step` is a press that edits, `check` one that only looks; without both it is proposed.
    """

    mode = forms.CharField(required=False, max_length=10)
    sheet = forms.CharField(required=False, max_length=300)
    step = forms.CharField(required=False, max_length=310)
    check = forms.CharField(required=False, max_length=10)
    checked = forms.CharField(required=False, max_length=10)

    content = forms.CharField(
        label=Text("内容（TOML）", "Content (TOML)"),  # type: ignore[arg-type]
        max_length=LONGEST_RULE,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 24, "spellcheck": "false", "autocapitalize": "off", "wrap": "off"}
        ),
    )
    effective_from = _moment(Text("何时生效", "In force from"), AT_ONCE)
    reason = forms.CharField(
        label=Text("为什么改", "Why it changes"),  # type: ignore[arg-type]
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(
        label=Text("依据", "Source"),  # type: ignore[arg-type]
        max_length=2000,
        required=False,
    )

    @property
    def is_stepping(self) -> bool:
        """The table is still being edited: nothing that is missing is told yet."""
        return bool(self.is_bound and self["step"].value())
