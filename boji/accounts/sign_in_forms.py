"""allauth's forms with our labels and look."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm as AllauthChangePassword,
)
from allauth.account.forms import (
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from boji.accounts.fields import Styled
from boji.platform.words import say


def _name(fields: dict[str, forms.Field], **labels: tuple[str, str]) -> None:
    """Label fields; help that only repeats what the page says is left out."""
    for name, words in labels.items():
        fields[name].label = say(*words)
        fields[name].help_text = ""


NEW_PASSWORD_HELP = (
    "至少 10 位，不能太常见，不能全是数字",
    "10 characters at least, not a common one, not only digits",
)


def _new_password(fields: dict[str, forms.Field]) -> None:
    _name(fields, password1=("新密码", "New password"), password2=("再写一次", "The same again"))
    fields["password1"].help_text = say(*NEW_PASSWORD_HELP)


class SignInForm(Styled, LoginForm):  # type: ignore[misc] # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields, login=("用户名或邮箱", "Username or e-mail"), password=("密码", "Password"))
        self.fields["login"].widget.attrs.update(
            autocomplete="username", autofocus=True, autocapitalize="none"
        )


class AgainForm(Styled, ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields, password=("密码", "Password"))
        self.fields["password"].widget.attrs["autofocus"] = True


class ChangePasswordForm(Styled, AllauthChangePassword):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields, oldpassword=("现在的密码", "Current password"))
        _new_password(self.fields)


class ForgottenForm(Styled, ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields, email=("邮箱", "E-mail"))


class NewPasswordForm(Styled, ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self.fields)


def _code(fields: dict[str, forms.Field]) -> None:
    _name(fields, code=("6 位验证码", "6-digit code"))
    fields["code"].widget.attrs.update(inputmode="numeric", autofocus=True)


class CodeForm(Styled, AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields)
        self.fields["code"].label = say("验证码或备用码", "Code, or a recovery code")


class CodeAgainForm(Styled, CodeReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields)
        self.fields["code"].label = say("验证码或备用码", "Code, or a recovery code")


class ActivateForm(Styled, ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields)
