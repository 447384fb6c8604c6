"""What a card on another room's page asks about its reader."""

from collections.abc import Mapping
from typing import Any

from django.template import Library

from zhibu.party.models import Organization
from zhibu.party.permits import Ability

register = Library()


@register.simple_tag(takes_context=True)
def may_approve(context: Mapping[str, Any], branch: Organization) -> bool:
    """Say whether the reader decides about a branch's cases."""
    return bool(context["request"].permits.may(Ability.APPROVE_CASES, branch))
