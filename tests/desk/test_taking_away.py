"""Taking a record away to be checked elsewhere: who may, what stays behind, and that it is noted."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests import people
from tests.desk.test_record_page import told
from tests.notary.scenes import number, open_journal
from tests.tools.files import run, told_of
from zhibu.core.periods import Month
from zhibu.dues.actions import LineTold, collect_dues
from zhibu.journal import reading
from zhibu.journal.models import LeafRow
from zhibu.meetings import actions, attachments
from zhibu.notary import checkpoints, policy
from zhibu.notary.checkpoints import Why
from zhibu.notary.records import EXPORTED
from zhibu.party.actions import register_member

pytestmark = pytest.mark.django_db(transaction=True)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
NOW = people.at(2026, 3, 25, 12)


@pytest.fixture
def here():
    open_journal()
    return people.small_committee(at=people.at(2026, 3, 9, 9))


@pytest.fixture
def held(here):
    stored = attachments.store(
        branch=here.refining.uid, name="签到表.pdf", content=PDF, at=people.at(2026, 3, 23)
    )
    listed = attachments.attachments_of([stored])
    mine = people.hand(here.accounts.secretary, role="secretary", at=people.at(2026, 3, 23))
    leaf = actions.hold_meeting(
        branch=here.refining, told=told(here, attachments=listed), hand=mine
    )
    number()
    checkpoints.publish(NOW, Why.ASKED)
    return leaf


def take(client, account, rec, *, what="record-json", **words):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(reverse(f"desk:{what}", args=[rec]), words)


def verified(tmp_path, data, *words):
    """Return what the stand-alone verifier says of a record's bytes."""
    (tmp_path / "policy.txt").write_text(policy.text(NOW), "utf-8")
    (tmp_path / "record.json").write_bytes(data)
    order = ["--policy", tmp_path / "policy.txt", tmp_path / "record.json", "--json", *words]
    return told_of(run("record", *order))["said"]


def exports():
    rows = LeafRow.objects.filter(kind=EXPORTED).order_by("id")
    return [reading.record_of(leaf) for leaf in reading.told(rows)]


def test_the_secretary_takes_a_meeting_away_and_a_stranger_finds_it_genuine(
    client, here, held, tmp_path
):
    answer = take(client, here.accounts.secretary, held.rec)

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    said = verified(tmp_path, answer.content)
    assert said["leaf"]["rec"] == held.rec
    assert ["place", "三楼党员活动室"] in said["parts"]
    assert None not in said["parts"]


def test_that_it_was_taken_stands_in_the_journal_with_who_did_it(client, here, held):
    take(client, here.accounts.secretary, held.rec)

    (made,) = exports()
    assert (made.record, made.records, made.files) == (held.rec, 1, 0)
    assert LeafRow.objects.get(kind=EXPORTED).actor == here.accounts.secretary.uid


def test_everything_comes_in_one_file_with_a_page_on_how_to_check_it(client, here, held, tmp_path):
    mine = people.hand(here.accounts.secretary, role="secretary", at=people.at(2026, 3, 24))
    actions.correct_meeting(rec=held.rec, told=told(here), reason="地点记错", hand=mine)
    number()
    checkpoints.publish(people.at(2026, 3, 26), Why.ASKED)

    answer = take(client, here.accounts.secretary, held.rec, what="record-zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        archive.extractall(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    first = next(one for one in reading.versions_of(held.rec))
    assert names == {"record.json", f"record-{first.number}.json", "attachments", "policy.txt",
                     "怎样核对.txt"}  # fmt: skip
    assert "verify_record.py" in (tmp_path / "怎样核对.txt").read_text("utf-8")
    said = verified(
        tmp_path,
        (tmp_path / f"record-{first.number}.json").read_bytes(),
        "--attachments",
        tmp_path / "attachments",
    )
    assert said["files"] == {"签到表.pdf": True}
    assert exports()[0].files == 1


def test_an_earlier_version_is_taken_by_its_hash(client, here, held, tmp_path):
    mine = people.hand(here.accounts.secretary, role="secretary", at=people.at(2026, 3, 24))
    later = told(here, place="二楼会议室")
    actions.correct_meeting(rec=held.rec, told=later, reason="地点记错", hand=mine)
    number()
    checkpoints.publish(people.at(2026, 3, 26), Why.ASKED)

    latest = take(client, here.accounts.secretary, held.rec)
    earlier = take(client, here.accounts.secretary, held.rec, leaf=held.lh.hex())
    assert ["place", "二楼会议室"] in verified(tmp_path, latest.content)["parts"]
    assert ["place", "三楼党员活动室"] in verified(tmp_path, earlier.content)["parts"]
    assert take(client, here.accounts.secretary, held.rec, leaf="00" * 32).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "member", "administrator"])
@pytest.mark.parametrize("what", ["record-json", "record-zip"])
def test_who_may_not_read_it_all_cannot_take_it(client, here, held, who, what):
    assert take(client, getattr(here.accounts, who), held.rec, what=what).status_code == 404
    assert exports() == []


def test_a_link_cannot_make_somebody_take_it(client, here, held):
    client.force_login(here.accounts.secretary, backend="django.contrib.auth.backends.ModelBackend")
    for what in ("record-json", "record-zip"):
        assert client.get(reverse(f"desk:{what}", args=[held.rec])).status_code == 405
    assert exports() == []


def test_what_is_read_from_a_card_only_stays_behind_as_its_digest(client, here, tmp_path):
    card = people.card("周敏", phone="13800138000", id_number="110101199003074530")
    hand = people.hand(here.accounts.officer, at=people.at(2026, 3, 20))
    member = register_member(branch=here.refining, card=card, since=date(2026, 3, 1), hand=hand)
    number()
    checkpoints.publish(NOW, Why.ASKED)

    answer = take(client, here.accounts.officer, member.rec)
    assert b"13800138000" not in answer.content
    assert b"110101199003074530" not in answer.content
    assert b'"secret"' not in answer.content
    assert None in verified(tmp_path, answer.content)["parts"]


def test_what_somebody_paid_stays_behind_for_who_may_not_see_amounts(client, here, tmp_path):
    mine = people.hand(here.accounts.secretary, role="secretary", at=people.at(2026, 3, 20))
    line = LineTold(member=here.member("赵兰").uid, paid=None, base=Decimal(5000))
    leaf = collect_dues(branch=here.refining, month=Month(2026, 3), lines=(line,), hand=mine)
    number()
    checkpoints.publish(NOW, Why.ASKED)

    whole = take(client, here.accounts.secretary, leaf.rec)
    some = take(client, here.accounts.auditor, leaf.rec)
    names = [
        {part[0] for part in verified(tmp_path, answer.content)["parts"] if part}
        for answer in (whole, some)
    ]
    assert "lines" not in names[0]  # the base is read from the card, and from nowhere else
    assert "facts" in names[0]
    assert "kind" in names[1]
    assert not {"facts", "lines"} & names[1]


def test_before_a_head_covers_it_the_page_says_to_wait(client, here):
    mine = people.hand(here.accounts.secretary, role="secretary", at=people.at(2026, 3, 23))
    leaf = actions.hold_meeting(branch=here.refining, told=told(here), hand=mine)

    answer = take(client, here.accounts.secretary, leaf.rec, what="record-zip")
    assert answer.status_code == 302
    assert "还不能导出" in client.get(answer.url).content.decode()
    assert exports() == []


def test_the_page_offers_it_to_who_may_read_and_to_nobody_else(client, here, held):
    client.force_login(here.accounts.secretary, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("desk:record", args=[held.rec])
    assert "record.json" in client.get(page).content.decode()
    client.force_login(here.accounts.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert "record.json" not in client.get(page).content.decode()


def test_the_verifier_is_handed_out_to_be_kept_never_shown_here(client, here):
    client.force_login(here.accounts.member, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("notary:verifier"))
    assert answer["Content-Disposition"] == 'attachment; filename="verifier.html"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert json.dumps("核对记录", ensure_ascii=False).strip('"') in answer.content.decode()
