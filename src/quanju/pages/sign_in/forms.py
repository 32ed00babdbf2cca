"""What is asked before and at the door."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from quanju.domains.kernel.types import Text
from quanju.domains.people.actions.second_factors import use_code

ACCOUNT = Text("账号", "Account")
PASSWORD = Text("密码", "Password")
PRESENT = Text("现在的密码", "Present password")
CODE = Text("验证码", "Code")
NOT_THE_SAME = Text("两次输入的新密码不一样。", "The two new passwords differ.")
LONGEST_PASSWORD = 256


def password_field(label: Text, autocomplete: str = "current-password", **kwargs: Any) -> Any:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        **kwargs,
    )


class SignInForm(LoginForm):
    """Account and password."""

    password = password_field(PASSWORD)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = ACCOUNT
        login.widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": "60",
        }


def _code_widget(field: forms.Field) -> None:
    field.label = CODE  # type: ignore[assignment]
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "maxlength": "20",
    }


class CodeForm(AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_widget(self.fields["code"])

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            at = context.request.moment
            if not use_code(person=self.user.pk, code=code, at=at):
                raise get_adapter().validation_error("incorrect_code")
        return code


class PresentPasswordForm(forms.Form):
    """Asks for the present password again, unless it was typed a moment ago."""

    password = password_field(PRESENT)

    def __init__(self, *args: Any, is_fresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_fresh:
            del self.fields["password"]


class SetUpForm(ActivateTOTPForm):
    """The first code of a new authenticator, and the present password."""

    password = password_field(PRESENT)

    def __init__(self, *args: Any, is_fresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_widget(self.fields["code"])
        if is_fresh:
            del self.fields["password"]


class PasswordForm(forms.Form):
    """The present password and, twice, the new one."""

    present = password_field(PRESENT)
    new = password_field(Text("新密码", "New password"), "new-password")
    again = password_field(Text("再输一次", "Once more"), "new-password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("new") != cleaned.get("again"):
            self.add_error("again", str(NOT_THE_SAME))
        return cleaned


class PostForm(forms.Form):
    """One of the posts that one holds."""

    post = forms.SlugField(max_length=60)
