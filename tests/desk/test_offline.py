"""The page from which requests are carried to a witness without a network."""

import pytest

from tests.people import at, small_committee
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import COSIGNATURE, Note, Signer
from zhibu.journal import opening, sequencer
from zhibu.journal.backends import store
from zhibu.notary import checkpoints, keys, witnesses
from zhibu.notary.checkpoints import Why
from zhibu.notary.records import Post, hand_of_system

NOON = at(2026, 3, 9, 12)
INSPECTION = Signer.of_seed("inspection.example/witness", b"I" * 32, COSIGNATURE)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    opening.open_journal(demo=True, hand=hand_of_system(NOON))
    keys.establish(NOON, hand_of_system(NOON))
    return small_committee(at=NOON)


def publish():
    if store.is_staged():
        sequencer.drain()
    return checkpoints.publish(NOON, Why.ASKED)


def page(client, account, **asked):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/journal/offline/", asked)


def test_only_officers_and_auditors_carry_requests(client, here):
    for account, status in (
        (here.accounts.officer, 200), (here.accounts.auditor, 200),
        (here.accounts.secretary, 403), (here.accounts.member, 403),
    ):  # fmt: skip
        assert page(client, account).status_code == status
        assert client.get("/journal/offline/request.txt").status_code in {status, 302}


def test_without_a_witness_or_a_head_the_page_says_so(client, here):
    assert "还没有公布过账本头" in page(client, here.accounts.officer).content.decode()
    publish()
    shown = page(client, here.accounts.officer).content.decode()
    assert "仅自证" in shown
    assert client.get("/journal/offline/request.txt").status_code == 302


def test_the_auditor_carries_a_request_and_brings_the_line_back(client, here):
    witnesses.add(
        "纪检", INSPECTION.verifier.spelled, post=Post.INSPECTION, hand=hand_of_system(NOON)
    )
    note = publish()
    shown = page(client, here.accounts.auditor).content.decode()
    assert "data:image/svg+xml" in shown
    file = client.get("/journal/offline/request.txt", {"witness": "纪检"})
    assert file["Content-Disposition"].startswith("attachment")
    head, _, carried = file.content.partition(b"\n\n")
    assert head == b"old 0"
    assert Note.parse(carried) == note

    line = INSPECTION.cosign(note.text, int(NOON.timestamp()))
    came = client.post("/journal/offline/", {"lines": f"  {line}\r\n"}, follow=True)

    size = Checkpoint.parse(note.text).size
    assert f"已收下 纪检 对第 {size} 条账本头的会签" in came.content.decode()
    assert witnesses.standing()[0].size == size
    again = client.get("/journal/offline/request.txt", {"witness": "纪检", "old": "3"})
    assert again.content.startswith(b"old 3\n")


def test_what_is_no_signature_is_refused_in_the_form(client, here):
    publish()
    page(client, here.accounts.officer)
    for lines in ("", "nonsense", "— a AAAA"):
        came = client.post("/journal/offline/", {"lines": lines})
        assert came.status_code == 422


def test_a_witness_that_knows_more_than_we_have_is_told_loudly(client, here):
    witnesses.add(
        "纪检", INSPECTION.verifier.spelled, post=Post.INSPECTION, hand=hand_of_system(NOON)
    )
    publish()
    shown = page(client, here.accounts.officer, old="999999").content.decode()

    assert "账本被截短或换成了旧的" in shown
