"""From a branch's live scorecard to what a notice would say: proposed, never sent by itself."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from zhibu.assessment import engine
from zhibu.assessment import queries as assessment
from zhibu.assessment.values import Line, Scorecard
from zhibu.core.ids import new_id
from zhibu.journal.log import civil
from zhibu.notices import queries, rules
from zhibu.notices.models import NoticeDraft
from zhibu.notices.records import Finding
from zhibu.party.models import Organization

SHORT = "short"
MOST_RECORDS = 12
READ = ("A", "B")  # whose article somebody has read, there or elsewhere


def draft_notices(committee: Organization, *, year: int, at: datetime) -> list[NoticeDraft]:
    """Propose a notice to each branch below that has lost points and no notice about them.

    Drafts made before are made anew from today's account; what stands in an open notice is left
    out. Nothing is journaled.
    """
    today = civil(at)
    needy = _needy(committee, year, today)
    spoken = queries.spoken_for([branch.uid for branch in needy])
    NoticeDraft.objects.filter(committee=committee).delete()
    made = [_draft(committee, one, spoken, year=year, at=at) for one in needy]
    return NoticeDraft.objects.bulk_create(one for one in made if one is not None)


def _needy(committee: Organization, year: int, today: date) -> list[Organization]:
    """Return the branches with gaps, as the committee's overview knows them."""
    overview = assessment.overview_of(committee, year=year, as_of=today)
    uids = {need.uid for cause in overview.needs for need in cause.lines}
    found = Organization.objects.filter(pk__in=uids).order_by("path")
    return list(found[: rules.in_force().issued_at_once])


def _draft(
    committee: Organization, branch: Organization, spoken: set[tuple[str, str]], *,
    year: int, at: datetime,
) -> NoticeDraft | None:  # fmt: skip
    card = assessment.scorecard_of(branch, year=year, as_of=civil(at))
    found = [one for one in findings_of(branch, card) if (branch.uid, one.code) not in spoken]
    if not found:
        return None
    return NoticeDraft(
        uid=new_id("d"),
        committee=committee,
        branch=branch,
        scored_year=year,
        standard=f"{card.standard.title} {card.standard.version}",
        findings=[asdict(one) for one in found[: rules.in_force().codes_at_once]],
        demand=rules.in_force().demand,
        reply_by=rules.in_force().due("reply", civil(at)),
        drafted_at=at,
    )


def findings_of(branch: Organization, card: Scorecard) -> Iterator[Finding]:
    """Yield what is amiss in a branch: every item that has lost points, with its records."""
    for section in card.sections:
        for line in section.lines:
            if line.state == SHORT:
                yield _finding(branch, card, line)


def _finding(branch: Organization, card: Scorecard, line: Line) -> Finding:
    account = assessment.account_of(branch, line.code, year=card.year, as_of=card.as_of)
    lost = _cents(line.out_of) - _cents(line.points)
    won_back = sum(_cents(due.points) for due in account.restores if not due.at_stake)
    return Finding(
        code=line.code,
        title=line.title,
        basis=_basis(branch, card, line.code),
        required=line.required,
        why=line.why,
        lost=lost,
        by_machine=won_back >= lost,
        records=tuple(one.rec for one in account.evidence[:MOST_RECORDS]),
    )


def _basis(branch: Organization, card: Scorecard, code: str) -> str:
    """Name what a notice rests on: the standard's item, and its article where one was read."""
    told = {"title": card.standard.title, "version": card.standard.version, "code": code}
    named = _("《%(title)s》（%(version)s 版）%(code)s") % told
    article = engine.standard_for(branch.uid, card.year).item(code).basis
    if article.confidence not in READ:
        return named
    return _("%(item)s；%(article)s") % {"item": named, "article": article.text}


def still_short(branch: Organization, codes: Iterable[str], *, year: int, today: date) -> list[str]:
    """Return which of some items still lack points, as the live account has it."""
    short = []
    for code in codes:
        try:
            account = assessment.account_of(branch, code, year=year, as_of=_as_of(year, today))
        except KeyError:  # another standard is in force: somebody has to look
            short.append(code)
            continue
        if account.line.state == SHORT:
            short.append(code)
    return short


def findings_in(draft: NoticeDraft) -> tuple[Finding, ...]:
    """Return what a draft would say."""
    return tuple(_revived(one) for one in draft.findings)


def _revived(told: dict[str, Any]) -> Finding:
    return Finding(**{**told, "records": tuple(told["records"])})


def _as_of(year: int, today: date) -> date:
    return min(today, date(year, 12, 31))


def _cents(spelled: str) -> int:
    return int(spelled.replace(".", ""))
