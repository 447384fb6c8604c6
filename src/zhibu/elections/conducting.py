"""What an election does besides its definition: checks against counts, the new term, documents."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.core.case import Done, Obstacle
from zhibu.core.electing import extra_candidates
from zhibu.elections import actions, documents, presenting, queries, rules
from zhibu.elections.actions.counting import values_of
from zhibu.elections.models import Office
from zhibu.elections.queries import Contest
from zhibu.journal.leaves import Hand, Leaf
from zhibu.procedures.conduct import Conduct
from zhibu.procedures.models import Case
from zhibu.procedures.queries import File

LISTS = ("nominees", "candidates", "secretary_candidates", "deputy_candidates", "elected")
CHECKED = ("shortlist", "voting", "first_committee", "assignment")
POSTS = ("secretary", "deputy_secretary", "organization", "publicity", "discipline")


def checks(file: File, attempt: Done) -> Iterator[Obstacle]:
    """Yield what the definition cannot know: lists against seats, answers against counts."""
    if attempt.step not in CHECKED:
        return
    contest = queries.contest_of(file)
    if attempt.step == "shortlist":
        yield from _of_lists(contest, attempt)
        yield from _of_deputies(contest, attempt)
        yield from _of_secretaries(contest, attempt)
    elif attempt.step == "voting":
        yield from _of_counts(contest, attempt)
    elif attempt.step in ("first_committee", "assignment"):
        yield from _of_posts(contest, attempt)
        yield from _of_secretaries(contest, attempt)


def _of_lists(contest: Contest, attempt: Done) -> Iterator[Obstacle]:
    """Yield obstacles to a list of candidates: too few beside the seats, or not eligible."""
    asked = queries.most_of(contest.case)
    seats = contest.seats_of(contest.offices[0])
    least = seats + extra_candidates(seats, asked.number)
    named = attempt.values.get("candidates", ())
    if isinstance(named, tuple) and len(named) < least:
        words = _("应选 %(seats)d 名，候选人 %(n)d 名，至少要 %(least)d 名。")
        told = {"seats": seats, "n": len(named), "least": least}
        way = _("请增加候选人，差额不少于应选名额的百分之二十。")
        yield Obstacle("extra", words % told, asked.basis, "candidates", way, asked.confidence)
    eligible = {one.uid for one in queries.eligible_in(contest.case, attempt.on)}
    for field in ("candidates", "secretary_candidates", "deputy_candidates"):
        listed = attempt.values.get(field, ())
        if isinstance(listed, tuple) and not set(listed) <= eligible:
            yield _not_eligible(contest, attempt.on, field=field, listed=set(listed))


def _not_eligible(contest: Contest, on: date, *, field: str, listed: set[str]) -> Obstacle:
    """Return why somebody may not stand. Whose rights a sanction suspends is not told."""
    full = queries.full_members_of(contest.case.organization, on)
    if not listed <= {one.uid for one in full}:
        words = _("候选人里有预备党员或者不是本支部的党员，没有被选举权。")
        way = _("请从正式党员里选。")
        return Obstacle("eligible", words, "《中国共产党章程》第七条", field, way, "A")
    here = queries.sitting_on(contest.case.organization, on)
    sitting = [one.name for one in full if one.uid in here & listed]
    if sitting and queries.is_for_vacancy(contest.case):
        words = _("%(names)s已经是支部委员，补选的是缺额，不能再作候选人。")
        told = words % {"names": "、".join(sitting)}
        way = _("请从不是委员的正式党员里选；只调整分工的，由支委会研究，不用补选。")
        basis = "《中国共产党支部工作条例（试行）》（委员出缺及时补选）"
        return Obstacle("eligible", told, basis, field, way, "K")
    words = _(
        "受留党察看处分、尚未恢复党员权利的党员没有被选举权，不能作候选人；所选的人中有这种情况。"
    )
    way = _("请核对处分登记，改选其他正式党员。")
    return Obstacle("eligible", words, rules.in_force().rights.basis, field, way, "A")


def _of_secretaries(contest: Contest, attempt: Done) -> Iterator[Obstacle]:
    """Yield an obstacle where who may become secretary has too short a standing, unless agreed."""
    field = _secretary_field(contest, attempt.step)
    found = attempt.values.get(field, ()) if field else ()
    named = found if isinstance(found, tuple) else (str(found),)
    asked = rules.in_force().standing
    short = queries.of_short_standing(named, attempt.on, months=asked.number)
    if short and attempt.values.get("standing_agreed") is not True:
        words = _("%(names)s转正不满一年，书记一般应有一年以上党龄。")
        way = _("请另选，或者经上级党组织同意后在“党龄不满一年，上级已同意”选“是”。")
        told = words % {"names": "、".join(short)}
        yield Obstacle("standing", told, asked.basis, field, way, asked.confidence)


def _secretary_field(contest: Contest, step: str) -> str:
    """Return in which field of a step somebody is named who may become secretary."""
    if step in ("first_committee", "assignment"):
        return "secretary"
    if contest.case.variant == queries.COMMITTEE:
        return "secretary_candidates"
    return "candidates" if Office.SECRETARY in contest.offices else ""


def _of_deputies(contest: Contest, attempt: Done) -> Iterator[Obstacle]:
    """Keep somebody from standing for secretary and deputy at once, where members elect both."""
    lists = [attempt.values.get(one) for one in ("candidates", "deputy_candidates")]
    both = [set(one) for one in lists if isinstance(one, tuple)]
    if contest.case.variant == queries.SINGLE and len(both) > 1 and both[0] & both[1]:
        words = _("同一个人不能既是书记候选人又是副书记候选人。")
        basis = rules.in_force().source
        yield Obstacle("two", words, basis, "deputy_candidates", _("请另选一人。"), "K")


def _of_counts(contest: Contest, attempt: Done) -> Iterator[Obstacle]:
    """Let the meeting say nothing but what two counts said."""
    basis = rules.in_force().counting.majority.basis
    if not queries.is_complete(contest):
        words = _("选举大会还没有选出结果。")
        way = _("请到“选举大会”页点名、录入计票，选满后自动记入。")
        yield Obstacle("counted", words, basis, "", way, "B")
        return
    for field, value in values_of(contest).items():
        if attempt.values.get(field) != value:
            words = _("与两人核对一致的计票结果不符。")
            yield Obstacle("as_counted", words, basis, field, _("请按计票结果填写。"), "B")
    if attempt.on != contest.called.called_on:
        words = _("日期与点名的日期 %(day)s 不符。")
        told = words % {"day": contest.called.called_on.isoformat()}
        yield Obstacle("as_called", told, basis, "on", _("请填选举大会的日期。"), "B")


def _of_posts(contest: Contest, attempt: Done) -> Iterator[Obstacle]:
    """Give posts to those alone who were elected; a secretary elected directly stays so."""
    voting = contest.told("voting")
    found = voting.get("elected", ())
    elected = set(found) if isinstance(found, tuple) else set()
    direct = voting.get("secretary")
    basis = rules.in_force().source
    for field in POSTS:
        uid = attempt.values.get(field)
        if uid and uid not in elected and uid != direct:
            words = _("这个人没有当选，不能担任这一职务。")
            yield Obstacle("elected", words, basis, field, _("请从当选人里选。"), "A")
    if direct and attempt.values.get("secretary") != direct:
        words = _("公推直选的书记由党员大会选出，不能另选。")
        yield Obstacle("direct", words, basis, "secretary", _("请填当选的书记。"), "B")


def on_done(case: Case, done: Done, hand: Hand, _leaf: Leaf) -> None:
    """Let the new term and the posts follow from the approval."""
    if done.step == "confirmation":
        actions.take_office(case=case, done=done, hand=hand)


def on_withdrawn(  # noqa: PLR0917 - as Conduct calls it
    case: Case, done: Done, hand: Hand, leaf: Leaf
) -> None:
    """Take the new term and the posts back with the approval they stand on."""
    if done.step == "confirmation":
        actions.leave_office(case=case, approval=leaf, hand=hand)


def defaults(file: File, step: str, _today: date) -> Mapping[str, Any]:
    """Fill in a step's form with what is recorded already."""
    if step == "shortlist":
        return {"candidates": file.told("nomination").get("nominees", ())}
    contest = queries.contest_of(file) if step in {queries.VOTING, "first_committee"} else None
    if contest and step == queries.VOTING and contest.roll:
        return {"on": contest.roll.called_on, **values_of(contest)}
    if contest and step == "first_committee":
        elected = contest.elected(Office.COMMITTEE)
        told = {"on": contest.day_of("voting"), "present": len(elected)}
        return told | {"secretary": contest.told("voting").get("secretary", "")}
    return {}


def choices(  # noqa: PLR0917 - as Conduct calls it
    file: File, step: str, field: str, on: date
) -> list[tuple[str, str]] | None:
    """Offer those alone who may stand, or who were elected."""
    if step in ("first_committee", "assignment") and field in POSTS:
        voting = file.told(queries.VOTING)
        found = voting.get("elected", ())
        uids = dict.fromkeys(found if isinstance(found, tuple) else ())
        if voting.get("secretary"):
            uids[str(voting["secretary"])] = None
        return list(queries.names_of(uids).items())
    if field in LISTS:
        return [(one.uid, one.name) for one in queries.eligible_in(file.case, on)]
    return None


def panel(file: File, today: date) -> tuple[str, Mapping[str, Any]]:
    """Show on the case's page what is elected, how far the vote is, and whose rights follow."""
    contest = queries.contest_of(file)
    moves = actions.role_moves(contest)
    return "elections/panel.html", {
        "case": file.case,
        "roll": contest.roll,
        "ready": contest.roll is None and queries.is_ready(contest, today),
        "complete": queries.is_complete(contest),
        "elected": presenting.elected_of(contest),
        "told": presenting.told_of(contest),
        "moves": moves,
        "adjustable": any(one.account for one in moves),
    }


CONDUCT = Conduct(
    checks=checks, carried=actions.carried, on_done=on_done, on_withdrawn=on_withdrawn,
    defaults=defaults, choices=choices, panel=panel, documents=documents.BY_TEMPLATE,
    start="elections:new", pages={queries.VOTING: "elections:meeting"},
)  # fmt: skip
