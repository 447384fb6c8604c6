"""Adopting on the page: look at what would change, confirm; and every version for everybody."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.people import at, hand
from tests.rooms.assessment.test_adoption import edition
from tests.rooms.assessment.test_whatif import moved_points
from zhibu.assessment import actions, engine
from zhibu.assessment.models import Adopted

NOW = at(2026, 8, 3)


@pytest.fixture
def year(here, hold, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    hold("party_day", date(2026, 3, 10))
    return here


@pytest.fixture
def sign_in(client):
    def sign_in(account):
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def told(text, **more):
    file = SimpleUploadedFile("standard.yaml", text.encode())
    return {"file": file, "effective_from": "2026-01-01", "profile": "relief", **more}


def hidden_in(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_what_would_change_is_seen_before_it_is_confirmed(sign_in, year):
    officer = sign_in(year.accounts.officer)
    address = reverse("assessment:adopt", args=[year.committee.uid])
    text = moved_points() + "# 第一行\r\n# 第二行\n"

    seen = officer.post(address, told(text))

    assert seen.status_code == 200
    assert "炼油一车间党支部" in seen.text
    assert not Adopted.objects.exists()

    done = officer.post(address, hidden_in(seen.text) | {"confirm": "1"})

    assert done.status_code == 302
    assert bytes(Adopted.objects.get().text) == text.encode()


def test_a_draft_comes_as_text(sign_in, year):
    officer = sign_in(year.accounts.officer)
    address = reverse("assessment:adopt", args=[year.committee.uid])

    seen = officer.post(
        address, {"text": edition().replace("\n", "\r\n"), "effective_from": "2026-01-01",
                  "profile": "relief"},
    )  # fmt: skip
    officer.post(address, hidden_in(seen.text) | {"confirm": "1"})

    assert bytes(Adopted.objects.get().text) == edition().encode()


def test_a_faulty_file_is_refused_with_its_line_and_the_day_is_kept(sign_in, year):
    officer = sign_in(year.accounts.officer)
    address = reverse("assessment:adopt", args=[year.committee.uid])

    answer = officer.post(address, told(edition().replace("points:", "pionts:", 1)))

    assert answer.status_code == 422
    assert re.search(r"第 \d+ 行：", answer.text)
    assert 'value="2026-01-01"' in answer.text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"x" * 600_000, b"&a [*a, *a]"])
def test_what_is_no_standard_is_refused(sign_in, year, content):
    officer = sign_in(year.accounts.officer)
    address = reverse("assessment:adopt", args=[year.committee.uid])
    file = SimpleUploadedFile("standard.yaml", content)

    answer = officer.post(
        address, {"file": file, "effective_from": "2026-01-01", "profile": "relief"}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 200), ("auditor", 403), ("secretary", 404), ("member", 404)]
)
def test_only_officers_adopt(sign_in, year, who, status):
    asked = sign_in(getattr(year.accounts, who))

    answer = asked.get(reverse("assessment:adopt", args=[year.committee.uid]))

    assert answer.status_code == status


@pytest.fixture
def adopted(year):
    proposal = actions.Proposal(
        text=edition(), effective_from=date(2026, 1, 1), profile="literal",
        reasons="党委会 2026 年第 3 次会议决定。",
    )  # fmt: skip
    mine = hand(year.accounts.officer, at=NOW)
    return Adopted.objects.get(rec=actions.adopt(year.committee, proposal, hand=mine).rec)


def test_everybody_sees_the_versions_and_the_exact_bytes(sign_in, year, adopted):
    member = sign_in(year.accounts.member)

    versions = member.get(reverse("assessment:standards", args=[year.refining.uid])).text
    file = member.get(reverse("assessment:standard-file", args=[adopted.rec]))

    assert "党委会 2026 年第 3 次会议决定。" in versions
    assert "原文" in versions
    assert file.content == edition().encode()


def test_a_standards_page_is_that_of_where_one_stands_or_of_a_version(sign_in, year, adopted):
    member = sign_in(year.accounts.member)
    address = reverse("assessment:standard")
    shipped = engine.standard_in_force()

    assert "2026.3" in member.get(address).text
    assert f"{shipped.version} 版" in member.get(
        address, {"version": f"{shipped.id}/{shipped.version}"}
    ).text  # fmt: skip
    assert member.get(address, {"purpose": "stars"}).status_code == 200
    assert member.get(address, {"version": "zb-41/1999"}).status_code == 404
    assert member.get(address, {"purpose": "clicks"}).status_code == 404


def test_an_adoption_is_withdrawn_by_those_who_adopt(sign_in, year, adopted):
    address = reverse("assessment:withdraw-standard", args=[adopted.rec])
    assert sign_in(year.accounts.secretary).post(address, {"reason": "错"}).status_code == 404

    officer = sign_in(year.accounts.officer)
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "选错了文件"}).status_code == 302
    assert engine.standard_for(year.refining.uid, 2026) is engine.standard_in_force()
