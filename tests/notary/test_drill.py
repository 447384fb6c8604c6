"""The drill with everything in it: cases, an election, letters, money, a frozen half, a closed year.

What was kept comes back row for row elsewhere, and once more from the journal alone.
"""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from tests.desk.test_erasing import PNG
from tests.notary.scenes import number, open_journal
from tests.notary.test_backup import put_back
from tests.people import at, hand
from tests.rooms.elections.conftest import begin
from tests.rooms.funds.conftest import applied, gao_xiang, li_mingyuan, received
from tests.rooms.mobility.conftest import issued
from tests.tools.files import run
from zhibu.assessment import actions as assessment
from zhibu.assessment import sealing
from zhibu.assessment.models import Sealed
from zhibu.desk.invoices import Shelf
from zhibu.elections.models import CountSheet
from zhibu.funds import actions as funds
from zhibu.honours import actions as honours
from zhibu.honours.actions import SanctionTold
from zhibu.journal import replay
from zhibu.ledgers import actions as ledgers
from zhibu.ledgers import keeping, queries
from zhibu.ledgers.models import Frozen, KeptFile
from zhibu.mobility.models import Letter
from zhibu.notary import checkpoints, policy, verify
from zhibu.notary.backup import making
from zhibu.notary.checkpoints import Why
from zhibu.notary.records import hand_of_system
from zhibu.notary.verify import Level
from zhibu.procedures.models import Awaited, Case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]
JANUARY = at(2027, 1, 20)
VOTES = {"陈可": 7, "李明远": 6, "王立新": 5, "赵兰": 3}
# The restore is itself a record: only these tables hold more than the backup did.
HEAD = "journal.Head"
GROWING = {"journal.Entry", "journal.LeafRow", "journal.Payload", "journal.Pending"}


@pytest.fixture
def here(here):
    """A year of a small committee in which every room of members and procedures kept something."""
    open_journal(at=at(2026, 2, 1))
    election = begin(here)
    election.prepare(*VOTES)
    election.call(7)
    election.count_twice(**VOTES)
    issued(here, "单国栋")
    issued(here, "曾小雨", to=None, to_name="外省某某公司党委")
    spend(here)
    forever = SanctionTold(
        member=here.member("贾𠮷"), form="expelled", cause="违反工作纪律", decided_by="公司纪委",
        decided_on=date(2026, 5, 6),
    )  # fmt: skip
    honours.sanction(
        branch=here.refining, told=forever, hand=hand(here.accounts.officer, at=at(2026, 5, 7))
    )
    mine = hand(here.accounts.secretary, role="secretary", at=at(2026, 7, 3))
    ledgers.freeze_half(branch=here.refining, year=2026, half=1, hand=mine)
    number()
    assessment.seal(here.committee, year=2026, hand=hand(here.accounts.officer, at=JANUARY))
    number()
    return here


def spend(here):
    """Spend what was approved, with the picture of an invoice kept beside the minutes."""
    received(here)
    found = applied(here)
    funds.decide(application=found, approved=True, words="", hand=gao_xiang(here))
    kept = Shelf().keep(branch=here.refining.uid, name="发票.png", content=PNG, at=at(2026, 3, 10))
    funds.spend(
        application=found, amount=Decimal(755), on=date(2026, 3, 10), invoice=kept,
        hand=li_mingyuan(here),
    )  # fmt: skip


def everything():
    """Return every row of every table, by the table's name."""
    found = [model for model in apps.get_models() if model._meta.managed]
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list())) for model in found
    }


def differing(one, other):
    return sorted(name for name in one if one[name] != other[name])


def faults():
    """Return everything that verification on all levels finds wrong."""
    mine = hand_of_system(at(2027, 1, 22))
    levels = (Level.HEADS, Level.LEAVES, Level.CONTENTS, Level.TABLES)
    return [one.words for level in levels for one in verify.run(level, hand=mine).faults]


def test_every_table_comes_back_and_once_more_from_the_journal_alone(
    here, tmp_path, elsewhere_empty
):
    outside = checkpoints.publish(at(2027, 1, 21), Why.DAILY)
    before = everything()
    assert CountSheet.objects.count() == 2
    assert Letter.objects.count() == 2
    assert Awaited.objects.exists()
    place = tmp_path / "drill"
    making.make(str(place), at=at(2027, 1, 21, 10))

    with elsewhere_empty():
        put_back(place, outside, when=at(2027, 1, 21, 11))
        back = everything()
        assert set(differing(before, back)) <= GROWING | {HEAD}
        assert all(set(before[name]) <= set(back[name]) for name in GROWING & before.keys())
        assert faults() == []
        assert_frozen_and_sealed_stand()

        tell_from_nothing()
        assert differing(back, everything()) == []
        assert faults() == []
        assert_frozen_and_sealed_stand()


def assert_frozen_and_sealed_stand():
    told = queries.told_of(Frozen.objects.get())
    assert all(keeping.give(one.id, told.files).sound for one in told.files)
    assert Sealed.objects.exists()
    assert not any(list(sealing.check(row)) for row in Sealed.objects.all())


def tell_from_nothing():
    """Empty every projection, and what is reckoned from them; tell them from the journal."""
    rooms = [app.label for app in apps.get_app_configs()]
    with transaction.atomic():
        Awaited.objects.all().delete()
        for model in (model for room in rooms for model in replay.projections_of(room)):
            model._base_manager.all()._raw_delete(connection.alias)
        assert not Case.objects.exists()
        call_command("replay", stdout=StringIO())


def test_the_open_archive_is_checked_by_a_program_of_others(here, tmp_path):
    folder = tmp_path / "open"
    call_command("journal", "export", str(folder), stdout=StringIO())
    kept = tmp_path / "policy.txt"
    kept.write_text(policy.text(at(2027, 1, 21), ever=True))

    assert run("log", "--policy", kept, folder).returncode == 0
    names = [path.name for path in (folder / "attachments").iterdir()]
    assert len(names) == KeptFile.objects.count() + 1
    assert any(name.endswith(".xlsx") for name in names)


def test_a_frozen_file_that_was_changed_is_named(here):
    row = KeptFile.objects.order_by("uid").first()
    row.sealed = keeping.vault.seal(b"forged", about=row.uid.encode())
    row.save()
    KeptFile.objects.exclude(pk=row.pk).order_by("uid").first().delete()

    assert len([one for one in faults() if "ledgers_keptfile" in one]) == 2
