"""The pages of returns: numbers, the rows behind them, handing in, the workbook."""

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.people import SmallCommittee, at, card, hand
from zhibu.core.refusal import Refusal
from zhibu.journal import log, tree
from zhibu.journal.backends import store
from zhibu.party import actions as party
from zhibu.party.models import Account
from zhibu.returns import actions
from zhibu.returns.models import Submission

ASKED = {"every": "year", "on": "2025-12-31"}
NOW = at(2026, 11, 20)


def signed(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def show(here: SmallCommittee, account: Account, **asked: str) -> object:
    url = reverse("returns:show", args=[here.committee.uid])
    return signed(account).get(url, {**ASKED, **asked})


def test_the_officer_sees_numbers_that_lead_to_their_rows(here: SmallCommittee) -> None:
    page = show(here, here.accounts.officer)
    text = page.content.decode()
    assert page.status_code == 200
    assert "党员总数" in text
    assert "line=members" in text
    assert "本表不填" in text
    rows = signed(here.accounts.officer).get(
        reverse("returns:rows", args=[here.committee.uid]), {**ASKED, "line": "sex.female"}
    )
    assert rows.status_code == 200
    assert "陈可" in rows.content.decode()
    assert "李明远" not in rows.content.decode()


def test_an_assessor_sees_numbers_and_no_names(here: SmallCommittee) -> None:
    page = show(here, here.accounts.assessor)
    assert page.status_code == 200
    assert "line=members" not in page.content.decode()
    rows = signed(here.accounts.assessor).get(
        reverse("returns:rows", args=[here.committee.uid]), {**ASKED, "line": "members"}
    )
    assert rows.status_code == 403


@pytest.mark.parametrize("who", ["member", "secretary", "administrator"])
def test_the_committees_return_is_not_there_for_others(here: SmallCommittee, who: str) -> None:
    assert show(here, getattr(here.accounts, who)).status_code == 404


def test_nobody_is_listed_as_of_a_minority(here: SmallCommittee) -> None:
    url = reverse("returns:rows", args=[here.committee.uid])
    for line in ("minorities", "admitted_minorities", "nothing", "sex.nothing", ""):
        answer = signed(here.accounts.officer).get(url, {**ASKED, "line": line})
        assert answer.status_code == 404


def test_one_branch_alone_does_not_show_how_many_are_of_a_minority(here: SmallCommittee) -> None:
    url = reverse("returns:show", args=[here.refining.uid])
    page = signed(here.accounts.secretary).get(url, ASKED)
    assert page.status_code == 200
    assert "单个支部不显示" in page.content.decode()


@pytest.mark.parametrize(
    "asked", [{"on": "2999-01-01"}, {"on": "x"}, {"every": "x"}, {"on": "1900-01-01"}]
)
def test_a_day_that_cannot_be_is_refused_with_a_way_out(
    here: SmallCommittee, asked: dict[str, str]
) -> None:
    page = show(here, here.accounts.officer, **asked)
    assert page.status_code == 422
    assert "请重新选择" in page.content.decode()


def test_the_workbook_holds_the_numbers_and_nothing_that_runs(here: SmallCommittee) -> None:
    party.change_organization(
        organization=here.committee, changed_on=date(2026, 1, 1), name="=1+1党委",
        hand=hand(at=NOW),
    )  # fmt: skip
    url = reverse("returns:download", args=[here.committee.uid])
    answer = signed(here.accounts.officer).get(url, ASKED)
    assert "attachment" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == "党员总数" for cell in cells)
    assert str(book.worksheets[0]["A1"].value).startswith("'=1+1党委")


def test_a_return_is_handed_in_once_with_the_journals_head(here: SmallCommittee) -> None:
    leaf = actions.submit(here.committee, every="year", as_of=date(2025, 12, 31), hand=hand(at=NOW))
    said = log.record_of(leaf)
    assert said.numbers()["members"] == 16
    # On PostgreSQL nothing is numbered before the sequencer ran: the head is what was numbered.
    assert (said.size > 0) != store.is_staged()
    assert said.root == tree.root(said.size).hex()
    assert len(said.digest) == 64
    with pytest.raises(Refusal, match="已经报送"):
        actions.submit(here.committee, every="year", as_of=date(2025, 12, 31), hand=hand(at=NOW))


def test_what_is_entered_later_shows_beside_what_was_handed_in(here: SmallCommittee) -> None:
    leaf = actions.submit(here.committee, every="year", as_of=date(2025, 12, 31), hand=hand(at=NOW))
    party.register_member(
        branch=here.refining, card=card("林小禾"), since=date(2025, 9, 1), hand=hand(at=NOW)
    )
    page = signed(here.accounts.officer).get(reverse("returns:submission", args=[leaf.rec]))
    assert page.status_code == 200
    assert "数不同" in page.content.decode()
    again = actions.submit(
        here.committee, every="year", as_of=date(2025, 12, 31), hand=hand(at=at(2026, 11, 21))
    )
    assert log.record_of(again).numbers()["members"] == 17
    assert Submission.objects.count() == 2


def test_numbers_that_changed_while_somebody_looked_are_not_handed_in(here: SmallCommittee) -> None:
    page = show(here, here.accounts.officer)
    seen = page.context["digest"]
    party.register_member(
        branch=here.refining, card=card("林小禾"), since=date(2025, 9, 1), hand=hand(at=NOW)
    )
    url = reverse("returns:submit", args=[here.committee.uid])
    answer = signed(here.accounts.officer).post(url, {**ASKED, "seen": seen})
    assert answer.status_code == 422
    assert "数字在查看之后有变化" in answer.content.decode()
    assert not Submission.objects.exists()
    fresh = signed(here.accounts.officer).post(url, {**ASKED, "seen": answer.context["digest"]})
    assert fresh.status_code == 302


def test_a_day_that_is_not_over_is_not_handed_in(here: SmallCommittee) -> None:
    with pytest.raises(Refusal, match="还没有过完"):
        actions.submit(here.committee, every="year", as_of=NOW.date(), hand=hand(at=NOW))


def test_only_the_officer_hands_in(here: SmallCommittee) -> None:
    url = reverse("returns:submit", args=[here.committee.uid])
    assert signed(here.accounts.assessor).post(url, ASKED).status_code == 403
    assert signed(here.accounts.secretary).post(url, ASKED).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_table_is_told_again_from_the_journal(
    transactional_db: None, here: SmallCommittee
) -> None:
    from zhibu.journal.replay import replay

    actions.submit(here.committee, every="year", as_of=date(2025, 12, 31), hand=hand(at=NOW))
    before = list(Submission.objects.values())
    replay("returns")
    assert list(Submission.objects.values()) == before
