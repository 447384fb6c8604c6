"""Counting by two people: each enters alone, and only what both entered alike stands."""

import hashlib
import secrets
from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhibu.core import canonical, electing
from zhibu.core.electing import Outcome, Tally, Verdict
from zhibu.core.refusal import Refusal
from zhibu.elections import queries, rules, wording
from zhibu.elections.actions.voting import open_ballot, open_next
from zhibu.elections.models import CountSheet, Kind, Office, PaperBallot
from zhibu.elections.queries import Contest
from zhibu.elections.records import CountEntered, Proof, Result, SeatsGivenUp, VotesFor
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf, Op
from zhibu.party.models import Account
from zhibu.party.permits import TABLE, Ability
from zhibu.party.queries import is_same_person
from zhibu.party.sets import Role
from zhibu.procedures import actions as procedures
from zhibu.procedures.models import Case

COUNTERS = 2


class CannotCount(Refusal):
    """The count cannot be entered so."""


def count(*, case: Case, ballot: str, tally: Tally, hand: Hand) -> Leaf:
    """Enter one counter's sheet. The second that says the same makes the result, at once.

    A counter may enter anew while the two differ. Raises CannotCount for numbers that contradict
    each other, a ballot that has its result, a counter who stands, a third counter, and a second
    account of the person who entered the first sheet.
    """
    with log.act(case.organization_id):
        contest = queries.contest(case)
        found = _open_ballot_of(contest, ballot)
        _insist_on_sense(contest, found, tally)
        sheet = _sheet(contest, found, hand)
        leaf = _enter(contest, sheet, tally, hand=hand)
        others = [one for one in queries.sheets_of(found) if one.account != hand.by]
        if others and not electing.differing(queries.tally_of(others[0]), tally):
            _decide(contest, found, tally, hand=hand)
        return leaf


def _open_ballot_of(contest: Contest, rec: str) -> PaperBallot:
    found = next((one for one in contest.ballots if one.rec == rec), None)
    if found is None or contest.roll is None:
        raise CannotCount(_("没有这一次投票，请回到选举大会页。"))
    if found.verdict:
        raise CannotCount(_("这一次投票已有结果，不能再录。"))
    return found


def _insist_on_sense(contest: Contest, ballot: PaperBallot, tally: Tally) -> None:
    eligible = {one.uid for one in queries.eligible_in(contest.case, contest.called.called_on)}
    strangers = set(tally.votes) - set(ballot.candidates) - eligible
    if strangers:
        raise CannotCount(_("得票人里有人没有被选举权，或者已经是委员，请核对。"), field="others")
    taken = set(tally.votes) & contest.taken(Office(ballot.office))
    if taken:
        raise CannotCount(_("得票人里有人在前一次投票中已经当选，不再计票。"), field="others")
    for fault in electing.faults(queries.paper_of(ballot, contest.called), tally):
        raise CannotCount(wording.fault_words(fault), field=fault.cell)


def _sheet(contest: Contest, ballot: PaperBallot, hand: Hand) -> CountSheet:
    """Return the counter's own sheet, new or as it was. Raises CannotCount as ``count``."""
    sheets = queries.sheets_of(ballot)
    own = next((one for one in sheets if one.account == hand.by), None)
    if own is not None:
        return own
    mine = queries.account(hand.by)
    if mine is None:
        raise CannotCount(_("计票须由登录的账号录入。"))
    insist_on_counter(contest, mine)
    if any(_is_same(one, mine) for one in sheets):
        words = _("第一份计票也是您录入的。第二份要由另一个人录入，同一个人的另一个账号不行。")
        raise CannotCount(words, basis=_("两人分别计票，互相核对"))
    if len(sheets) == COUNTERS:
        raise CannotCount(_("已有两人录入。两份不一致时，由这两人重新清点后改录。"))
    return CountSheet(ballot=ballot.rec, account=hand.by, person=person_of(mine))


def barred_from(contest: Contest, account: Account) -> bool:
    """Say whether somebody stands in an election, and so may not count in it."""
    standing = contest.standing_people()
    named = {contest.names[uid] for uid in standing if uid in contest.names}
    return account.member_id in standing or account.display_name in named


def insist_on_counter(contest: Contest, account: Account) -> None:
    """Refuse a count by somebody who stands. Raises CannotCount with the article."""
    if barred_from(contest, account):
        words = _(
            "您是这次选举的候选人，不能计票。请大会通过的计票人用自己的账号录入，"
            "或者请上级派人计票。"
        )
        raise CannotCount(words, basis=rules.in_force().counters.basis)


def person_of(account: Account) -> str:
    """Return who stands behind an account: the member, or else the name on it."""
    return account.member_id or account.display_name


def _is_same(sheet: CountSheet, account: Account) -> bool:
    return sheet.person == person_of(account) or is_same_person(sheet.account, account.uid)


def _enter(contest: Contest, sheet: CountSheet, tally: Tally, *, hand: Hand) -> Leaf:
    """Keep the numbers on the sheet, and put their digest into the journal."""
    sheet.numbers = numbers_of(tally)
    sheet.salt = secrets.token_hex(16)
    record = CountEntered(
        branch=contest.case.organization_id,
        case=contest.case.rec,
        ballot=sheet.ballot,
        on=log.civil(hand.at),
        digest=digest_of(sheet.numbers, sheet.salt),
    )
    if sheet.pk is None:
        leaf = log.append(record, unit=contest.case.organization_id, **hand.told)
    else:
        leaf = log.append(
            record, unit=contest.case.organization_id, op=Op.CORRECT, rec=sheet.rec,
            supersedes=log.leaf_of_record(sheet.rec).lh, reason=_("重新清点"), **hand.told,
        )  # fmt: skip
    sheet.rec = leaf.rec
    sheet.save()
    return leaf


def numbers_of(tally: Tally) -> dict[str, object]:
    """Return a sheet's numbers as they are kept; who has no votes and is no candidate stays."""
    return {
        "issued": tally.issued, "returned": tally.returned,
        "valid": tally.valid, "invalid": tally.invalid,
        "votes": {uid: tally.votes[uid] for uid in sorted(tally.votes)},
    }  # fmt: skip


def digest_of(numbers: dict[str, object], salt: str) -> str:
    """Return what binds a counter to a sheet without telling it."""
    return hashlib.sha256(salt.encode() + canonical.encode(numbers)).hexdigest()


def _decide(contest: Contest, ballot: PaperBallot, tally: Tally, *, hand: Hand) -> None:
    """Enter the result two sheets agree on, and give out the papers that follow from it."""
    paper = queries.paper_of(ballot, contest.called)
    outcome = electing.judge(paper, tally, rules.in_force().counting)
    log.append(
        _result(contest, ballot, tally, outcome=outcome),
        unit=contest.case.organization_id,
        **hand.told,
    )
    now = queries.contest(contest.case)
    on, office = contest.called.called_on, Office(ballot.office)
    if outcome.verdict is Verdict.VOID:
        open_ballot(
            now, on, hand, office=office, why=Kind(ballot.kind), seats=ballot.seats,
            candidates=ballot.candidates,
        )  # fmt: skip
    elif outcome.verdict is Verdict.TIED:
        open_ballot(
            now, on, hand, office=office, why=Kind.TIED, seats=outcome.open_seats,
            candidates=outcome.tied,
        )  # fmt: skip
    elif outcome.verdict is Verdict.FILLED:
        go_on(contest.case, hand)


def _result(contest: Contest, ballot: PaperBallot, tally: Tally, *, outcome: Outcome) -> Result:
    ranked = sorted(tally.votes.items(), key=lambda one: (-one[1], one[0]))
    return Result(
        branch=contest.case.organization_id,
        case=contest.case.rec,
        ballot=ballot.rec,
        on=contest.called.called_on,
        issued=tally.issued,
        returned=tally.returned,
        valid=tally.valid,
        invalid=tally.invalid,
        verdict=outcome.verdict.value,
        needed=outcome.needed,
        open_seats=outcome.open_seats,
        votes=tuple(VotesFor(uid, votes) for uid, votes in ranked),
        elected=outcome.elected,
        tied=outcome.tied,
        proofs=tuple(Proof(one.account, one.salt) for one in queries.sheets_of(ballot)),
    )


def go_on(case: Case, hand: Hand) -> None:
    """Give out the next office's papers, or write the meeting into the case."""
    contest = queries.contest(case)
    if contest.next_office is not None:
        open_next(contest, contest.called.called_on, hand)
    elif _keeps(hand):
        write_into_case(case=case, hand=hand)


def _keeps(hand: Hand) -> bool:
    return hand.role in Role.values and Ability.RECORD_WORK in TABLE[Role(hand.role)][1]


def write_into_case(*, case: Case, hand: Hand) -> Leaf:
    """Enter the meeting as the case's step, with what the counts say: nothing is typed twice.

    Raises CannotCount while seats are open; CannotComplete as the step says.
    """
    contest = queries.contest(case)
    if not queries.is_complete(contest) or contest.roll is None:
        raise CannotCount(_("还有名额没有选定，不能记入流程。"))
    return procedures.complete(
        case=case,
        step=queries.VOTING,
        on=contest.called.called_on,
        values=values_of(contest),
        hand=hand,
    )


def values_of(contest: Contest) -> dict[str, int | tuple[str, ...] | str]:
    """Return the answers of the voting step as the counts give them."""
    if contest.roll is None:
        return {}
    told: dict[str, int | tuple[str, ...] | str] = {
        "expected": contest.called.expected, "present": contest.called.present,
    }  # fmt: skip
    if contest.case.variant != queries.SINGLE:
        told["elected"] = contest.elected(contest.offices[0])
    if contest.case.variant != queries.BY_ELECTION and Office.SECRETARY in contest.offices:
        told["secretary"] = "".join(contest.elected(Office.SECRETARY)[:1])
    if Office.DEPUTY in contest.offices:
        told["deputy_secretary"] = "".join(contest.elected(Office.DEPUTY)[:1])
    return told


def hold_again(*, case: Case, ballot: str, candidates: Sequence[str], hand: Hand) -> Leaf:
    """Give out papers once more for the seats that stayed open.

    Raises CannotCount where the ballot did not come out short, or no candidate is named.
    """
    with log.act(case.organization_id):
        contest, found = _short(case, ballot)
        eligible = {
            one.uid for one in queries.eligible_in(case, contest.called.called_on)
        } - contest.taken(Office(found.office))
        if not candidates or not set(candidates) <= eligible:
            words = _("请从没有当选、有被选举权的人里选候选人。")
            raise CannotCount(words, field="candidates")
        return open_ballot(
            contest, contest.called.called_on, hand, office=Office(found.office), why=Kind.REST,
            candidates=candidates, seats=found.open_seats,
        )  # fmt: skip


def give_up_seats(*, case: Case, ballot: str, agreed: int, hand: Hand) -> Leaf:
    """Leave seats open because the electors agreed to it.

    Raises CannotCount where the ballot did not come out short, fewer are elected than are near
    the seats or than a committee has, or no more than half of those who should attend agreed.
    """
    with log.act(case.organization_id):
        contest, found = _short(case, ballot)
        share = rules.in_force().counting.fewer_seats
        _insist_on_near(contest, Office(found.office))
        if agreed > contest.called.present or not share.met(agreed, contest.called.expected):
            words = _("同意减少的要过应到会的一半（至少 %(least)d 人），不多于实到 %(n)d 人。")
            told = {"least": share.needed(contest.called.expected), "n": contest.called.present}
            raise CannotCount(words % told, basis=share.basis, field="agreed")
        record = SeatsGivenUp(
            branch=case.organization_id,
            case=case.rec,
            ballot=found.rec,
            on=contest.called.called_on,
            seats=found.open_seats,
            agreed=agreed,
            expected=contest.called.expected,
        )
        leaf = log.append(record, unit=case.organization_id, **hand.told)
        go_on(case, hand)
        return leaf


def _insist_on_near(contest: Contest, office: Office) -> None:
    """Leave no seat open but where almost all are filled. Raises CannotCount with the article."""
    elected, told = len(contest.elected(office)), rules.in_force()
    if not elected:
        words = _("还没有人当选，不能减少名额，请再次投票。")
        raise CannotCount(words, basis=told.near.basis, field="agreed")
    least = queries.least_seats(contest) if office is Office.COMMITTEE else 1
    if elected < least:
        words = _(
            "应选 %(seats)d 名，已选出 %(n)d 名，至少选出 %(least)d 名才可以减少名额。"
            "请再次投票，可以从没有当选的人里另提候选人。"
        )
        counted = words % {"seats": contest.seats_of(office), "n": elected, "least": least}
        short = elected < told.committee.least and not queries.is_for_vacancy(contest.case)
        basis = told.committee.basis if short else told.near.basis
        raise CannotCount(counted, basis=basis, field="agreed")


def _short(case: Case, ballot: str) -> tuple[Contest, PaperBallot]:
    contest = queries.contest(case)
    found = next((one for one in contest.ballots if one.rec == ballot), None)
    if found is None or contest.roll is None or not queries.needs_choice(found):
        raise CannotCount(_("这一次投票没有缺额要处理，请刷新页面。"))
    if contest.last(Office(found.office)) != found:
        raise CannotCount(_("已经安排了再次投票，请刷新页面。"))
    return contest, found
