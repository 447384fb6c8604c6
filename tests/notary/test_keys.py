"""Keys are announced by the journal before they sign, and replaced by a recorded act."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from tests.notary.scenes import NOON, enter, head_of, later, open_journal
from zhibu.core.notes import Signer, Verifier
from zhibu.core.promise import Promise
from zhibu.journal import log
from zhibu.journal.models import LeafRow
from zhibu.notary import checkpoints, keys, policy, receipts
from zhibu.notary.keys import NoKey
from zhibu.notary.management.rounds import Rounds
from zhibu.notary.records import hand_of_system

pytestmark = pytest.mark.django_db(transaction=True)
MONTH = timedelta(days=30)


def rotate(at, **told):
    keys.rotate(at, hand_of_system(at), **told)
    enter(at=at)


def test_the_origin_names_the_installation_and_the_epoch(settings):
    open_journal()
    assert keys.origin().endswith(".zhibu.invalid/journal/1")
    assert keys.origin().startswith("i-")
    assert keys.current().vkey.startswith(f"{keys.origin()}+")
    assert keys.current().promise_vkey.startswith(f"{keys.origin()}/promise+")


def test_a_domain_names_the_origin_where_the_installation_has_one(settings):
    settings.DOMAIN = "dangjian.example.cn"
    open_journal()
    settings.DOMAIN = "another.example.cn"
    assert keys.origin() == "dangjian.example.cn/journal/1"


def test_an_older_journal_gets_its_keys_from_the_worker_once():
    open_journal(with_keys=False)
    entered = enter(3)
    assert receipts.promise_of(entered[0]) is None
    assert not keys.is_established()
    with pytest.raises(NoKey):
        keys.origin()

    rounds = Rounds()
    rounds.turn(NOON)
    rounds.turn(later(1))
    enter()
    rounds.turn(later(2))

    assert len(keys.announced()) == 1
    row = LeafRow.objects.get(kind="key.rotate")
    assert (row.op, row.role, row.unit) == (log.Op.SYSTEM, "system", "")
    assert head_of(checkpoints.latest()).size == 6
    assert receipts.promise_of(entered[0]).is_signed_by(keys.promise_signer().verifier)


def test_a_journal_that_is_not_open_gets_no_keys():
    assert keys.establish(NOON, hand_of_system(NOON)) is None
    Rounds().turn(NOON)
    assert not keys.is_established()


def test_for_thirty_days_both_keys_sign_and_are_trusted():
    open_journal()
    old = keys.log_signer().verifier
    promised = keys.promise_signer().verifier
    rotate(NOON)
    new = keys.log_signer().verifier

    early = checkpoints.sign_head(NOON + MONTH - timedelta(seconds=1))
    enter(at=NOON + MONTH)
    late = checkpoints.sign_head(NOON + MONTH)

    assert (old.name, old.key_id != new.key_id) == (new.name, True)
    assert [early.is_signed_by(one) for one in (old, new)] == [True, True]
    assert [late.is_signed_by(one) for one in (old, new)] == [False, True]
    assert policy.parsed(NOON).log == (new, old)
    assert policy.parsed(NOON + MONTH).log == (new,)
    assert policy.parsed(NOON + MONTH, ever=True).log == (new, old)
    assert keys.promise_verifiers() == (keys.promise_signer().verifier, promised)


def test_what_only_the_replaced_key_signed_is_not_believed_afterwards():
    """A98: whoever stole the old key can sign, and is not believed for it."""
    open_journal()
    thief = keys.log_signer()
    rotate(NOON)
    forged = checkpoints.sign_head(NOON)
    forged = type(forged)(forged.text, (thief.sign(forged.text),))

    assert policy.parsed(NOON).judge(forged).signed
    assert not policy.parsed(NOON + MONTH).judge(forged).signed


def test_a_stolen_key_is_not_believed_from_the_moment_it_is_replaced():
    open_journal()
    thief = keys.log_signer()
    rotate(NOON, stolen=True)
    note = checkpoints.sign_head(NOON)

    assert not note.is_signed_by(thief.verifier)
    assert policy.parsed(NOON).log == (keys.log_signer().verifier,)


def test_a_seed_that_no_record_announced_signs_nothing():
    open_journal()
    (keys.folder() / "log-1-2.seed").write_bytes(b"x" * 32)

    note = checkpoints.publish(NOON, "asked")

    stranger = Signer.of_seed(keys.origin(), b"x" * 32).verifier
    assert not note.is_signed_by(stranger)
    assert len(note.lines) == 1


@pytest.mark.parametrize("seed", [None, b"", b"x" * 31, b"x" * 32])
def test_a_key_that_is_gone_or_another_one_is_missed_by_name(seed):
    open_journal()
    place = keys.folder() / "log-1.seed"
    place.unlink() if seed is None else place.write_bytes(seed)

    with pytest.raises(NoKey):
        checkpoints.publish(NOON, "asked")


def test_a_web_process_needs_the_promise_key_and_no_other():
    open_journal()
    [leaf] = enter()
    (keys.folder() / "log-1.seed").unlink()

    note = receipts.promise_of(leaf)

    assert Promise.parse(note.text) == Promise(keys.origin(), leaf.lh, leaf.at)
    assert note.is_signed_by(Verifier.parse(keys.current().promise_vkey))


def test_without_the_promise_key_records_are_taken_in_all_the_same():
    open_journal()
    (keys.folder() / "promise-1.seed").unlink()
    [leaf] = enter()
    assert receipts.promise_of(leaf) is None


def test_the_command_shows_keys_and_replaces_them(capsys):
    open_journal()
    call_command("keys")
    shown = capsys.readouterr().out
    assert keys.current().vkey in shown
    assert keys.print_of(keys.log_signer().verifier) in shown

    former = keys.current().vkey
    call_command("keys", "rotate")
    assert keys.current().vkey != former
    assert former in capsys.readouterr().out


def test_the_command_publishes_and_prints_the_head(capsys):
    open_journal(with_keys=False)
    enter(2)
    call_command("checkpoint")
    printed = capsys.readouterr().out
    assert printed == checkpoints.latest_published().note.data.decode()


def test_without_witnesses_the_journal_vouches_for_itself_alone():
    open_journal()
    assert policy.is_self_asserted()
    assert policy.parsed().is_self_asserted
    assert policy.parsed().judge(checkpoints.publish(NOON, "asked")).met
