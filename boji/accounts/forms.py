"""Forms of accounts: what an administrator or the owner writes, checked field by field."""

from __future__ import annotations

from typing import Any

from django import forms

from boji.accounts import queries
from boji.accounts.actions import NewAccount
from boji.accounts.fields import Styled
from boji.accounts.rules import AccountRefused
from boji.people.queries import Person
from boji.platform.models import LANGUAGES, User
from boji.platform.roles import Role
from boji.platform.words import language, say


def role_choices() -> list[tuple[str, str]]:
    return [(role.value, role.text(language())) for role in Role]


def team_choices() -> list[tuple[str, str]]:
    return [("", say("全公司", "the whole company")), *((team, team) for team in queries.team_names())]


class RoleForm(Styled, forms.Form):
    """A role, for the whole company or one team."""

    role = forms.ChoiceField(choices=role_choices)
    team = forms.ChoiceField(choices=team_choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].label = say("角色", "Role")
        self.fields["team"].label = say("范围", "Reach")


class CreateForm(Styled, forms.Form):
    """A new account."""

    username = forms.CharField(max_length=64)
    name = forms.CharField(max_length=80, required=False)
    person = forms.CharField(max_length=160, required=False)
    email = forms.EmailField(required=False)
    role = forms.ChoiceField(choices=role_choices)
    team = forms.ChoiceField(choices=team_choices, required=False)
    language = forms.ChoiceField(choices=LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "username": ("用户名", "Username"),
            "name": ("姓名", "Name"),
            "person": ("对应的人员", "Person"),
            "email": ("邮箱（可不填）", "E-mail (optional)"),
            "role": ("角色", "Role"),
            "team": ("范围", "Reach"),
            "language": ("语言", "Language"),
        }
        for key, words in labels.items():
            self.fields[key].label = say(*words)
        self.fields["username"].help_text = say("登录时输入，如 a02 或拼音", "Typed at sign-in, such as a02")
        self.fields["name"].help_text = say("不填则用人员的姓名", "The person's name where left empty")
        self.fields["person"].help_text = say(
            "这个账户能看到此人自己的工资和得分；不对应人员则留空",
            "The account sees this person's own pay and scores; empty for nobody's",
        )
        self.fields["username"].widget.attrs.update(autocomplete="off", autocapitalize="none")
        self.fields["person"].widget.attrs.update(list="people", autocomplete="off", **_proposals())

    def clean_person(self) -> Person | None:
        return person_cleaned(self.cleaned_data["person"])

    def asked(self) -> NewAccount:
        data = self.cleaned_data
        person: Person | None = data["person"]
        return NewAccount(
            username=data["username"],
            name=data["name"] or (person.name if person else ""),
            email=data["email"],
            person_id=person.person_id if person else None,
            language=data["language"],
        )


class PersonForm(Styled, forms.Form):
    person = forms.CharField(max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = say("对应的人员", "Person")
        self.fields["person"].widget.attrs.update(list="people", autocomplete="off", **_proposals())

    def clean_person(self) -> Person | None:
        return person_cleaned(self.cleaned_data["person"])


def person_cleaned(written: str) -> Person | None:
    try:
        return queries.person_of(written)
    except AccountRefused as refused:
        raise forms.ValidationError(refused.text(language())) from refused


def _proposals() -> dict[str, str]:
    """The datalist of people is asked for while somebody types."""
    return {
        "hx-get": "/accounts/people/",
        "hx-trigger": "input changed delay:250ms",
        "hx-target": "#people",
        "hx-swap": "outerHTML",
    }


class ProfileForm(Styled, forms.Form):
    """What one changes of one's own account."""

    email = forms.EmailField(required=False)
    language = forms.ChoiceField(choices=LANGUAGES)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"email": user.email, "language": user.language})
        super().__init__(*args, **kwargs)
        self.fields["email"].label = say("邮箱", "E-mail")
        self.fields["email"].help_text = say(
            "可以用它登录，忘记密码时也用得到",
            "You can sign in with it, and it helps when a password is forgotten",
        )
        self.fields["language"].label = say("语言", "Language")


def refuse(form: forms.Form, refused: AccountRefused) -> None:
    """Put what an action refused beside its field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.text(language()))
