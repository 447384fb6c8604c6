"""What rooms derive by themselves is verified too: the scores on the screens."""

import pytest

from tests import people
from tests.notary.tampering import superuser
from zhibu.notary import verify
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import Level

HAND = hand_of_system(people.at(2026, 11, 23))


@pytest.mark.demo
@pytest.mark.django_db(transaction=True)
def test_a_score_that_does_not_follow_from_the_sums_is_named():
    with superuser() as raw:
        unit, standard, year, points = raw.ask(
            "SELECT unit, standard, year, points FROM assessment_live_score WHERE points < out_of"
            " ORDER BY year DESC, unit, standard LIMIT 1"
        )[0]
        raw.ask(
            "UPDATE assessment_live_score SET points = out_of"
            " WHERE unit = ? AND standard = ? AND year = ?",
            unit, standard, year,
        )  # fmt: skip
    (fault,) = verify.run(Level.TABLES, hand=HAND).faults

    assert fault.key == f"unit={unit} standard={standard} year={year}"
    assert (fault.column, fault.expected) == ("points", str(points))
