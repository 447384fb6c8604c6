"""What is decided about a whole case: an exception, another version, its end."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from zhibu.core import case as machine
from zhibu.core.case import Granted
from zhibu.journal import log
from zhibu.journal.leaves import Hand, Leaf
from zhibu.procedures import awaiting, conduct, defined, queries
from zhibu.procedures.actions.refusals import (
    CannotComplete,
    gives,
    holding,
    insist_on_body,
    insist_on_open,
    refuse_for,
    words_of,
)
from zhibu.procedures.models import Case
from zhibu.procedures.obligations import told_by
from zhibu.procedures.queries import File
from zhibu.procedures.records import CaseClosed, ExceptionGranted, VersionChanged

LONGEST_ENDING = 40


def grant(*, case: Case, step: str, exception: str, reason: str, on: date, hand: Hand) -> Leaf:
    """Let a case pass a rule or a step, as the definition allows and the named body signs.

    Raises CannotComplete for an exception that the step does not know, another body's role, one
    granted before, a day to come, and without a reason.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        insist_on_open(now)
        found = file.procedure.steps.get(step)
        exit_ = found.exceptions.get(exception) if found else None
        if exit_ is None:
            raise CannotComplete(_("这一步没有这一特例，请回到流程页重新选。"))
        insist_on_body(file.procedure, exit_.by, hand)
        granted = Granted(step, exception, on, exit_.by)
        refuse_for(machine.check_grant(file.core, granted, today=log.civil(hand.at)))
        after = replace(file.core, granted=(*file.core.granted, granted))
        record = ExceptionGranted(
            now.rec, file.procedure.version, step, exception, exit_.by, words_of(reason), on,
            told_by(file.core, after),
        )  # fmt: skip
        return _enter(file, record, hand)


def move_to(*, case: Case, version: str, hand: Hand) -> Leaf:
    """Let a case run by another version of its variant from here on; steps done keep theirs.

    Raises CannotComplete for the version it runs by, one that is unknown or not yet in force, and
    for a hand that acts for none of the definition's bodies.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        insist_on_open(now)
        insist_on_any(file, hand)
        today = log.civil(hand.at)
        known = defined.versions_of(now.family, now.variant)
        to = next((one for one in known if one.version == version), None)
        if to is None:
            raise CannotComplete(_("没有这一版规程，请从列表里选。"), field="version")
        refuse_for(machine.check_move(file.core, to, today=today))
        after = machine.move(file.core, to)
        told = told_by(file.core, after)
        return _enter(file, VersionChanged(now.rec, now.version, version, today, told), hand)


def close(*, case: Case, closed_as: str, reason: str, on: date, hand: Hand) -> Leaf:
    """End a case before its end: refused, or withdrawn by whom it is about.

    Raises CannotComplete for a day to come or before its last step, without a reason, for a hand
    that acts for none of the definition's bodies, and where it is over.
    """
    with holding(case) as now:
        file = queries.file_of(now)
        insist_on_open(now)
        insist_on_any(file, hand)
        if not closed_as or len(closed_as) > LONGEST_ENDING:
            raise CannotComplete(_("请选怎样结束。"), field="closed_as")
        refuse_for(machine.check_close(file.core, on, today=log.civil(hand.at)))
        after = replace(file.core, closed_as=closed_as, closed_on=on)
        record = CaseClosed(now.rec, closed_as, on, words_of(reason), told_by(file.core, after))
        leaf = _enter(file, record, hand)
        conduct.of(now.family).on_ended(now, on, hand, leaf)
        return leaf


def insist_on_any(file: File, hand: Hand) -> None:
    """Let a decision come by any of the bodies of a definition. Raises CannotComplete."""
    if not any(gives(hand, body.ability) for body in file.procedure.bodies.values()):
        raise CannotComplete(_("您的角色不办理这件流程。"))


def _enter(file: File, record: ExceptionGranted | VersionChanged | CaseClosed, hand: Hand) -> Leaf:
    leaf = log.append(record, unit=file.case.organization_id, **hand.told)
    file.case.refresh_from_db()
    awaiting.refresh([file.case], log.civil(hand.at))
    return leaf
