"""What people try at the door, with headers, tokens, addresses and texts. Numbers as before."""

import os
import subprocess
import sys

import pytest
from django.test import Client

from tests.journeys.neighbours import Next, addresses, move_in, parameters
from tests.people import PASSWORD
from zhibu.desk.models import Burden
from zhibu.journal.models import LeafRow
from zhibu.meetings.models import Meeting

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
MUST = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip
POLICY = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
KEPT = "sandbox; default-src 'none'"  # of files that a browser saves: stricter than a page's
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}{% load x %}"
# NFD, compatibility and rare signs, unseen ones, turned ones, endless marks, numbers gone wrong.
GARBAGE = (
    "\x00", "\x1b[31m", "\r\nSet-Cookie: a=b", "\u202e\u2066文", "\ufeff\u200b", "e" + "\u0301" * 99,
    "李".join("\uf9e1\u2f00户戶"), "𠮷䶮\U000e0001\ue000", "👨‍👩‍👧", "９９９", "1e308", "-1", "NaN",
    "2026-02-30", "9999-12-31", "0001-01-01", "o_" + "a" * 26, "x" * 10_000, "' OR 1=1 --",
    "__proto__", "../../etc/passwd", "10" * 3_000, "%s%n{0}", "[]", "{}",
)  # fmt: skip


def as_of(account, **kept) -> Client:
    client = Client(raise_request_exception=False, **kept)
    client.force_login(account, BACKEND)
    return client


def signing_in(client, name="chenke", password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": name, "password": password}, **more)


def test_a18_a_session_known_before_signing_in_is_not_the_one_after(here, client):
    session = client.session
    session["planted"] = "yes"
    session.save()

    assert signing_in(client).status_code == 302

    assert client.cookies["sessionid"].value != session.session_key


@pytest.mark.once
def test_a19_over_https_every_cookie_is_secure_and_bound_to_the_host(tmp_path):
    told = """
import django; django.setup()
from django.conf import settings as s
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from django.test import Client
from zhibu.party.actions import create_account
create_account(username="chenke", password="correct horse 电池 staple", display_name="陈可")
c = Client(enforce_csrf_checks=True)
page = c.get("/sign-in/", secure=True)
told = {"language": "en", "username": "chenke", "password": "correct horse 电池 staple",
        "csrfmiddlewaretoken": c.cookies[s.CSRF_COOKIE_NAME].value}
for address in ("/language/", "/sign-in/"):
    c.post(address, told, secure=True, headers={"Referer": "https://testserver/"})
assert len(c.cookies) == 3, c.cookies
for name, cookie in c.cookies.items():
    assert name.startswith("__Host-"), name
    assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/", name
    assert cookie["samesite"] == "Lax" and not cookie["domain"], name
assert s.SESSION_COOKIE_NAME == "__Host-sessionid" and s.SESSION_COOKIE_SECURE
assert "max-age=31536000" in page["Strict-Transport-Security"]
"""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ZHIBU_")}
    more = {"ZHIBU_DATA": str(tmp_path), "ZHIBU_HTTPS": "1", "ZHIBU_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "zhibu.config.settings"}  # fmt: skip
    subprocess.run([sys.executable, "-c", told], check=True, env=kept | more)


def test_a20_guessing_slows_one_name_from_one_place_and_nobody_else(here):
    for _ in range(8):
        assert signing_in(Client(), "chenke", "wrong").status_code in {200, 429}

    assert signing_in(Client()).status_code == 429
    assert signing_in(Client(), "limingyuan").status_code == 302
    assert signing_in(Client(), REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a22_slowing_down_tells_no_name_that_exists(here):
    answers = []
    for name in ("chenke", "nobody-here"):
        for _ in range(9):
            answer = signing_in(Client(), name, "wrong")
        answers.append((answer.status_code, answer.content.decode().replace(name, "")))

    assert answers[0][0] == 429
    assert without_token(answers[0][1]) == without_token(answers[1][1])


def without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_a22_a_disabled_account_is_answered_like_a_wrong_password(here):
    here.accounts.stranger.is_active = False
    here.accounts.stranger.save()

    page = signing_in(Client(), "zhoujianguo").content.decode()

    assert "用户名或密码不正确" in page


def test_a25_an_unknown_host_is_refused(here, settings):
    settings.ALLOWED_HOSTS = ["localhost"]

    assert Client().get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400


def test_a33_every_answer_tells_the_browser_to_keep_to_us(here):
    theirs, client = move_in(here), as_of(here.accounts.stranger)
    ways = [(client, a) for a, _ in addresses(theirs)] + [(client, "/nowhere/"), (Client(), "/")]
    bare = []
    for who, address in ways:
        headers = who.get(address).headers
        policy = headers.get("Content-Security-Policy", "")
        kept = policy == KEPT
        fits = all(headers.get(name) == value for name, value in MUST.items())
        if not fits or not (kept or all(rule in policy for rule in POLICY)) or "unsafe" in policy:
            bare.append(address)
        if kept or ("/files/" in address and headers.get("Content-Disposition")):  # A39
            assert policy == KEPT
            assert headers["Content-Disposition"].startswith("attachment;")
    assert bare == []


@pytest.mark.parametrize("place", [
    "//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example",
    "javascript:alert(1)", "///evil.example", "http:///evil.example", " //evil.example",
])  # fmt: skip
def test_a34_nobody_is_led_elsewhere(here, client, place):
    told = {"username": "chenke", "password": PASSWORD, "next": place}
    assert client.post(f"/sign-in/?next={place}", told).url == "/"
    assert "evil" not in client.post("/language/", {"language": "en", "next": place}).url


def test_a35_writing_needs_the_token_everywhere(here):
    theirs = move_in(here)
    client, before = (
        as_of(here.accounts.stranger, enforce_csrf_checks=True),
        LeafRow.objects.count(),
    )
    let_in = []
    for address, _ in addresses(theirs):
        for kind in ("application/x-www-form-urlencoded", "text/plain", "application/json"):
            answer = client.post(address, "{}", content_type=kind)
            if answer.status_code not in {403, 404, 405}:
                let_in.append((address, kind, answer.status_code))
    assert let_in == []
    assert LeafRow.objects.count() == before


def test_a35_signing_in_needs_the_token_too(here):
    assert signing_in(Client(enforce_csrf_checks=True)).status_code == 403


def test_a36_a57_what_is_typed_is_shown_as_text_wherever_it_comes_up(here):
    client, branch = as_of(here.accounts.secretary), here.refining.uid
    told = sheet(here) | {"topic_1": EVIL, "place": EVIL[:90], "minutes": EVIL,
                          "resolution_1": EVIL}  # fmt: skip
    answer = client.post(f"/branches/{branch}/meetings/new/", told)
    assert answer.status_code == 302, answer.content.decode()
    rec = Meeting.objects.get().rec
    client.post("/burden/", {"page": EVIL[:90], "words": EVIL})
    client.post(f"/branches/{branch}/meetings/new/", told | {"chair": "", "recorder": EVIL})
    pages = [f"/records/{rec}/", f"/records/{rec}/correct/", f"/records/{rec}/withdraw/",
             f"/branches/{branch}/", f"/branches/{branch}/meetings/?year=2026", "/burden/",
             f"/burden/?page={EVIL}"]  # fmt: skip
    for address in pages:
        page = client.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert ">49<" not in page, address
    assert Burden.objects.exists()


def sheet(here) -> dict[str, object]:
    """Return a filled page: everybody of 炼油一车间 there."""
    roll = [here.member(name).uid for name in
            ("陈可", "李明远", "王立新", "赵兰", "单国栋", "曾小雨", "贾𠮷", "孙晓梅")]  # fmt: skip
    return {f"state_{uid}": "present" for uid in roll} | {
        "form": "general_meeting", "circle": "members", "held_on": "2026-03-18",
        "began": "14:00", "ended": "15:30", "place": "三楼", "chair": roll[0],
        "recorder": roll[1], "topic_1": "通过工作报告", "act": "submit",
    }  # fmt: skip


def test_a65_a_sheet_sent_twice_is_one_record(here):
    client, address = as_of(here.accounts.secretary), f"/branches/{here.refining.uid}/meetings/new/"
    told = sheet(here) | {"rec": "r_" + "b" * 26}

    answers = [client.post(address, told) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("asked", [
    "page=1000000000", "page=-1", "page=" + "9" * 4000, "size=1000000", "year=" + "2" * 5000,
    "year=٢٠٢٦", "year=²⁰²⁶", "year=0000", "on=9999-12-31", "on=0001-01-01", "on=2026-02-30",
    "under=" + "x" * 10_000, "q=" + "文" * 10_000, "month=0000-00", "month=9999-12",
    "month=" + "1" * 5000, "form=%00", "year=%00", "under=%00", "under=o_%00", "%00=1",
    "form=" + "a" * 10_000, "form=talk&form=lecture", "counted_from=9999-99-99", "copy=%00",
    "held_on=0001-01-01", "held_on=9999-12-31", "next=%0d%0aX:1",
])  # fmt: skip
def test_a78_a87_nothing_asked_breaks_a_page(here, asked):
    client = as_of(here.accounts.secretary)
    branch, committee = here.refining.uid, here.committee.uid
    pages = ["/", "/organizations/", f"/overview/{committee}/", "/burden/", "/import/",
             *(f"/branches/{uid}/{page}" for uid in (branch, committee) for page in
               ("", "meetings/", "meetings/new/", "dues/", "dues/new/", "score/", "score/C1/",
                "members/", "groups/", "posts/", "worklog/", "worklog/new/", "review/", "grading/",
                "evaluations/", "notices/", "stars/")),
             "/api/organizations", f"/api/branches/{branch}/meetings"]  # fmt: skip
    broken = [a for a in pages if client.get(f"{a}?{asked}").status_code >= 500]
    assert broken == []


@pytest.mark.parametrize("sign", ["%00", "%FF%FE", "%0d%0a", "..%2f..", "𠮷", "a" * 5000, "'"])
def test_a87_no_identity_breaks_an_address(here, sign):
    client = as_of(here.accounts.secretary)
    known = parameters().items()
    nobody = {name: ("9" * 30 if type_ == "int" else sign,) for name, type_ in known}

    broken = [
        (address, answer.status_code)
        for address, _ in addresses(Next(nobody, ()))
        for method in (client.get, client.post)
        if (answer := method(address)).status_code >= 500
    ]
    assert broken == []


@pytest.mark.parametrize("sign", GARBAGE)
def test_a81_a89_no_text_breaks_a_form(here, sign):
    client, branch = as_of(here.accounts.secretary), here.refining.uid
    member = here.member("王立新").uid
    names = (*sheet(here), "minutes", "resolution_1", "ayes_1", "rec", "kept", "reason", "name",
             "sex", "joined_on", "converted_on", "birth_on", "id_number", "phone", "since",
             "home_address", "party_group", "members", "member", "post", "from_on", "ended_on",
             f"paid_{member}", f"base_{member}", f"full_{member}", "words", "page", "username",
             "password", "next", "language", "old_password", "new_password1")  # fmt: skip
    pages = ["meetings/new/", "members/new/", "groups/", "posts/", "dues/new/", "go-live/"]
    forms = [f"/branches/{branch}/{page}" for page in pages]
    forms += ["/burden/", "/language/", "/import/", "/account/password/"]
    before = LeafRow.objects.count()
    for address in forms:
        told = dict.fromkeys(names, sign)
        assert client.post(address, told).status_code < 500, address
        assert client.post(address, sheet(here) | {"topic_1": sign, "circle": sign,
                                                   "kept": sign}).status_code < 500  # fmt: skip
    assert LeafRow.objects.count() <= before + 1
    assert Client().post("/sign-in/", dict.fromkeys(names, sign)).status_code < 500


def test_a_body_beyond_all_measure_is_not_even_read(here):
    answer = as_of(here.accounts.secretary).post(
        "/import/", b"x", content_type="multipart/form-data; boundary=x",
        headers={"Content-Length": str(10**12)},
    )  # fmt: skip

    assert answer.status_code == 413
