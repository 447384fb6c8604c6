"""The pages of blind tokens: signing needs a person, casting knows none, the list comes last."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.rooms.polls.blinding import Voter, credential_for, known_keys, spelled
from tests.rooms.polls.conftest import CLOSED_AT, OPENED_AT, poll_in
from tests.rooms.polls.test_pages import BACKEND, POLL, words
from zhibu.core.leaf import read_bytes, spell_bytes
from zhibu.journal.models import LeafRow
from zhibu.polls.models import Participation, Poll, PollResult, Token

pytestmark = pytest.mark.django_db
NAMES = ("陈可", "李明远", "赵兰", "单国栋")
CAST = reverse("polls:cast")
ANSWERS = {"answer_0": "0", "answer_1": "1"}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Have it be the second of November, for pages too."""
    known_keys(monkeypatch)
    now = {"is": OPENED_AT}
    monkeypatch.setattr(timezone, "now", lambda: now["is"])
    return now


@pytest.fixture
def as_(here):
    def sign_in(role, *, strict=False):
        client = Client(enforce_csrf_checks=strict)
        client.force_login(getattr(here.accounts, role), BACKEND)
        return client

    return sign_in


@pytest.fixture
def poll(here):
    return poll_in(here, level="blind")


@pytest.fixture
def mine(here, poll):
    return credential_for(poll, here.member("王立新").uid)


def ask(client, poll, blinded: str):
    return client.post(reverse("polls:token", args=[poll.rec]), {"blinded": blinded})


def test_a_committee_opens_a_poll_with_tokens_and_closes_it(as_, here, today):
    officer = as_("officer")
    start = reverse("polls:start", args=[here.refining.uid])
    assert "难以对上" in words(officer.get(start))
    wrong = officer.post(start, POLL | {"level": "blind", "invited": "3"})
    assert wrong.status_code == 422
    assert "只发给用自己账号登录的党员" in words(wrong)
    officer.post(start, POLL | {"level": "blind"})
    poll = Poll.objects.get()
    for name in NAMES:
        told = {"credential": spelled(credential_for(poll, here.member(name).uid)), **ANSWERS}
        assert "已收到" in words(Client().post(CAST, told))
    credential_for(poll, here.member("王立新").uid)
    page = words(officer.get(reverse("polls:poll", args=[poll.rec])))
    assert "已领凭证 5" in page
    assert "公钥指纹" in page

    today["is"] = CLOSED_AT
    as_("officer").post(reverse("polls:close", args=[poll.rec]))
    page = words(as_("officer").get(reverse("polls:poll", args=[poll.rec])))
    assert "领凭证 5 人，投过的凭证 4 个，票 4 份" in page
    assert "不到 5 份" in page


def test_a_member_has_a_token_signed_once(as_, poll):
    member, voter = as_("member"), Voter(poll)
    page = member.get(reverse("polls:ballot", args=[poll.rec]))
    assert "领取凭证" in words(page)
    assert "您已经领过" not in words(page)
    assert "没有被换过" in words(page)
    assert re.search(r'data-modulus="[\w-]{512}"', page.content.decode())
    before = LeafRow.objects.count()

    answer = ask(member, poll, spell_bytes(voter.blinded))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    voter.unblind(read_bytes(answer.json()["signature"]))
    again = ask(member, poll, spell_bytes(Voter(poll).blinded))
    assert again.status_code == 422
    assert "一人一次" in again.json()["words"]
    assert LeafRow.objects.count() == before
    assert "您已经领过" in words(member.get(reverse("polls:ballot", args=[poll.rec])))
    assert "只有您自己知道" in words(member.get(reverse("polls:mine")))


@pytest.mark.parametrize("blinded", ["", "x", "甲", "AAAA", "A" * 1_001, "A" * 512, "_" * 512])
def test_what_is_no_number_is_refused_in_words(as_, poll, blinded):
    answer = ask(as_("member"), poll, blinded)
    assert answer.status_code == 422
    assert "送来的不是凭证" in answer.json()["words"]
    assert not Participation.objects.exists()


def test_others_get_no_token_and_no_other_site_may_ask_for_one(as_, poll):
    for role in ("stranger", "officer", "administrator"):
        assert ask(as_(role), poll, "AAAA").status_code == 404
    assert ask(Client(), poll, "AAAA").status_code == 302
    assert ask(as_("member", strict=True), poll, "AAAA").status_code == 403
    address = reverse("polls:token", args=[poll.rec])
    assert as_("member").get(address).status_code == 405


def test_casting_knows_no_session_and_leaves_no_cookie(as_, poll, mine):
    """A browser that is signed in may send its session along: it is dropped unseen."""
    told = {"credential": spelled(mine)}
    for client, fields in (
        (as_("member", strict=True), None), (Client(enforce_csrf_checks=True), told),
        (as_("officer", strict=True), told | {"answer_0": "0"}),
        (as_("member", strict=True), told | ANSWERS),
    ):  # fmt: skip
        answer = client.post(CAST, fields) if fields else client.get(CAST)
        assert not answer.cookies
        assert not answer.wsgi_request.user.is_authenticated
        assert answer.wsgi_request.session.session_key is None
        assert "no-store" in answer["Cache-Control"]
    assert "已收到" in words(answer)
    assert Token.objects.get().token == mine.token
    assert as_("member").get(reverse("polls:mine")).wsgi_request.user.is_authenticated


def test_the_page_speaks_the_language_that_was_chosen(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'lang="en"' in client.get(CAST).content.decode()


def test_a_token_opens_the_ballot_and_counts_once(poll, mine):
    client, told = Client(), {"credential": f"凭证：\n{spelled(mine)}\n"}
    assert "书记陈可履职" not in words(client.get(CAST))
    page = client.post(CAST, told)
    assert "书记陈可履职" in words(page)
    assert "弃权" in words(page)
    missing = client.post(CAST, told | {"answer_0": "0"})
    assert missing.status_code == 422
    assert spelled(mine) in missing.content.decode()
    assert "已收到" in words(client.post(CAST, told | ANSWERS))
    for again in (told, told | ANSWERS):
        answer = client.post(CAST, again)
        assert answer.status_code == 422
        assert "已经用过" in words(answer)
    assert Token.objects.count() == 1


def test_a_wrong_token_is_told_so_and_shows_no_question(poll, mine):
    text = spelled(mine)
    forged = text[:-2] + ("AA" if text[-2:] != "AA" else "BB")
    for wrong in ("", "nothing", forged, text[:-1]):
        answer = Client().post(CAST, {"credential": wrong, **ANSWERS})
        assert answer.status_code == 422
        assert "书记陈可履职" not in words(answer)
    assert not Token.objects.exists()


def test_a_ballot_that_comes_too_late_is_refused_in_words(poll, mine, today):
    today["is"] = CLOSED_AT.replace(day=21)
    answer = Client().post(CAST, {"credential": spelled(mine), **ANSWERS})
    assert answer.status_code == 422
    assert "已经结束" in words(answer)


def test_the_list_of_tokens_is_out_when_the_poll_is_closed(as_, here, poll, mine, today):
    address = reverse("polls:tokens", args=[poll.rec])
    held = [mine, *(credential_for(poll, here.member(name).uid) for name in NAMES)]
    for one in held:
        Client().post(CAST, {"credential": spelled(one), **ANSWERS})
    assert as_("member").get(address).status_code == 404
    today["is"] = CLOSED_AT
    as_("officer").post(reverse("polls:close", args=[poll.rec]))

    for role in ("member", "officer"):
        listed = as_(role).get(address)
        assert listed.content.decode() == "".join(
            f"{spell_bytes(token)}\n" for token in sorted(one.token for one in held)
        )
    assert as_("stranger").get(address).status_code == 404
    assert Client().get(address).status_code == 302
    unknown = reverse("polls:tokens", args=["r_" + "z" * 26])
    assert as_("member").get(unknown).status_code == 404
    page = words(as_("member").get(reverse("polls:ballot", args=[poll.rec])))
    assert "领凭证 5 人，投过的凭证 5 个，票 5 份" in page
    assert "我的票算进去了吗" in page
    assert PollResult.objects.get().counts[0][0] == 5


def test_a_poll_without_tokens_has_no_list(as_, here, today):
    plain = poll_in(here)
    today["is"] = CLOSED_AT
    as_("officer").post(reverse("polls:close", args=[plain.rec]))
    assert as_("member").get(reverse("polls:tokens", args=[plain.rec])).status_code == 404
