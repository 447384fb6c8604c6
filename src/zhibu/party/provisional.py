"""A temporary branch gathers members for a while; where they belong does not change."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.core.refusal import Refusal
from zhibu.party.models import Organization
from zhibu.party.sets import BranchForm

BASIS = gettext_lazy("《中国共产党支部工作条例（试行）》第六条")


def insist_on_lasting(
    branch: Organization, refuse: type[Refusal], what: str, *, field: str | None = None
) -> None:
    """Refuse what a temporary branch does not do: ``what`` in words, as “进行民主评议”.

    Raises ``refuse``. Source: 《中国共产党支部工作条例（试行）》.
    """
    if branch.form == BranchForm.PROVISIONAL:
        words = _("%(name)s是临时党支部，不%(what)s：党员的组织关系仍在原支部。")
        raise refuse(words % {"name": branch.name, "what": what}, basis=str(BASIS), field=field)
