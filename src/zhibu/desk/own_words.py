"""How coded values read that one kind alone spells so: grades, forms, stages, ways, lines."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhibu.admission.models import Stage
from zhibu.appraisal.models import Grade
from zhibu.desk.labels import label_of
from zhibu.elections.models import Kind as Voting
from zhibu.elections.models import Office, Verdict
from zhibu.elections.wording import RESERVE_RESULTS
from zhibu.grading.models import Decision as GradingDecision
from zhibu.honours import rules as honours
from zhibu.journal import facts
from zhibu.journal.records.erasing import Ground
from zhibu.mobility import forms as mobility
from zhibu.mobility.headings import Heading
from zhibu.mobility.records import Why
from zhibu.procedures import defined
from zhibu.returns import rules as returns
from zhibu.returns.spans import Every
from zhibu.review.models import Decision as Ruling
from zhibu.review.models import Occasion
from zhibu.review.models import Outcome as Spotted
from zhibu.scrutiny.models import State as Settled
from zhibu.stars import models as stars

MONEY_WAYS: Mapping[str, Promise] = {"handed_up": _("上缴"), "returned": _("返还")}
REMINDERS: Mapping[str, Promise] = {"warning": _("提醒"), "notice": _("书面通知")}
WHYS: Mapping[str, object] = {
    **dict(mobility.WHYS),
    Why.TRANSFERRED.value: _("组织关系已转出"),
}
GROUNDS: Mapping[str, Promise] = {
    Ground.RETAIN_UNTIL.value: _("封存到期"),
    Ground.RESTRICT.value: _("封存"),
    Ground.ERASE.value: _("删除"),
    Ground.GIVE_BACK.value: _("启封"),
}


def _fact(name: str) -> object:
    return facts.known().measures[name].title


def _variant(key: str) -> object:
    return defined.versions_of("admission", key)[-1].title


def _admission_step(key: str) -> object:
    found = (one.steps[key] for one in defined.known() if _has(one.family, one.steps, key))
    return next((step.title for step in found), key)


def _has(family: str, steps: Mapping[str, object], key: str) -> bool:
    return family == "admission" and key in steps


def _number(line: str) -> object:
    key, _is, number = line.partition("=")
    titles = {one.id: one.title for one in returns.book().numbers()}
    return f"{titles.get(key, key)} {number}"


OWN: Mapping[str, Callable[[str], object]] = {
    "admission.reached.before": lambda key: Stage(key).label,
    "admission.reached.counts": _fact,
    "admission.reached.stage": lambda key: Stage(key).label,
    "admission.reached.step": _admission_step,
    "admission.variant_chosen.variant": _variant,
    "appraisal.graded.grade": lambda key: Grade(key).label,
    "dues.reminded.stage": lambda key: REMINDERS[key],
    "dues.remitted.way": lambda key: MONEY_WAYS[key],
    "elections.ballot_opened.office": lambda key: Office(key).label,
    "elections.ballot_opened.why": lambda key: Voting(key).label,
    "elections.reserve_ended.result": lambda key: RESERVE_RESULTS[key],
    "elections.result.verdict": lambda key: Verdict(key).label,
    "erase.asked.ground": lambda key: GROUNDS[key],
    "erase.ground": lambda key: GROUNDS[key],
    "grading.bonus_decided.decision": lambda key: GradingDecision(key).label,
    "grading.class_decided.decision": lambda key: GradingDecision(key).label,
    "honours.commended.form": lambda key: honours.in_force().commendations[key],
    "honours.commended.level": lambda key: honours.in_force().levels[key],
    "honours.duty_assigned.form": lambda key: honours.in_force().duties[key],
    "honours.sanctioned.form": lambda key: honours.in_force().sanctions[key].title,
    "mobility.contacted.way": lambda key: dict(mobility.WAYS)[key],
    "mobility.floating_ended.why": lambda key: WHYS[key],
    "mobility.quarter_report_sent.heading": lambda key: Heading(key).label,
    "party.correction_asked.item": label_of,
    "party.members_merged.taken": label_of,
    "returns.submitted.every": lambda key: Every(key).label,
    "returns.submitted.lines": _number,
    "review.answered.ruling": lambda key: Ruling(key).label,
    "review.judged.occasion": lambda key: Occasion(key).label,
    "review.opened.occasion": lambda key: Occasion(key).label,
    "review.delegated.occasions": lambda key: Occasion(key).label,
    "review.found.outcome": lambda key: Spotted(key).label,
    "scrutiny.settled.outcome": lambda key: Settled(key).label,
    "seal.ground": lambda key: GROUNDS[key],
    "seal.lifted.ground": lambda key: GROUNDS[key],
    "stars.circle_composed.basis": lambda key: stars.Basis(key).label,
    "stars.mode_declared.by": lambda key: stars.By(key).label,
    "stars.mode_declared.every": lambda key: stars.Every(key).label,
    "stars.overhaul_closed.outcome": lambda key: stars.Outcome(key).label,
    "stars.rated.by": lambda key: stars.By(key).label,
}
