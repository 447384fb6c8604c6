"""The pages: who sees and does what; what was typed stays."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.rooms.stars import scenes
from zhibu.journal import tallies
from zhibu.stars.models import Declared, Overhaul, Rating

REFUSED, NOTHING, AGAIN = 403, 404, 422


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Have it be 10 January, for pages too."""
    monkeypatch.setattr(timezone, "now", lambda: scenes.IN_JANUARY)


@pytest.fixture
def as_(client, here):
    def sign_in(role):
        client.force_login(
            getattr(here.accounts, role), "django.contrib.auth.backends.ModelBackend"
        )
        return client

    return sign_in


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def rating_of(here):
    scenes.given(here.refining, "A", "B")
    return scenes.rate(here)


def test_everybody_sees_stars_and_only_the_branch_and_superiors_see_hints(as_, here):
    scenes.given(here.refining, "A", "B")
    address = reverse("stars:branch", args=[here.refining.uid])
    assert "班子星" in words(as_("member").get(address))
    assert as_("stranger").get(address).status_code == 200
    traced = reverse("stars:item", args=[here.refining.uid, "A1"])
    assert "班子星做法" in words(as_("stranger").get(traced))
    unknown = reverse("stars:item", args=[here.refining.uid, "Z9"])
    assert as_("member").get(unknown).status_code == NOTHING


def test_only_the_officer_rates(as_, here):
    scenes.given(here.refining, "A", "B")
    scenes.given(here.cracking, "A", "B", "C")
    address = reverse("stars:rate", args=[here.committee.uid])
    told = {"rate": here.refining.uid, f"{here.refining.uid}-won": ["A", "B"]}
    for role, status in (("secretary", NOTHING), ("assessor", REFUSED), ("auditor", REFUSED)):
        assert as_(role).post(address, told).status_code == status
    assert not Rating.objects.exists()
    assert "2026 年度" in words(as_("officer").get(address))


def test_another_level_without_a_reason_keeps_what_was_ticked(as_, here):
    scenes.given(here.refining, "A", "B", month=202611)
    address = reverse("stars:rate", args=[here.committee.uid])
    key = here.refining.uid
    told = {"rate": key, "period": "2026-0", f"{key}-won": ["A", "B", "C"]}
    answer = as_("officer").post(address, told)
    assert answer.status_code == AGAIN
    assert "请写明理由" in words(answer)
    answer = as_("officer").post(address, {**told, f"{key}-reason": "核实。"}, follow=True)
    assert "已评定 1 个支部" in words(answer)
    assert Rating.objects.get().level == 3


def test_a_plan_is_the_officers_and_is_read_by_the_branch(as_, here):
    rating = rating_of(here)
    address = reverse("stars:plan", args=[rating.rec])
    assert as_("secretary").get(address).status_code == REFUSED
    assert as_("stranger").get(address).status_code == NOTHING
    row = {"problem_0": "会少", "measure_0": "按月开", "by_0": "2027-03-01",
           "member_0": here.member("陈可").uid}  # fmt: skip
    answer = as_("officer").post(address, {**row, "measure_0": "", "helper": here.cracking.uid})
    assert answer.status_code == AGAIN
    assert "还没有写全" in words(answer)
    as_("officer").post(address, {**row, "helper": here.cracking.uid})
    overhaul = Overhaul.objects.get()
    page = reverse("stars:overhaul", args=[overhaul.rec])
    assert "按月开" in words(as_("secretary").get(page))
    assert as_("stranger").get(page).status_code == NOTHING
    assert as_("member").get(page).status_code == NOTHING
    visit = reverse("stars:visit", args=[overhaul.rec])
    assert as_("secretary").post(visit, {"words": "x"}).status_code == REFUSED


def test_the_committee_sees_needs_clocks_and_the_spread(as_, here):
    rating_of(here)
    tallies.open_years(scenes.IN_JANUARY.date())  # as the night does
    shown = words(as_("officer").get(reverse("stars:committee", args=[here.committee.uid])))
    assert "2 月 9 日前制定方案" in shown
    assert "等人评" in shown  # nobody has judged anything of the new year yet
    assert "最近评定" in shown


def test_a_way_of_rating_is_declared_with_reasons(as_, here):
    address = reverse("stars:mode", args=[here.committee.uid])
    told = {"by": "total", "every": "half", "from_year": "2027", "reason": ""}
    assert as_("officer").post(address, told).status_code == AGAIN
    as_("officer").post(address, {**told, "reason": "党委会议定。"})
    assert Declared.objects.get().every == "half"
    assert as_("assessor").get(address).status_code == REFUSED


def test_examples_and_circles_have_pages(as_, here):
    examples = reverse("stars:examples", args=[here.committee.uid])
    told = {"branch": here.cracking.uid, "title": "示范党支部", "until_on": "2027-12-31",
            "reason": "成效明显。"}  # fmt: skip
    assert as_("assessor").post(examples, told).status_code == REFUSED
    assert "2027" in words(as_("officer").post(examples, told, follow=True))
    circles = reverse("stars:circles", args=[here.committee.uid])
    answer = as_("officer").post(
        circles, {"basis": "near", "compose": "0", "c0-title": "一组", "c0-basis": "near"}
    )
    assert answer.status_code == AGAIN
    assert "现在选了 0 个" in words(answer)
