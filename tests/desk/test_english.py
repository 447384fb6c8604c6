"""Whoever reads English meets no Chinese but names and what people wrote."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.desk.api_calls import BACKEND, Caller, general_meeting
from zhibu.party.models import Account, Member, Organization, PartyGroup

CHINESE = re.compile(r"[\u4e00-\u9fff\U00020000-\U0002ffff]+")
TAGS = re.compile(
    r"<script.*?</script>|<!--.*?-->|<(?:option|html)[^>]*lang=.zh[^>]*>.*?</", re.DOTALL
)


@pytest.fixture
def rec(here):
    told = general_meeting(here)
    answer = Caller(here.accounts.secretary).post(f"/branches/{here.refining.uid}/meetings", told)
    return answer.json()["rec"]


@pytest.fixture
def names(here, rec):
    """Return everything on the pages that is a name or was written by somebody."""
    told = general_meeting(here)
    written = [told["place"], told["topics"][0]["title"], told["away"][0]["reason"], "简体中文"]
    for model in (Member, Organization, PartyGroup):
        written += model.objects.values_list("name", flat=True)
    return sorted([*written, *Account.objects.values_list("display_name", flat=True)], key=len)


PAGES = {
    "desk:home": "",
    "desk:overview": "committee",
    "desk:branch": "refining",
    "desk:record": "rec",
    "meetings:list": "refining",
    "meetings:record": "refining",
    "meetings:correct": "rec",
    "meetings:withdraw": "rec",
    "party:tree": "",
    "party:members": "refining",
    "party:member": "member",
    "party:register": "refining",
    "party:group": "refining",
    "party:appoint": "refining",
    "assessment:scorecard": "refining",
    "assessment:standard": "",
    "dues:list": "refining",
    "dues:collect": "refining",
    "intake:new": "",
    "desk:burden": "",
    "desk:journal": "",
    "desk:erasures": "",
    "desk:erase": "rec",
    "scrutiny:branch": "refining",
    "scrutiny:rules": "",
    "operations": "",
}


@pytest.mark.parametrize("view", PAGES)
def test_a_page_speaks_english(client, here, rec, names, view):
    about = PAGES[view]
    known = {"rec": rec, "member": here.member("陈可").uid, "": ""}
    uid = known[about] if about in known else getattr(here, about).uid
    client.force_login(here.accounts.secretary, backend=BACKEND)

    address = reverse(view, args=[uid] if uid else [])
    answer = client.get(address, headers={"Accept-Language": "en"}, follow=True)

    assert answer.status_code == 200
    shown = unescape(TAGS.sub("", answer.content.decode()))
    for name in reversed(names):
        shown = shown.replace(name, "")
    assert CHINESE.findall(shown) == []
