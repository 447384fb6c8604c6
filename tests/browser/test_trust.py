"""Anybody who signed in sees what the journal is, who vouches for it, what was verified when."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_meetings import sign_in
from tests.notary import scenes
from tests.people import SmallCommittee, hand
from tests.rooms.meetings.conftest import general
from zhibu.journal import opening
from zhibu.journal.log import civil
from zhibu.meetings import actions
from zhibu.notary import alarms, checkpoints, keys, verify
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import Level


@pytest.fixture
def here(transactional_db: None, founded: SmallCommittee) -> SmallCommittee:
    """A committee with a journal of its own, a head published, three levels verified."""
    opening.open_journal(demo=False, hand=hand())
    keys.establish(hand().at, hand())
    people = founded
    now = timezone.now()
    secretary = hand(people.accounts.secretary, role="secretary", at=now)
    told = general(people, held_on=civil(now))
    leaf = actions.hold_meeting(branch=people.refining, told=told, hand=secretary)
    actions.withdraw_meeting(rec=leaf.rec, reason="重复录入", hand=secretary)
    scenes.number()
    checkpoints.publish(now, "daily")
    for level in (Level.LEAVES, Level.CONTENTS, Level.TABLES):
        found = verify.run(level, hand=hand_of_system(now))
        assert found.clean
        verify.enter(found, hand_of_system(now))
    scenes.number()
    checkpoints.publish(now + timedelta(seconds=5), "asked")
    return people


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("ZHIBU_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_wang_lixin_reads_the_page_of_trust_on_a_desk(
    page: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    sign_in(page, "wanglixin")
    page.get_by_role("link", name="账本").first.click()

    main = page.get_by_role("main")
    expect(main).to_contain_text("仅自证")
    expect(main.get_by_text("没有不符")).to_have_count(3)
    expect(main).to_contain_text("炼油一车间党支部")
    assert page.locator(".journal-head img").evaluate("(img) => img.naturalWidth > 0")
    axe_clean(page)
    shot(page, "journal-1360")


def test_on_a_telephone_nothing_runs_off_the_page_and_alarms_come_first(
    phone: Page, here: SmallCommittee, axe_clean: Callable[[Page], None]
):
    alarms.sound(alarms.Danger.HEADS, timezone.now(), size=3)
    sign_in(phone, "wanglixin")
    phone.goto("/journal/")

    expect(phone.get_by_role("alert")).to_contain_text("已停止签名")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    axe_clean(phone)
    shot(phone, "journal-390")


def test_a_record_is_verified_from_its_own_page(page: Page, here: SmallCommittee):
    now = timezone.now()
    secretary = hand(here.accounts.secretary, role="secretary", at=now)
    told = general(here, held_on=civil(now), began="09:00", ended="10:00")
    leaf = actions.hold_meeting(branch=here.refining, told=told, hand=secretary)
    scenes.number()
    checkpoints.publish(now + timedelta(seconds=9), "asked")
    sign_in(page, "chenke")
    page.goto(f"/records/{leaf.rec}/")
    page.get_by_role("button", name="现在核验").click()

    expect(page.get_by_role("main")).to_contain_text("核验通过")
    shot(page, "record-1360")
