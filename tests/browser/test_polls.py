"""A round from assignment to result, and a ballot that is cast blindly by a real browser."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.test_meetings import sign_in
from tests.people import SmallCommittee, hand
from tests.rooms.polls.blinding import credential_for, spelled
from tests.rooms.polls.conftest import enlarge, poll_told
from zhibu.polls.actions import evaluating, polling, tokens
from zhibu.polls.actions.tokens import Credential
from zhibu.polls.models import (
    Assignment,
    Participation,
    PeerResult,
    Poll,
    PollResult,
    Round,
    Sheet,
    Token,
)

MOST_CLICKS = 10


@pytest.fixture
def here(transactional_db: None, founded: SmallCommittee) -> SmallCommittee:
    found = founded
    enlarge(found)
    return found


def test_a_round_goes_from_assignment_to_result(
    phone: Page, page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    closes_on = timezone.localdate() + timedelta(days=14)
    sign_in(page, "officer")
    page.get_by_role("navigation").get_by_role("link", name="评审", exact=True).click()
    page.get_by_role("navigation").get_by_role("link", name="互评与测评").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("互评与测评")
    axe_clean(page)
    page.get_by_role("link", name="订一轮互评").click()
    page.get_by_label("名称").fill("年度互评")
    page.get_by_label("截止日期").fill(closes_on.isoformat())
    page.get_by_label("公开的数").fill("3 8 5")
    axe_clean(page)
    page.get_by_role("button", name="算出分配，入账").click()
    expect(page.get_by_role("main")).to_contain_text("只有党委看得到")
    axe_clean(page)
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_role("main")).to_contain_text("互评开始")

    fill_in_on(phone, here, axe_clean)
    others_fill_in()

    address = page.url
    monkeypatch.setattr(
        timezone,
        "now",
        lambda: timezone.make_aware(datetime(closes_on.year, closes_on.month, closes_on.day, 12)),
    )
    sign_in(page, "officer")  # nobody stays signed in for so long
    page.goto(address)
    page.get_by_role("button", name="结束并算出结果").click()
    expect(page.get_by_role("main")).to_contain_text("结果已经算出")
    axe_clean(page)
    assert PeerResult.objects.filter(awarded__isnull=False).count() == 8


def fill_in_on(phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]) -> None:
    """Have the secretary rate a branch, counting taps from the list to the sealed sheet."""
    sign_in(phone, "chenke")
    phone.goto(reverse("polls:duties", args=[here.refining.uid]))
    axe_clean(phone)
    rated = Assignment.objects.filter(rater=here.refining).select_related("rated").first()
    taps = [phone.get_by_role("link", name=rated.rated.name)]
    taps[0].tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("评价：")
    axe_clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    taps += phone.get_by_label("较好", exact=True).all()
    taps.append(phone.get_by_role("button", name="封存提交"))
    for one in taps[1:]:
        one.tap()
    expect(phone.get_by_role("main")).to_contain_text("已封存")
    assert len(taps) <= MOST_CLICKS
    assert Sheet.objects.count() == 1


def others_fill_in() -> None:
    held = Round.objects.get()
    keeper = hand(role="secretary", at=timezone.now())
    for pair in Assignment.objects.select_related("rater"):
        marks = [0] * len(held.criteria)
        evaluating.fill_sheet(held, rater=pair.rater, rated=pair.rated_id, marks=marks, hand=keeper)


def test_a_ballot_is_cast_blindly(
    phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):  # fmt: skip
    today = timezone.localdate()
    told = poll_told(level="blind", year=today.year, closes_on=today + timedelta(days=14))
    opening = hand(here.accounts.officer, at=timezone.now())
    poll = Poll.objects.get(rec=polling.open_poll(here.refining, told=told, hand=opening).rec)
    sent: list[Request] = []

    def note(request: Request) -> None:
        sent.append(request)

    phone.on("request", note)

    kept = take_token_on(phone, poll, axe_clean)
    assert (Participation.objects.count(), Token.objects.count()) == (1, 0)
    cast_on(phone, poll, axe_clean)
    assert Token.objects.get().token == kept.token
    told_away = [one for one in sent if spelled(kept) in (one.post_data or "")]
    assert [one.url.endswith(reverse("polls:cast")) for one in told_away] == [True, True, True]
    assert not [one for one in told_away if "cookie" in one.all_headers()]

    for name in ("陈可", "李明远", "赵兰", "单国栋"):
        other = credential_for(poll, here.member(name).uid, today)
        tokens.cast(other, answers=(0, 0), today=today)
    ending = timezone.now() + timedelta(days=14)
    polling.close_poll(poll, hand=hand(here.accounts.officer, at=ending))
    phone.goto(reverse("polls:ballot", args=[poll.rec]))
    expect(phone.get_by_text("您的票算进去了")).to_be_visible()
    expect(phone.get_by_role("main")).to_contain_text("投过的凭证 5 个")
    axe_clean(phone)
    assert PollResult.objects.get().counts == [[5, 0, 0, 0], [4, 0, 1, 0]]


def take_token_on(phone: Page, poll: Poll, axe_clean: Callable[[Page], None]) -> Credential:
    """Have a member's telephone make a token, and find it there again; return what it kept."""
    sign_in(phone, "wanglixin")
    phone.goto(reverse("polls:ballot", args=[poll.rec]))
    axe_clean(phone)
    phone.route("**/token/", lose_answer)
    phone.get_by_role("button", name="领取凭证").tap()
    expect(phone.get_by_text("没有送到")).to_be_visible()
    assert Participation.objects.count() == 1
    phone.unroute("**/token/")
    phone.get_by_role("button", name="领取凭证").tap()
    expect(phone.get_by_role("link", name="存成文件")).to_be_visible()
    axe_clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.reload()
    kept = tokens.read(phone.get_by_label("您的凭证").input_value())
    assert kept is not None
    assert tokens.poll_for(kept) == poll
    return kept


def lose_answer(route: Route) -> None:
    """Let the server sign, and have what it answers get lost."""
    route.fetch()
    route.abort()


def cast_on(phone: Page, poll: Poll, axe_clean: Callable[[Page], None]) -> None:
    """Cast the ballot with the token that lies in the browser."""
    phone.get_by_role("link", name="用凭证填写").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("用凭证填写")
    axe_clean(phone)
    phone.get_by_role("button", name=poll.title).tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text(poll.title)
    axe_clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("group", name="支部工作").get_by_label("满意", exact=True).tap()
    phone.get_by_role("button", name="提交").tap()
    expect(phone.get_by_role("alert").first).to_be_visible()
    phone.get_by_role("group", name="支部工作").get_by_label("满意", exact=True).tap()
    phone.get_by_role("group", name="书记陈可履职").get_by_label("不满意", exact=True).tap()
    phone.get_by_role("button", name="提交").tap()
    expect(phone.get_by_role("main")).to_contain_text("已收到您的答案")
    axe_clean(phone)
