"""A digest a week, in working hours, until it is done; never to who wants none."""

from datetime import date

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from tests.people import at
from tests.rooms.notices.conftest import issued, receipted, replied, secretary
from zhibu.notices import actions, digests, due
from zhibu.notices.models import Digest, ReminderChoice

MONDAY = at(2026, 3, 30, 9)


def told(account, on=date(2026, 3, 30)):
    return [line.what for line in due.lines_for(account, on)]


def test_the_branch_is_told_what_it_owes_until_it_is_done(here):
    notice = issued(here)
    assert "签收整改〔2026〕1号" in told(here.accounts.secretary)
    actions.receipt(notice, hand=secretary(here))
    assert "签收整改〔2026〕1号" not in told(here.accounts.secretary)
    assert "答复整改〔2026〕1号" in told(here.accounts.secretary)
    actions.reply(notice, measures="已补。", hand=secretary(here, 3, 30))
    assert not [what for what in told(here.accounts.secretary) if "整改" in what]
    assert "1 份整改答复等复查" in told(here.accounts.officer)


def test_who_has_no_duty_is_told_nothing(here):
    issued(here)
    for account in (here.accounts.member, here.accounts.administrator, here.accounts.auditor):
        assert told(account) == []
    assert not [what for what in told(here.accounts.stranger) if "整改" in what]


def test_overdue_stands_first_and_a_page_is_enough(here):
    issued(here)
    lines = due.lines_for(here.accounts.secretary, date(2026, 4, 13))
    assert lines[0].by == min(line.by for line in lines if line.by)
    assert len(lines) <= 12


@pytest.mark.parametrize(
    "quiet",
    [
        at(2026, 3, 30, 7, 59), at(2026, 3, 30, 18, 0), at(2026, 3, 29, 10), at(2026, 4, 6, 10),
        at(2026, 3, 30, 23),
    ],
)  # fmt: skip
def test_nothing_outside_working_hours_nor_on_holidays(here, quiet):
    issued(here)
    assert digests.send(quiet) == 0
    assert not Digest.objects.exists()


def test_a_day_worked_for_a_holiday_in_the_same_week_still_reminds(here):
    issued(here)
    assert digests.send(at(2026, 4, 7, 9)) > 0  # 6 April is 清明


def test_each_person_is_reminded_once_a_week(here):
    issued(here)
    assert digests.send(MONDAY) > 0
    assert digests.send(at(2026, 3, 30, 15)) == 0
    assert digests.send(at(2026, 4, 1, 15)) == 0
    made = Digest.objects.get(account=here.accounts.secretary)
    assert made.lines > 0
    assert digests.send(at(2026, 4, 7, 9)) > 0
    assert Digest.objects.filter(account=here.accounts.secretary).count() == 2


def test_who_wants_none_gets_none(here):
    issued(here)
    digests.choose(here.accounts.secretary, off=True, mail="chenke@example.com")
    digests.send(MONDAY)
    assert not Digest.objects.filter(account=here.accounts.secretary).exists()
    assert mail.outbox == []


def test_a_mail_says_how_many_and_nothing_else(here, settings):
    settings.EMAIL_HOST = "mail.example.com"
    issued(here)
    digests.choose(here.accounts.secretary, off=False, mail="chenke@example.com")
    digests.send(MONDAY)
    (message,) = mail.outbox
    assert message.to == ["chenke@example.com"]
    assert "件事要办" in message.subject
    for private in ("整改", "炼油", "陈可"):
        assert private not in message.subject + message.body
    assert Digest.objects.get(account=here.accounts.secretary).mailed


def test_without_a_mail_server_no_mail_goes_out(here, settings):
    settings.EMAIL_HOST = ""
    issued(here)
    digests.choose(here.accounts.secretary, off=False, mail="chenke@example.com")
    assert digests.send(MONDAY) > 0
    assert mail.outbox == []


def test_the_address_cannot_be_read_in_the_database(here):
    digests.choose(here.accounts.secretary, off=False, mail="chenke@example.com")
    kept = bytes(ReminderChoice.objects.get().mail)
    assert b"chenke" not in kept
    assert digests.mail_of(here.accounts.secretary) == "chenke@example.com"
    digests.choose(here.accounts.secretary, off=False, mail="")
    assert ReminderChoice.objects.get().mail is None


def test_the_command_tells_what_it_did(here, capsys):
    replied(here)
    call_command("digest", at=MONDAY)
    assert "机器复核通过 0 份" in capsys.readouterr().out


def test_one_s_own_page_shows_and_keeps(client, here, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: MONDAY)
    receipted(here)
    client.force_login(here.accounts.secretary, "django.contrib.auth.backends.ModelBackend")
    page = reverse("notices:reminders")
    assert "答复整改〔2026〕1号" in client.get(page).content.decode()
    assert client.post(page, {"mail": "不是邮箱"}).status_code == 422
    client.post(page, {"off": "on", "mail": "chenke@example.com"})
    assert ReminderChoice.objects.get().off
    assert "chenke@example.com" in client.get(page).content.decode()


def test_other_rooms_say_what_is_due_too(here, monkeypatch):
    monkeypatch.setattr(due, "_providers", [])

    @due.also
    def of_polls(_account, _held, today):
        yield due.Line("填写互评表", today, "/polls/")

    due.also(of_polls)
    assert told(here.accounts.member) == ["填写互评表"]
