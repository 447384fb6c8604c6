"""A small committee in November whose branch held nothing all year: there is much to mend."""

from datetime import date

from tests.people import SmallCommittee, at, hand
from zhibu.assessment import engine
from zhibu.notices import actions, drafting, queries
from zhibu.notices.actions import Wanted
from zhibu.notices.models import Notice, NoticeDraft

ISSUED_AT = at(2026, 3, 23, 9)
REPLY_BY = date(2026, 4, 10)


def officer(here: SmallCommittee, month: int = 3, day: int = 23):
    return hand(here.accounts.officer, at=at(2026, month, day))


def secretary(here: SmallCommittee, month: int = 3, day: int = 24):
    return hand(here.accounts.secretary, role="secretary", at=at(2026, month, day, 10))


def drafts(here: SmallCommittee, when=ISSUED_AT) -> list[NoticeDraft]:
    """Have the night go by and the machine propose notices."""
    engine.assess_all(year=2026, as_of=when.date())
    drafting.draft_notices(here.committee, year=2026, at=when)
    return list(queries.drafts_of(here.committee))


def wanted(draft: NoticeDraft, **told: object) -> Wanted:
    return Wanted(**{"draft": draft.uid, "demand": draft.demand, "reply_by": REPLY_BY, **told})


def issued(here: SmallCommittee) -> Notice:
    """Have the officer send 炼油一车间 its notice on 23 March."""
    draft = next(one for one in drafts(here) if one.branch_id == here.refining.uid)
    leaf = actions.issue(
        committee=here.committee, wanted=[wanted(draft)], hand=officer(here)
    )[0]  # fmt: skip
    return Notice.objects.get(rec=leaf.rec)


def receipted(here: SmallCommittee) -> Notice:
    notice = issued(here)
    actions.receipt(notice, hand=secretary(here))
    notice.refresh_from_db()
    return notice


def replied(here: SmallCommittee, month: int = 4, day: int = 1) -> Notice:
    notice = receipted(here)
    actions.reply(notice, measures="已补开党员大会。", hand=secretary(here, month, day))
    notice.refresh_from_db()
    return notice
