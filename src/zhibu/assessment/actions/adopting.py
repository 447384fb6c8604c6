"""What may be done with standards: a committee adopts one, or takes an adoption back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from zhibu.assessment import engine, in_force, longform, worded
from zhibu.assessment.models import Adopted, Profile, Sealed
from zhibu.assessment.records import StandardAdopted
from zhibu.core.refusal import Refusal
from zhibu.core.standard import Standard
from zhibu.core.standard_fault import StandardFault
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.party import queries as party
from zhibu.party.models import Organization
from zhibu.party.sets import Level

AT_ONCE = 300
YEARS_AHEAD = 2
Progress = Callable[[int, int], None]


def nowhere(_done: int, _total: int) -> None:
    """Show no progress."""


class CannotAdopt(Refusal):
    """The standard cannot be adopted so."""


class CannotWithdraw(Refusal):
    """The adoption cannot be taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A standard that is to be adopted: its text, from when, how checked, and why so."""

    text: str
    effective_from: date
    profile: str = Profile.RELIEF
    reasons: str = ""


def checked(committee: Organization, proposal: Proposal, *, today: date) -> Standard:
    """Return the standard a proposal would put in force, compiled.

    Raises CannotAdopt for what the compiler refuses, with line, cause and cure; for a version that
    another text has; for a day within or before a sealed year; for 原文 without reasons.
    """
    if committee.level == Level.BRANCH:
        raise CannotAdopt(_("标准由党委或党总支采用，党支部不能自己采用。"))
    if proposal.profile == Profile.LITERAL and not proposal.reasons.strip():
        words = _("“原文”模式会放行减负规定不许的考核，须写明党委决定的理由；否则请用“减负”模式。")
        raise CannotAdopt(words, field="reasons")
    _check_day(proposal.effective_from, today)
    standard = _compiled(proposal)
    _check_version(committee, standard, proposal)
    _check_sealed(committee, standard.purpose, proposal.effective_from)
    return standard


def adopt(
    committee: Organization, proposal: Proposal, *, hand: Hand, progress: Progress = nowhere
) -> Leaf:
    """Put a standard in force for the units of a committee, and score them by it.

    Raises CannotAdopt as ``checked`` does. Other committees wait meanwhile, so that no version is
    given twice.
    """
    content = proposal.text.encode()
    today = log.civil(hand.at)
    with log.act(*line_to(committee)):
        standard = checked(committee, proposal, today=today)
        told = StandardAdopted(
            committee=committee.uid,
            standard=standard.id,
            version=standard.version,
            title=standard.title,
            purpose=standard.purpose,
            effective_from=proposal.effective_from,
            adopted_on=today,
            profile=Profile(proposal.profile).value,
            sha256=sha256(content).hexdigest(),
            text=longform.pieces_of(content),
            reasons=proposal.reasons.strip(),
        )
        leaf = log.append(told, unit=committee.uid, **hand.told)
    rescore(committee, proposal.effective_from.year, today, progress=progress)
    return leaf


def withdraw(adopted: Adopted, *, reason: str, hand: Hand) -> Leaf:
    """Take an adoption back: what was in force before it is so again, and units are scored by it.

    Raises CannotWithdraw without a reason, twice, or where a sealed year stands on it.
    """
    today = log.civil(hand.at)
    with log.act(*line_to(adopted.committee)):
        now = Adopted.objects.get(rec=adopted.rec)
        if now.withdrawn_at is not None:
            raise CannotWithdraw(_("这次采用已经撤回过了。"))
        if not reason.strip():
            raise CannotWithdraw(_("请写明撤回的理由。"), field="reason")
        if Sealed.objects.filter(adoption=now.rec).exists():
            raise CannotWithdraw(_("已有年度按这个版本封存，不能撤回；要改，请采用新的版本。"))
        latest = log.leaf_of_record(now.rec)
        leaf = log.withdraw(latest.lh, reason=reason.strip(), unit=now.committee_id, **hand.told)
    rescore(now.committee, now.effective_from.year, today)
    return leaf


def rescore(
    committee: Organization, first_year: int, today: date, *, progress: Progress = nowhere
) -> None:
    """Score everything at or below a committee again, for this year and the one before."""
    units = list(party.organizations_under(committee).values_list("uid", flat=True))
    years = [year for year in (today.year - 1, today.year) if year >= first_year]
    for year in years:
        for at in range(0, len(units), AT_ONCE):
            engine.rescore(units[at : at + AT_ONCE], year=year, as_of=today)
            progress(years.index(year) * len(units) + at, len(units) * len(years))


def line_to(committee: Organization) -> Sequence[str]:
    """Return the committee and the one at the top, so that adoptions come one after the other."""
    top = next(iter(party.superiors_of(committee)), committee)
    return tuple({committee.uid, top.uid})


def _compiled(proposal: Proposal) -> Standard:
    try:
        return in_force.compile_text(
            proposal.text, filename=str(_("标准")), profile=proposal.profile
        )
    except StandardFault as fault:
        raise CannotAdopt(worded.fault_words(fault), field="text") from fault


def _check_day(day: date, today: date) -> None:
    """A year is scored by one version: it may begin today or before, or with a year to come."""
    if day > today and (day.month, day.day) != (1, 1):
        words = _(
            "一个年度只按一个版本计分：生效日期请填今天或以前的一天，或者以后某年的 1 月 1 日。"
        )
        raise CannotAdopt(words, field="effective_from")
    if not today.year - 1 <= day.year <= today.year + YEARS_AHEAD:
        words = _("生效日期应在 %(first)d 年至 %(last)d 年之间。") % {
            "first": today.year - 1, "last": today.year + YEARS_AHEAD,
        }  # fmt: skip
        raise CannotAdopt(words, field="effective_from")


def _check_version(committee: Organization, standard: Standard, proposal: Proposal) -> None:
    """One name and version, one text: a row of scores names its standard by them alone."""
    digest = sha256(proposal.text.encode()).hexdigest()
    named = {"name": f"{standard.id}/{standard.version}"}
    same = Adopted.objects.filter(standard=standard.id, version=standard.version)
    if same.exclude(sha256=digest).exists() or in_force.is_other_shipped(standard, digest):
        words = _("%(name)s 已是另一份文本的版本号。请在文件里改用新的版本号（version）再采用。")
        raise CannotAdopt(words % named, field="text")
    if same.filter(committee=committee, withdrawn_at=None).exists():
        words = _("%(name)s 本级已经采用过。要改内容，请先改版本号（version）。")
        raise CannotAdopt(words % named, field="text")


def _check_sealed(committee: Organization, purpose: str, day: date) -> None:
    sealed = Sealed.objects.filter(purpose=purpose, year__gte=day.year).order_by("-year")
    for one in sealed.select_related("committee"):
        paths = (one.committee.path, committee.path)
        if paths[0].startswith(paths[1]) or paths[1].startswith(paths[0]):
            words = _("%(year)d 年度已经封存，不能再换标准。生效日期请改为 %(next)d 年 1 月 1 日。")
            told = {"year": one.year, "next": one.year + 1}
            raise CannotAdopt(words % told, field="effective_from")
