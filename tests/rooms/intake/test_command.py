"""``zhibu import`` for whoever sits at the machine."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command

from tests.rooms.intake.books import SAMPLES, csv, organizations
from zhibu.assessment import engine
from zhibu.assessment.models import LiveScore
from zhibu.core.refusal import Refusal
from zhibu.journal.models import LeafRow
from zhibu.party.models import Organization

pytestmark = pytest.mark.django_db
LEDGERS = 4
FAULTS = json.loads((SAMPLES / "faults.json").read_text("utf-8"))


def run(*arguments):
    """Return the exit code and what was printed."""
    out = io.StringIO()
    try:
        call_command("import", *map(str, arguments), stdout=out, stderr=io.StringIO())
    except SystemExit as exit_:
        return exit_.code, out.getvalue()
    return 0, out.getvalue()


def test_a_dry_run_prints_one_object_a_finding_and_the_counts_last():
    code, out = run(SAMPLES, "--dry-run", "--json")

    *findings, counts = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert counts["rows"] == 419
    assert counts["faults"] == len(FAULTS)
    assert {(f["file"], f["row"], f["column"]) for f in findings if f["severity"] == "error"} == {
        (fault["file"], fault["row"], fault["column"]) for fault in FAULTS
    }
    assert not LeafRow.objects.exists()


def test_a_dry_run_in_words_tells_every_row_when_asked():
    code, out = run(SAMPLES, "--dry-run", "-v", 2)

    assert code == 1
    assert "党员花名册-炼油一车间党支部.xlsx 第 7 行 许永晨：有错，不导入" in out
    assert "共 419 行" in out


def test_files_without_fault_end_in_zero(tmp_path):
    path = tmp_path / "组织架构.xlsx"
    path.write_bytes(organizations().content)

    assert run(path, "--dry-run")[0] == 0
    code, out = run(path)

    assert (code, Organization.objects.count()) == (0, 2)
    assert "已入账 3 条（历史补录）" in out


def test_a_refusal_is_a_sentence_and_changes_nothing(tmp_path):
    page = tmp_path / "花名册.xls"
    page.write_text("<html><table></table></html>", "utf-8")

    for arguments in ([SAMPLES], [page], [tmp_path / "没有.xlsx"], [tmp_path / "空"]):
        with pytest.raises(Refusal, match="。"):
            run(*arguments)
    assert not Organization.objects.exists()


def test_an_account_imports_within_its_permits(tmp_path, here):
    path = tmp_path / "乙烯裂解党支部台账.csv"
    ledger = [["会议类型", "时间", "应到", "实到"], ["党课", "2026-01-05", 8, 8]]
    path.write_bytes(csv(path.name, ledger).content)

    with pytest.raises(Refusal, match="权限"):
        run(path, "--as", here.accounts.secretary.username)
    with pytest.raises(Refusal, match="没有“nobody”这个账号"):
        run(path, "--as", "nobody")
    assert run(path, "--as", here.accounts.stranger.username)[0] == 0


def test_imported_history_counts_once_the_branches_go_live():
    assert run(SAMPLES, "--skip-faulty", "--go-live")[0] == 0

    live = Organization.objects.exclude(live_on=None)
    assert live.count() == LEDGERS
    engine.assess_all(year=2026, as_of=date(2026, 11, 22))
    scores = LiveScore.objects.filter(
        unit__in=live.values_list("uid", flat=True), year=2026, standard__startswith="zb-41/"
    )
    assert [0 < score.points < score.out_of for score in scores] == [True] * LEDGERS
