"""What every act of this room checks: records and years."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from zhibu.core.refusal import Refusal
from zhibu.grading import measure
from zhibu.journal import log
from zhibu.party.models import Organization

MOST_RECORDS = 20


def own_records(
    branch: Organization, records: Sequence[str], refusal: type[Refusal]
) -> tuple[str, ...]:
    """Return the records without doubles. Raises the refusal for one that is not the branch's."""
    asked = tuple(dict.fromkeys(records))
    if len(asked) > MOST_RECORDS:
        words = _("最多列 %(most)d 条记录，请选最要紧的。") % {"most": MOST_RECORDS}
        raise refusal(words, field="records")
    known = log.latest_of(asked)
    if any(rec not in known or known[rec].unit != branch.uid for rec in asked):
        raise refusal(_("所列的记录里有的不是这个支部的，请重新选。"), field="records")
    return asked


def insist_on_year(year: int, among: Collection[int], refusal: type[Refusal]) -> None:
    """Raise the refusal for a year that is not among those open now."""
    if year not in among:
        raise refusal(_("%(year)d 年度现在不受理，请选现在的年度。") % {"year": year}, field="year")


def insist_on_unsealed(branch: Organization, year: int, refusal: type[Refusal]) -> None:
    """Raise the refusal for a year that is closed: nothing moves its points any more."""
    if measure.is_sealed(branch, year):
        words = _("%(year)d 年度已经封存，分数不再变动。有异议的，请在年度结果里说明理由。")
        raise refusal(words % {"year": year})
