"""How shares are written."""

from django import template

register = template.Library()


@register.filter
def hundredths(share: int) -> str:
    """Write a share in 1/10,000 as a percentage: 8333 → 83.33."""
    return f"{share / 100:.2f}".rstrip("0").rstrip(".")
