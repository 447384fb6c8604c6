"""A member's own year: a mirror for the member and the branch's keepers, for nobody else."""

from datetime import date

import pytest
from django.urls import reverse

from tests.rooms.assessment.conftest import holder
from zhibu.desk import own_year
from zhibu.journal.models import Measure, StatedFact

TODAY = date(2026, 11, 22)


def page(client, account, member):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("desk:own-year", args=[member.uid]))


def state(here, name, on, value, member):
    """Let a record of the branch state a fact about a member."""
    leaf = holder(here)("party_day", on)
    like = StatedFact.objects.filter(payload_id=leaf.lh)[0]
    measure, _made = Measure.objects.get_or_create(name=name, defaults={"no": 9_999})
    StatedFact.objects.create(
        payload=like.payload, unit=like.unit, measure=measure, on=on, value=value, lag=0,
        subject=member.uid,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 200), ("secretary", 200), ("stranger", 404), ("officer", 403), ("auditor", 403)],
)
def test_the_year_of_a_member_is_shown_to_few(client, here, who, status):
    account = getattr(here.accounts, who)

    assert page(client, account, here.accounts.member.member).status_code in {status, 404}
    assert (page(client, account, here.accounts.member.member).status_code == 200) is (
        status == 200
    )


def test_a_year_is_made_of_what_names_the_member_alone(here):
    mine, other = here.member("王立新"), here.member("吴静")
    state(here, "members.study_minutes", date(2026, 3, 10), 160, mine)

    rows = list(own_year.rows_of(mine, 2026, TODAY))

    assert [(row[1], row[2], row[4]) for row in rows] == [("members.study_minutes", 202603, 160)]
    assert not list(own_year.rows_of(other, 2026, TODAY))


def test_no_other_name_stands_on_the_page(client, here):
    told = page(client, here.accounts.member, here.accounts.member.member).text

    assert "不排名" in told
    assert "陈可" not in told
