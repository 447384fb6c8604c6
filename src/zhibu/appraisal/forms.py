"""What people fill in for an appraisal."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.appraisal.models import Grade
from zhibu.appraisal.queries import APPRAISAL, WORK_REPORT
from zhibu.party.forms import ActForm, day
from zhibu.party.models import Member

FAMILIES = [(APPRAISAL, _("组织生活会和民主评议党员")), (WORK_REPORT, _("书记述职评议"))]
FIRST, LAST = 1949, 2199


class BeginForm(ActForm):
    family = forms.ChoiceField(label=_("办什么"), choices=FAMILIES)
    year = forms.IntegerField(label=_("年度"), min_value=FIRST, max_value=LAST)


class TestForm(ActForm):
    closes_on = day(_("测评截止日期"))
    paper = forms.BooleanField(label=_("用纸质票，两人计票"), required=False)


class GradesForm(ActForm):
    """A grade for each full member, named by their identity."""

    on = day(_("讨论的日期"))
    meeting = forms.ChoiceField(label=_("讨论的会议"), required=False)

    def __init__(
        self, members: Sequence[Member], meetings: list[tuple[str, str]], data: Any = None,
        **told: Any,
    ) -> None:  # fmt: skip
        super(ActForm, self).__init__(data, **told)
        self.members = members
        self.fields["meeting"].choices = [("", _("不另选")), *meetings]  # type: ignore[attr-defined]
        for one in members:
            self.fields[one.uid] = forms.ChoiceField(
                label=one.name, choices=[("", _("请选择")), *Grade.choices]
            )
        if data is not None:
            self._insist_on_own_fields()

    def rows(self, votes: Mapping[str, Sequence[int]]) -> list[tuple[forms.BoundField, Any]]:
        """Return each member's field beside the ballots."""
        return [(self[one.uid], votes.get(one.uid)) for one in self.members]

    def grades(self) -> dict[str, str]:
        """Return what was chosen, by member."""
        return {one.uid: self.cleaned_data[one.uid] for one in self.members}
