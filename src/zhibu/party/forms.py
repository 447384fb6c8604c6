"""What people fill in. Each field says what is wanted; the actions say what is wrong."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import BadRequest
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from zhibu.core.refusal import Refusal
from zhibu.party.cards import Card
from zhibu.party.models import Account, Member, Organization, PartyGroup
from zhibu.party.records.members import DATE_ITEMS
from zhibu.party.sets import Education, Ethnicity, LeaveReason, Post, Role, Sex

_CHOICES: dict[str, list[tuple[str, Any]]] = {
    "sex": [(s.value, s.label) for s in (Sex.MALE, Sex.FEMALE)],
    "ethnicity": [(one.value, one.label) for one in Ethnicity],
    "education": [(one.value, one.label) for one in Education],
}
_KNOWN = {"csrfmiddlewaretoken", "next"}
Done = TypeVar("Done")
Kind = TypeVar("Kind", bound="ActForm")


class Day(forms.DateInput):
    """A day as browsers ask for it, whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: Any, **told: Any) -> forms.DateField:
    words = {"invalid": _("请按 2026-03-05 的样子填写日期。"), "required": _("请填写日期。")}
    return forms.DateField(label=label, widget=Day(), error_messages=words, **told)


class ActForm(forms.Form):
    """A form that names what it does not know, and where an act was refused shows why."""

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        if data is not None:
            self._insist_on_own_fields()

    def _insist_on_own_fields(self) -> None:
        """Whoever sends more than was asked for, or the same twice, is not filling in a form."""
        for name in self.data:
            if name not in self.fields and name not in _KNOWN:
                raise BadRequest(name)
            several = getattr(self.data, "getlist", lambda _: [None])(name)
            multiple = isinstance(self.fields.get(name), forms.MultipleChoiceField)
            multiple |= isinstance(self.fields.get(name), forms.ModelMultipleChoiceField)
            if len(several) > 1 and not multiple:
                raise BadRequest(name)

    def refuse(self, refusal: Refusal) -> None:
        """Show the refusal beside its field, with the article it rests on."""
        words = str(refusal.words)
        if refusal.basis:
            words = _("%(words)s（依据：%(basis)s）") % {"words": words, "basis": refusal.basis}
        self.add_error(refusal.field if refusal.field in self.fields else None, words)

    def do(self, act: Callable[[], Done]) -> Done | None:
        """Return what the act made of what was filled in.

        Where a field is wrong or the act was refused, the form says why and nothing is returned;
        a form that nobody sent does nothing.
        """
        if not self.is_valid():
            return None
        try:
            return act()
        except Refusal as refusal:
            self.refuse(refusal)
            return None


def beside(
    kind: type[Kind], rec: str, refused: ActForm | None = None, *, data: Any = None, **told: Any
) -> Kind:
    """Return the form beside a line of a list: as sent, else the one refused there, else empty.

    Each has identities of its own, since a page shows many of them.
    """
    name = f"{kind.__name__}-{rec}-%s"
    if isinstance(refused, kind) and refused.auto_id == name:
        return refused
    return kind(data, auto_id=name, **told)


class OfMembers(ActForm):
    """A form that chooses among the members of a branch, and perhaps among its groups."""

    chooses = "member"

    def __init__(self, data: Any = None, *, members: Any, groups: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        self.fields[self.chooses].queryset = members  # type: ignore[attr-defined]
        if groups is not None:
            self.fields["party_group"].queryset = groups  # type: ignore[attr-defined]


def one_member() -> Any:
    """Return a field for one member; who may be chosen, the form is told."""
    return forms.ModelChoiceField(
        label=_("党员"), queryset=Member.objects.none(), empty_label=_("请选择")
    )


class ReasonForm(ActForm):
    """Why something is taken back or ended."""

    reason = forms.CharField(
        label=_("理由"), max_length=200, error_messages={"required": _("请写明理由。")}
    )


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("用户名或密码不正确，请重新输入。忘记密码请找系统管理员重置。"),
        "inactive": _("用户名或密码不正确，请重新输入。忘记密码请找系统管理员重置。"),
    }

    def __init__(self, request: Any = None, *args: Any, **told: Any) -> None:
        super().__init__(request, *args, **told)
        self.fields["username"].label = _("用户名")
        self.fields["password"].label = _("密码")
        # Django sets the field's length too late for its own check; who fails is written down.
        longest = MaxLengthValidator(Account._meta.get_field("username").max_length or 0)
        self.fields["username"].validators.append(longest)


class OwnPasswordForm(PasswordChangeForm):
    """Change one's own password, which takes the old one: a session left open is not enough."""

    error_messages = {
        "password_incorrect": _("原密码不正确，请重新输入。忘记密码请找系统管理员重置。"),
        "password_mismatch": _("两次输入的新密码不一样，请重新输入。"),
    }

    def __init__(self, user: Any, *args: Any, **told: Any) -> None:
        super().__init__(user, *args, **told)
        self.fields["old_password"].label = _("原密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password1"].help_text = _("至少 10 个字符，不能是常见的密码。")
        self.fields["new_password2"].label = _("再输入一次新密码")
        self.fields["new_password2"].help_text = ""


class GoLiveForm(ActForm):
    live_on = day(_("启用日期"), help_text=_("从这一天起，组织生活应随做随录。"))
    counted_from = day(
        _("计分起始日期"),
        help_text=_("这一天到启用之间的工作可按历史补录计分。通常填当年 1 月 1 日。"),
    )


class RegisterForm(ActForm):
    name = forms.CharField(label=_("姓名"), max_length=50)
    sex = forms.ChoiceField(
        label=_("性别"), choices=[(s.value, s.label) for s in (Sex.MALE, Sex.FEMALE)]
    )
    ethnicity = forms.ChoiceField(
        label=_("民族"), choices=Ethnicity.choices, initial=Ethnicity.HAN.value
    )
    id_number = forms.CharField(
        label=_("公民身份号码"), max_length=30, required=False,
        help_text=_("加密保存，平时不显示；查看会留下记录。"),
    )  # fmt: skip
    birth_on = day(_("出生日期"), required=False, help_text=_("填了身份号码可以不填。"))
    education = forms.ChoiceField(
        label=_("学历"), choices=[("", _("未填")), *Education.choices], required=False
    )
    joined_on = day(_("入党日期"))
    converted_on = day(_("转正日期"), required=False, help_text=_("预备党员不填。"))
    since = day(_("编入本支部日期"), help_text=_("组织关系从这一天起在本支部。"))
    occupation = forms.CharField(label=_("工作岗位"), max_length=60, required=False)
    phone = forms.CharField(label=_("手机号码"), max_length=30, required=False)
    home_address = forms.CharField(label=_("家庭住址"), max_length=100, required=False)

    def card(self) -> Card:
        """Return what was filled in as a card."""
        told = {item: value for item, value in self.cleaned_data.items() if item != "since"}
        return Card(**told)


class GroupForm(OfMembers):
    """Found a group by naming it, or put members in one that is there."""

    chooses = "members"

    party_group = forms.ModelChoiceField(
        label=_("党小组"), queryset=PartyGroup.objects.none(), required=False,
        empty_label=_("新建一个党小组"),
    )  # fmt: skip
    name = forms.CharField(
        label=_("新党小组名称"), max_length=50, required=False,
        help_text=_("只在新建时填写，如“第一党小组”。"),
    )  # fmt: skip
    from_on = day(_("日期"), help_text=_("党小组成立或党员编入的日期。"))
    members = forms.ModelMultipleChoiceField(
        label=_("编入的党员"), queryset=Member.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not told.get("party_group") and not told.get("name"):
            self.add_error("name", _("请选择已有的党小组，或填写新党小组的名称。"))
        if told.get("party_group") and not told.get("members"):
            self.add_error("members", _("请至少选择一名党员。"))
        return told


class AppointForm(OfMembers):
    member = one_member()
    post = forms.ChoiceField(label=_("职务"), choices=Post.choices)
    party_group = forms.ModelChoiceField(
        label=_("党小组"), queryset=PartyGroup.objects.none(), required=False,
        help_text=_("只在任党小组组长时选择。"),
    )  # fmt: skip
    from_on = day(_("任职日期"))


class EndForm(ActForm):
    ended_on = day(_("免职日期"))


def named(account: Account) -> str:
    """Return an account as a list to choose from names it: two of one name differ by sign-in."""
    return _("%(name)s（%(username)s）") % {
        "name": account.display_name, "username": account.username,
    }  # fmt: skip


class GrantForm(ActForm):
    account = forms.ModelChoiceField(
        label=_("账号"), queryset=Account.objects.filter(is_active=True).order_by("username"),
        empty_label=_("请选择"),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    organization = forms.ModelChoiceField(
        label=_("党组织"), queryset=Organization.objects.none(), empty_label=_("请选择")
    )

    def __init__(self, data: Any = None, *, organizations: Any) -> None:
        super().__init__(data)
        self.fields["account"].label_from_instance = named  # type: ignore[attr-defined]
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]


class AccountForm(ActForm):
    username = forms.CharField(
        label=_("用户名"),
        max_length=32,
        help_text=_("小写字母、数字、点、横线，如 chenke 或工号。"),
    )
    display_name = forms.CharField(label=_("姓名"), max_length=50)
    password = forms.CharField(
        label=_("初始密码"), widget=forms.PasswordInput, help_text=_("至少 10 个字符。")
    )


def _choosing(item: str) -> forms.Field:
    """Return the field for an item of the card: a choice, a day or a line of text."""
    if item in _CHOICES:
        return forms.ChoiceField(label=_("应当是"), choices=_CHOICES[item])
    if item in DATE_ITEMS:
        return day(_("应当是"))
    return forms.CharField(label=_("应当是"), max_length=100)


class ItemForm(ActForm):
    """What one item of a card should say. The item stands in the address of the page."""

    wanted = forms.CharField()
    why = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("例如依据哪份材料。")
    )

    def __init__(self, data: Any = None, *, item: str, **told: Any) -> None:
        super().__init__(data, **told)
        self.fields["wanted"] = _choosing(item)

    def told(self) -> str:
        """Return what the item should say, as a record keeps it."""
        return str(self.cleaned_data["wanted"])


class AnswerForm(ActForm):
    granted = forms.ChoiceField(choices=[("yes", _("更正")), ("no", _("不更正"))])
    words = forms.CharField(
        label=_("答复"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"placeholder": _("答复（不更正须写理由）")}),
    )  # fmt: skip


class MergeForm(ActForm):
    kept = forms.CharField(max_length=28)
    dropped = forms.CharField(max_length=28)
    reason = forms.CharField(label=_("怎样核实为同一人"), max_length=200)
    swap = forms.BooleanField(required=False)

    def told(self) -> dict[str, str]:
        """Return what is told; ``swap`` is the button that keeps the second card."""
        told = dict(self.cleaned_data)
        if told.pop("swap"):
            told["kept"], told["dropped"] = told["dropped"], told["kept"]
        return told


class LeaveForm(ActForm):
    reason = forms.ChoiceField(
        label=_("减少的原因"),
        choices=[(one.value, one.label) for one in (LeaveReason.DIED, LeaveReason.WITHDREW)],
        help_text=_("转出请办组织关系转接，开除党籍请登记处分，取消预备资格在发展流程里办理。"),
    )
    left_on = day(_("日期"))
