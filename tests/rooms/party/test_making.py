"""What is made beside a page: how far it is, what came of it, and for nobody else."""

import threading
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import at, hand
from tests.rooms.ledgers.test_books import told
from zhibu.core.refusal import Refusal
from zhibu.ledgers.models import Frozen
from zhibu.ledgers.views import giving
from zhibu.meetings import actions as meetings
from zhibu.party import making
from zhibu.party.making import Asked, Made

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOON = at(2026, 7, 3, 12)
PATIENCE = 30


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA = tmp_path


def begun(here, make, *, key="k", when=NOON):
    account = here.accounts.secretary.uid
    asked = Asked(account, "正在编成：一册", "/back/", key=key, total=3)
    return making.begin(asked, make, at=when)


def settled(uid, account):
    """Wait until something was made or failed, and return it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        one = making.found(uid, account.uid)
        if one.state != "waiting":
            return one
        time.sleep(0.01)
    raise AssertionError("nothing came of it")


def test_a_page_tells_how_far_it_is_and_then_gives_the_file(client, here):
    told, go = threading.Event(), threading.Event()

    def make(progress):
        progress(2, 3)
        told.set()
        assert go.wait(PATIENCE)
        return Made("一册.pdf", b"%PDF-")

    client.force_login(here.accounts.secretary, BACKEND)
    uid = begun(here, make, when=timezone.now())
    assert told.wait(PATIENCE)
    page = client.get(reverse("party:making", args=[uid]))
    assert "2 / 3" in page.content.decode()
    assert 'max="3" value="2"' in page.content.decode()
    assert page["Refresh"] == "1"
    assert client.get(reverse("party:made", args=[uid])).status_code == 404
    assert begun(here, make, when=timezone.now()) == uid

    go.set()
    settled(uid, here.accounts.secretary)
    page = client.get(reverse("party:making", args=[uid]))
    assert page["Refresh"].endswith(reverse("party:made", args=[uid]))
    given = client.get(reverse("party:made", args=[uid]))
    assert given.content == b"%PDF-"
    assert "attachment" in given["Content-Disposition"]


def test_nobody_else_is_told_or_given_anything(client, here):
    uid = begun(here, lambda _progress: Made("一册.pdf", b"%PDF-"))
    settled(uid, here.accounts.secretary)

    client.force_login(here.accounts.organization, BACKEND)
    for name in ("making", "made"):
        assert client.get(reverse(f"party:{name}", args=[uid])).status_code == 404
        assert client.get(reverse(f"party:{name}", args=["d_.."])).status_code == 404


def test_what_lies_in_the_folder_is_sealed(here, tmp_path):
    uid = begun(here, lambda _progress: Made("一册.pdf", b"somebody's name"))
    settled(uid, here.accounts.secretary)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "making").iterdir())
    assert b"somebody" not in kept


def test_a_refusal_is_said_and_a_way_back_shown(client, here):
    def make(_progress):
        raise Refusal("这半年刚才已由他人存档。")

    client.force_login(here.accounts.secretary, BACKEND)
    uid = begun(here, make)
    settled(uid, here.accounts.secretary)
    page = client.get(reverse("party:making", args=[uid]))
    assert "已由他人存档" in page.content.decode()
    assert 'href="/back/"' in page.content.decode()
    assert "Refresh" not in page


def test_what_was_made_goes_after_an_hour_and_when_something_is_erased(here):
    first = begun(here, lambda _progress: Made("一册.pdf", b"%PDF-"))
    settled(first, here.accounts.secretary)
    second = begun(here, lambda _progress: Made("二册.pdf", b"%PDF-"), when=at(2026, 7, 3, 14))
    settled(second, here.accounts.secretary)

    assert making.found(first, here.accounts.secretary.uid) is None
    assert making.found(second, here.accounts.secretary.uid).name == "二册.pdf"
    making.forget_all()
    assert making.found(second, here.accounts.secretary.uid) is None


def test_thick_books_and_halves_of_many_cards_are_made_beside_the_page(client, here, monkeypatch):
    monkeypatch.setattr(giving, "FEW_RECORDS", 0)
    monkeypatch.setattr(giving, "FEW_CARDS", 0)
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 20))
    meetings.hold_meeting(branch=here.refining, told=told(here), hand=mine)
    client.force_login(here.accounts.secretary, BACKEND)

    archive = client.get(reverse("ledgers:archive", args=[here.refining.uid]), {"span": "2026"})
    one = made_of(archive, here)
    assert (one.done, one.total, one.state) == (8, 8, "made")
    assert making.content_of(one)[:2] == b"PK"

    half = client.post(reverse("ledgers:freeze", args=[here.refining.uid]), {"half": "2026-1"})
    one = made_of(half, here)
    assert (one.done, one.total) == (9, 9)
    assert client.get(half.url).url == reverse("ledgers:frozen", args=[Frozen.objects.get().rec])


def test_what_was_cut_off_says_so_and_asks_again_for_itself(client, here):
    told, go = threading.Event(), threading.Event()

    def make(_progress):
        told.set()
        assert go.wait(PATIENCE)
        return Made("一册.pdf", b"%PDF-")

    client.force_login(here.accounts.secretary, BACKEND)
    uid = begun(here, make)
    assert told.wait(PATIENCE)
    assert "中途停了" in client.get(reverse("party:making", args=[uid])).content.decode()
    go.set()
    settled(uid, here.accounts.secretary)


def made_of(answer, here):
    assert answer.status_code == 302
    return settled(answer.url.rstrip("/").rpartition("/")[2], here.accounts.secretary)
