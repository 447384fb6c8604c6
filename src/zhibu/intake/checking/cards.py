"""A member's row → the card as the party room keeps it, by the party room's own rules."""

from datetime import date

from zhibu.core.refusal import Refusal
from zhibu.intake.checking.rows import MemberRow
from zhibu.party.cards import Card, tidy
from zhibu.party.sets import Sex

_SEXES = {"male": Sex.MALE.value, "female": Sex.FEMALE.value, "": Sex.UNSTATED.value}
_MOBILE_DIGITS = 11
_COLUMNS = {
    "birth_on": "born_on",
    "converted_on": "full_on",
    "fixed_phone": "phone",
    "home_address": "address",
    "occupation": "position",
}


def fill_card(row: MemberRow) -> None:
    """Give a row without fault its card; what the party room refuses is told at its column."""
    if row.line.faulty or row.joined_on is None:
        return
    try:
        row.card = tidy(_card(row, row.joined_on))
    except Refusal as refusal:
        field = refusal.field or "name"
        row.line.fault(_COLUMNS.get(field, field), str(refusal.words))


def _card(row: MemberRow, joined_on: date) -> Card:
    mobile = row.phone.startswith("1") and len(row.phone) == _MOBILE_DIGITS
    return Card(
        name=row.name,
        sex=_SEXES[row.sex],
        joined_on=joined_on,
        converted_on=row.full_on,
        birth_on=row.born_on,
        ethnicity=row.ethnicity,
        id_number=row.id_number,
        education=row.education,
        occupation=row.occupation,
        native_place=row.native_place,
        phone=row.phone if mobile else "",
        fixed_phone="" if mobile else row.phone,
        home_address=row.address,
    )
