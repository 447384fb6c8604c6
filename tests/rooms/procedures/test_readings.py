"""Whoever takes a paper out of 王立新's file is written down, and he sees it on his card."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people import at
from tests.rooms.meetings.test_attachments import PDF
from tests.rooms.procedures.conftest import do, opened
from zhibu.meetings import attachments
from zhibu.party.models import Account, ReadLog
from zhibu.procedures.papers import Held

NAME = "王立新"


@pytest.fixture
def filed(here):
    """Return where the letter of a case about 王立新 is handed out, and its list of papers."""
    case = opened(here, NAME, subject=here.member(NAME).uid)
    stored = attachments.store(
        branch=here.refining.uid, name="扫描件0012.pdf", content=PDF, at=at(2026, 2, 9)
    )
    files = attachments.attachments_of([stored])
    leaf = do(here, case, "application", date(2026, 2, 9), papers=(Held("letter", files),))
    return (
        reverse("procedures:file", args=[case.rec, leaf.rec, files[0].id]),
        reverse("procedures:pdf", args=[case.rec, "catalogue"]),
    )


def card(here, client) -> str:
    client.force_login(here.accounts.member)
    return client.get(reverse("party:member", args=[here.member(NAME).uid])).content.decode()


def test_a_file_handed_out_stands_on_the_member_s_card(here, client, filed):
    client.force_login(here.accounts.officer)
    assert client.get(filed[0]).status_code == 200

    shown = card(here, client)

    assert "下载：试行程序 申请书" in shown
    assert here.accounts.officer.display_name in shown


def test_so_does_a_paper_made_from_what_was_recorded(here, client, filed):
    client.force_login(here.accounts.secretary)
    assert client.get(filed[1]).status_code == 200

    assert f"下载：试行程序 {NAME}材料目录" in card(here, client)


def test_who_may_not_see_the_file_reads_nothing_and_is_not_written_down(here, client, filed):
    client.force_login(here.accounts.stranger)

    assert client.get(filed[0]).status_code == 404
    assert not ReadLog.objects.exists()


def test_what_somebody_takes_of_themselves_is_nobody_else_s_reading(here, client, filed):
    Account.objects.filter(member=here.member(NAME)).update(member=None)
    mine = Account.objects.filter(pk=here.accounts.secretary.pk)
    mine.update(member=here.member(NAME))
    client.force_login(mine.get())

    assert client.get(filed[0]).status_code == 200
    assert not ReadLog.objects.exists()
