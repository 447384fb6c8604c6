"""The weekly digest: one for each person, in working hours only, and none for who wants none.

It is shown in the product. A mail says how many things wait and nothing of what they are.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhibu.journal import facts, vault
from zhibu.journal.log import civil
from zhibu.notices import due, rules
from zhibu.notices.models import Digest, ReminderChoice
from zhibu.party.models import Account


def is_quiet(at: datetime) -> bool:
    """Say whether nobody is to be reminded now: outside working days and hours."""
    told, today = rules.in_force().digest, civil(at)
    if not facts.calendar().is_working_day(today) or today.isoweekday() < told.weekday:
        return True
    return not told.from_hour <= localtime(at).hour < told.until_hour


def send(at: datetime) -> int:
    """Make this week's digests that were not made yet, and return how many have something to say.

    Nothing happens in quiet hours; whoever has nothing due hears nothing.
    """
    if is_quiet(at):
        return 0
    return sum(1 for account in _waiting(at) if _remind(account, at))


def _week_of(at: datetime) -> date:
    today = civil(at)
    return today - timedelta(days=today.weekday())


def _waiting(at: datetime) -> Iterator[Account]:
    served = Digest.objects.filter(week_of=_week_of(at)).values("account_id")
    silent = ReminderChoice.objects.filter(off=True).values("account_id")
    found = Account.objects.filter(is_active=True).exclude(pk__in=served).exclude(pk__in=silent)
    yield from found.order_by("uid").iterator()


def _remind(account: Account, at: datetime) -> bool:
    lines = due.lines_for(account, civil(at))
    try:
        with transaction.atomic():
            made = Digest.objects.create(
                account=account, week_of=_week_of(at), made_at=at, lines=len(lines)
            )
    except IntegrityError:  # another worker came first
        return False
    if lines and _mail(account, len(lines)):
        Digest.objects.filter(pk=made.pk).update(mailed=True)
    return bool(lines)


def _mail(account: Account, count: int) -> bool:
    """Send the mail where a server and an address are given; say whether it went out."""
    address = mail_of(account)
    if not address or not settings.EMAIL_HOST:
        return False
    words = {"n": count}
    message = EmailMessage(
        subject=_("支部系统：本周有 %(n)d 件事要办") % words,
        body=_("请登录支部系统查看。不想再收到，可以在“提醒”页关掉。"),
        to=[address],
    )
    return message.send(fail_silently=True) == 1


def latest_of(account: Account) -> Digest | None:
    """Return the last digest that was made for somebody."""
    return Digest.objects.filter(account=account).order_by("-week_of").first()


def choice_of(account: Account) -> ReminderChoice | None:
    """Return what somebody chose, or None while they chose nothing."""
    return ReminderChoice.objects.filter(account=account).first()


def mail_of(account: Account) -> str:
    """Return the address somebody gave, or nothing."""
    choice = choice_of(account)
    if choice is None or choice.mail is None:
        return ""
    return vault.unseal(bytes(choice.mail), about=_about(account)).decode()


def choose(account: Account, *, off: bool, mail: str) -> None:
    """Keep what somebody chose. The address is sealed; an empty one is forgotten."""
    sealed = vault.seal(mail.encode(), about=_about(account)) if mail else None
    ReminderChoice.objects.update_or_create(account=account, defaults={"off": off, "mail": sealed})


def _about(account: Account) -> bytes:
    return f"notices.mail/{account.uid}".encode()
