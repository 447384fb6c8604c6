from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhibu.core.refusal import Refusal
from zhibu.party import actions, queries
from zhibu.party.access import SignedRequest, hand_of, signed_in
from zhibu.party.forms import AccountForm, ActForm, GrantForm, OwnPasswordForm, SignInForm
from zhibu.party.models import Organization, RoleGrant
from zhibu.party.permits import Ability
from zhibu.party.sets import Role


class SignIn(LoginView):
    template_name = "party/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    http_method_names = ["post", "options"]


class ChangePassword(PasswordChangeView):
    """Change one's own password; whoever else is signed in with the old one is signed out."""

    template_name = "party/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("desk:home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        answer = super().form_valid(form)
        words = _("密码已修改。这个账号在别处的登录都已失效，需用新密码重新登录。")
        messages.success(self.request, words)
        return answer


@require_GET
@signed_in
def accounts(request: SignedRequest) -> HttpResponse:
    return _page(request, grant_form=GrantForm(organizations=_scope(request)))


@require_POST
@signed_in
def grant(request: SignedRequest) -> HttpResponse:
    form = GrantForm(request.POST, organizations=_scope(request))
    if form.is_valid():
        hand = hand_of(request.account, Role.ADMINISTRATOR, at=timezone.now())
        try:
            actions.grant_role(**form.cleaned_data, hand=hand)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("已授予%(name)s“%(role)s”。")
            shown = str(Role(form.cleaned_data["role"]).label)
            told = {"name": form.cleaned_data["account"].display_name, "role": shown}
            messages.success(request, words % told)
            return redirect("party:accounts")
    return _page(request, grant_form=form)


@require_POST
@signed_in
def end_role(request: SignedRequest, grant: str) -> HttpResponse:
    held = get_object_or_404(RoleGrant, pk=grant, organization__in=_scope(request))
    hand = hand_of(request.account, Role.ADMINISTRATOR, at=timezone.now())
    try:
        actions.end_role(grant=held, hand=hand)
    except Refusal as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, _("已收回，立即生效。"))
    return redirect("party:accounts")


@require_POST
@signed_in
def create(request: SignedRequest) -> HttpResponse:
    organizations = _scope(request)
    form = AccountForm(request.POST)
    if form.is_valid():
        try:
            made = actions.create_account(**form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            words = _("已为%(name)s开立账号，请再授予角色。")
            messages.success(request, words % {"name": made.display_name})
            return redirect("party:accounts")
    return _page(request, grant_form=GrantForm(organizations=organizations), account_form=form)


def _scope(request: SignedRequest) -> QuerySet[Organization]:
    """Return where the account may grant roles. Raises PermissionDenied where it may nowhere."""
    scope = request.permits.scope(Ability.GRANT_ROLES)
    found = Organization.objects.filter(scope, dissolved_on=None).order_by("path")
    if not found.exists():
        raise PermissionDenied
    return found


def _page(
    request: SignedRequest, *, grant_form: ActForm, account_form: ActForm | None = None
) -> HttpResponse:
    lines = queries.accounts_in(_scope(request))
    told = {"accounts": lines, "grant_form": grant_form}
    told["account_form"] = account_form or AccountForm()
    return render(request, "party/accounts.html", told)
