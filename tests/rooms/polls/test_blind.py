"""Blind tokens: one for each person, cast by nobody known, counted once, checked at the end."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import models

from tests.people import REFINING
from tests.rooms.polls.blinding import (
    TODAY,
    Voter,
    credential_for,
    known_keys,
    spelled,
    two_keys,
)
from tests.rooms.polls.conftest import CLOSED_AT, answer_all, officer, poll_in
from zhibu.core import blind, merkle
from zhibu.core.ids import new_id
from zhibu.core.leaf import read_bytes
from zhibu.journal import log
from zhibu.journal.models import LeafRow
from zhibu.polls.actions import boxes, keys, polling, tokens
from zhibu.polls.actions.polling import CannotAnswer, CannotPoll
from zhibu.polls.models import (
    Ballot,
    BallotBox,
    Participation,
    PollKey,
    PollResult,
    Ticket,
    Token,
)
from zhibu.polls.queries import polls

pytestmark = pytest.mark.django_db
NAMES = [row[0] for row in REFINING]


@pytest.fixture(autouse=True)
def _keys(monkeypatch):
    known_keys(monkeypatch)


@pytest.fixture
def poll(here):
    return poll_in(here, level="blind")


@pytest.fixture
def mine(here, poll):
    return credential_for(poll, here.member("王立新").uid)


def cast(credential, answers=(0, 1), today=TODAY):
    tokens.cast(credential, answers=answers, today=today)


def vote(here, poll, names, answers=(0, 1)):
    for name in names:
        cast(credential_for(poll, here.member(name).uid), answers)


def close(here, poll):
    polling.close_poll(poll, hand=officer(here, CLOSED_AT))
    return PollResult.objects.get(poll=poll)


def test_the_opening_puts_the_public_key_in_the_journal(here, poll):
    said = log.record_of(log.leaf_of(poll.leaf_id))
    told = blind.read_public(read_bytes(said.public_key)).public_numbers()
    assert told == two_keys()[0].public_key().public_numbers()
    assert told.n.bit_length() == 3072
    assert poll.public_key == said.public_key


def test_the_secret_key_lies_sealed_and_is_destroyed_at_the_end(here, poll):
    kept = bytes(PollKey.objects.get().content)
    plain = blind.spell_private(two_keys()[0])
    assert plain not in kept
    assert plain[100:132] not in kept
    assert keys.secret_of(poll.rec).private_numbers() == two_keys()[0].private_numbers()
    vote(here, poll, NAMES)
    close(here, poll)
    assert not PollKey.objects.exists()


def test_eight_voters_are_counted_and_each_finds_their_token(here, poll):
    before = LeafRow.objects.count()
    held = [credential_for(poll, here.member(name).uid) for name in NAMES]
    assert polls.turnout_of(poll) == 8
    for one in held[:6]:
        cast(one, (0, 1))
    for one in held[6:]:
        cast(one, (2, -1))
    assert LeafRow.objects.count() == before
    result = close(here, poll)

    assert (result.participants, result.ballots) == (8, 8)
    assert result.counts == [[6, 0, 2, 0], [0, 6, 0, 2]]
    listed = boxes.tokens_of(poll.rec)
    assert sorted(one.token for one in held) == listed
    assert bytes(result.tokens_root) == merkle.root([merkle.leaf_hash(one) for one in listed])
    assert not Participation.objects.exists()


def test_whose_token_was_signed_and_not_cast_is_a_participant_without_a_ballot(here, poll):
    vote(here, poll, NAMES[:5])
    credential_for(poll, here.member(NAMES[5]).uid)
    result = close(here, poll)
    assert (result.participants, result.ballots, len(boxes.tokens_of(poll.rec))) == (6, 5, 5)


def test_four_ballots_give_no_result(here, poll):
    vote(here, poll, NAMES[:4])
    result = close(here, poll)
    assert (result.ballots, result.counts) == (4, [])


def test_nobody_gets_a_second_token(here, poll):
    member = here.member("王立新").uid
    Voter(poll).ask(member)
    with pytest.raises(CannotAnswer, match="一人一次"):
        Voter(poll).ask(member)
    assert Participation.objects.count() == 1


def test_an_answer_that_got_lost_may_be_asked_for_again(here, poll):
    member, voter = here.member("王立新").uid, Voter(poll)
    voter.ask(member)
    cast(voter.unblind(voter.ask(member)))
    assert (Participation.objects.count(), Token.objects.count()) == (1, 1)


def test_what_cannot_be_signed_costs_nobody_their_token(here, poll):
    member = here.member("王立新").uid
    for wrong in (b"", b"\xff" * 384, bytes(384), b"x" * 383):
        with pytest.raises(CannotAnswer, match="送来的不是凭证"):
            tokens.sign(poll, member=member, blinded=wrong, today=TODAY)
    assert not Participation.objects.exists()
    Voter(poll).ask(member)


def test_only_who_is_on_the_roll_gets_a_token(here, poll):
    for member in (here.member("周建国").uid, None, "m_" + "z" * 26):
        with pytest.raises(CannotAnswer, match="不在这次测评"):
            Voter(poll).ask(member)


def test_no_token_after_the_last_day_nor_the_end_nor_for_other_polls(here, poll):
    member = here.member("王立新").uid
    with pytest.raises(CannotAnswer, match="不能再领"):
        Voter(poll).ask(member, date(2026, 11, 21))
    voter = Voter(poll)
    close(here, poll)
    with pytest.raises(CannotAnswer, match="不能再领"):
        voter.ask(member)
    open_one = poll_in(here, level="confidential", title="另一次", questions=poll_questions())
    with pytest.raises(CannotAnswer, match="不发凭证"):
        tokens.sign(open_one, member=member, blinded=b"", today=TODAY)


def poll_questions():
    from tests.rooms.polls.conftest import ASKED

    return ASKED[:1]


def test_a_forged_signature_is_no_token(mine):
    last = mine.signature[-1] ^ 1
    forged = replace(mine, signature=mine.signature[:-1] + bytes([last]))
    for wrong in (forged, replace(mine, token=bytes(32)), replace(mine, prefix=bytes(32))):
        with pytest.raises(CannotAnswer, match="凭证不对"):
            cast(wrong)
    assert not Token.objects.exists()
    assert not BallotBox.objects.exists()


def test_a_token_of_another_poll_does_not_count_here(here, poll, mine):
    other = poll_in(here, level="blind", title="另一次", questions=poll_questions())
    assert other.public_key != poll.public_key
    for wrong in (replace(mine, poll=other.rec), replace(mine, poll=new_id("r"))):
        assert tokens.poll_for(wrong) is None
        with pytest.raises(CannotAnswer, match="凭证不对"):
            cast(wrong, (0,))


def test_a_token_is_cast_once(mine):
    cast(mine)
    for answers in ((0, 1), (2, 2)):
        with pytest.raises(CannotAnswer, match="已经用过"):
            cast(mine, answers)
    assert Token.objects.count() == 1


def test_answers_that_do_not_fit_leave_the_token_unused(mine):
    with pytest.raises(CannotAnswer, match="不在选项里"):
        cast(mine, (0, 3))
    with pytest.raises(CannotAnswer, match="已经结束"):
        cast(mine, today=date(2026, 11, 21))
    cast(mine)


def test_no_ballot_is_taken_once_the_poll_is_closed(here, poll, mine):
    close(here, poll)
    with pytest.raises(CannotAnswer, match="已经结束"):
        cast(mine)
    assert not Token.objects.exists()


def test_a_member_cannot_answer_without_a_token(here, poll):
    with pytest.raises(CannotAnswer, match="不在这里填写"):
        answer_all(here, poll, names=["王立新"])
    assert tokens.poll_for(None) is None
    with pytest.raises(CannotAnswer, match="凭证不对"):
        cast(None)


def test_a_confidential_poll_takes_no_token(here, poll, mine):
    plain = poll_in(here, title="另一次", questions=poll_questions())
    assert tokens.poll_for(replace(mine, poll=plain.rec)) is None


def test_more_ballots_than_tokens_are_not_counted(here, poll):
    """An operator who puts a ballot in by hand is found out when the poll closes."""
    vote(here, poll, NAMES[:5])
    boxes.put(poll.rec, polls.MEMBERS, (0, 0))
    with pytest.raises(CannotPoll, match="票比凭证多"):
        close(here, poll)
    assert not PollResult.objects.exists()


def test_more_tokens_than_persons_are_not_counted(here, poll):
    vote(here, poll, NAMES[:5])
    Token.objects.create(poll=poll.rec, token=bytes(32))
    boxes.put(poll.rec, polls.MEMBERS, (0, 0))
    with pytest.raises(CannotPoll, match="凭证比人多"):
        close(here, poll)


@pytest.mark.parametrize(
    ("told", "field"), [({"invited": 3}, "invited"), ({"members": False, "invited": 0}, "members")]
)
def test_tokens_are_for_members_who_sign_in(here, told, field):
    with pytest.raises(CannotPoll) as refused:
        poll_in(here, level="blind", **told)
    assert refused.value.field == field


def test_what_is_kept_of_a_cast_ballot_knows_no_person(here, poll, mine):
    cast(mine)
    voter = Participation.objects.get()
    for model in (Token, Ballot, BallotBox, Ticket):
        kept = b"".join(
            value if isinstance(value, bytes) else str(value).encode()
            for row in model.objects.values_list()
            for value in row
        )
        assert voter.person.encode() not in kept
        assert voter.blinded not in kept
    assert mine.token not in bytes(voter.blinded)
    names = {field.name for field in Token._meta.get_fields() if field.concrete}
    assert names == {"poll", "token"} | {f.name for f in [Token._meta.pk] if f.concrete}
    assert not any(isinstance(f, models.DateField) for f in Participation._meta.get_fields())


def test_a_credential_is_read_however_it_was_kept(mine):
    text = spelled(mine)
    broken = "\n".join(text[at : at + 60] for at in range(0, len(text), 60))
    for kept in (text, f"我的凭证： {broken}\n"):
        assert tokens.read(kept) == mine
    for wrong in ("", text[:-1], text + "A", text.replace(".", ","), "r_" + "1" * 26):
        assert tokens.read(wrong) is None


def test_the_list_of_the_signed_says_nothing_of_casting(here, poll, mine):
    for _moment in ("before", "after"):
        assert polls.signed_for(here.accounts.member, TODAY) == [poll]
        assert polls.signed_for(here.accounts.secretary, TODAY) == []
        if not Token.objects.exists():
            cast(mine)
    assert Token.objects.count() == 1
