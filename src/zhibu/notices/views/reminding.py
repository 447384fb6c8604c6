"""One's own reminders: what is due now, and whether one wants to hear of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.notices import digests, due, rules
from zhibu.notices.forms import ReminderForm
from zhibu.party.access import SignedRequest, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reminders(request: SignedRequest) -> HttpResponse:
    """Show what is due; keep what somebody chose."""
    choice = digests.choice_of(request.account)
    usual = {"off": bool(choice and choice.off), "mail": digests.mail_of(request.account)}
    form = ReminderForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        digests.choose(
            request.account, off=form.cleaned_data["off"], mail=form.cleaned_data["mail"]
        )
        messages.success(request, _("已保存。"))
        return redirect("notices:reminders")
    today = timezone.localdate()
    context = {
        "today": today,
        "lines": due.lines_for(request.account, today),
        "digest": digests.latest_of(request.account),
        "form": form,
        "hours": rules.in_force().digest,
    }
    return render(request, "notices/reminders.html", context, status=422 if form.errors else 200)
