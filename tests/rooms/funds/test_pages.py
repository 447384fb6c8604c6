"""The pages of activity funds: who sees what, who may do what, and what leaves the house."""

import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.people import at, hand
from tests.rooms.funds.conftest import applied
from zhibu.core.periods import Month
from zhibu.funds import actions, books
from zhibu.funds.models import Application, Budget, Expense, Publication
from zhibu.journal import log

PDF = b"%PDF-1.4\n1 0 obj\n"


@pytest.fixture
def sign_in(client, here):
    def signed(account: str):
        client.force_login(
            getattr(here.accounts, account), "django.contrib.auth.backends.ModelBackend"
        )
        return client

    return signed


@pytest.fixture
def mine(here):
    return hand(here.accounts.secretary, role="secretary", at=timezone.now())


@pytest.fixture
def money(here, mine):
    day = log.civil(mine.at)
    return actions.receive(
        organization=here.refining, source="town", amount=Decimal(1000), on=day,
        words="=HYPERLINK(1)", hand=mine,
    )  # fmt: skip


@pytest.fixture
def asked(here, mine, money):
    return applied(here, "300", hand=mine)


def test_the_whole_way_on_the_pages(sign_in, here):
    uid, day = here.refining.uid, log.civil(timezone.now()).isoformat()
    keeper = sign_in("secretary")
    told = {"source": "finance", "amount": "500.50", "on": day, "words": ""}
    assert keeper.post(reverse("funds:receive", args=[uid]), told).status_code == 302
    told = {"line": "care", "amount": "200", "purpose": "慰问"}
    assert keeper.post(reverse("funds:apply", args=[uid]), told).status_code == 302
    asked = Application.objects.get()
    place = [asked.rec]
    told = {"approved": "yes", "words": ""}
    assert keeper.post(reverse("funds:decide", args=place), told).status_code == 403
    approver = sign_in("officer")
    assert (
        asked.purpose
        in approver.get(reverse("funds:committee", args=[here.committee.uid])).content.decode()
    )
    assert approver.post(reverse("funds:decide", args=place), told).status_code == 302
    file = SimpleUploadedFile("发票.pdf", PDF)
    told = {"amount": "200", "on": day, "invoice": file}
    assert approver.post(reverse("funds:spend", args=place), told).status_code == 403
    file.seek(0)
    keeper = sign_in("organization")
    assert keeper.post(reverse("funds:spend", args=place), told).status_code == 302
    paid = Expense.objects.get()
    page = keeper.get(reverse("funds:application", args=place)).content.decode()
    assert paid.digest in page
    answer = keeper.get(reverse("funds:invoice", args=[asked.rec, paid.file]))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == "attachment"
    assert books.balance_of(uid) == 30_050


def test_what_was_typed_stays_and_the_fault_stands_beside_its_field(sign_in, here):
    keeper, place = sign_in("secretary"), reverse("funds:apply", args=[here.refining.uid])

    answer = keeper.post(place, {"line": "care", "amount": "-5", "purpose": "慰问老党员"})

    assert answer.status_code == 422
    assert "须大于 0 元" in answer.content.decode()
    assert "慰问老党员" in answer.content.decode()
    assert not Application.objects.exists()


def test_a_file_that_is_no_invoice_is_refused_at_its_field(sign_in, here, asked):
    officer = hand(here.accounts.officer, at=timezone.now())
    actions.decide(application=asked, approved=True, words="", hand=officer)
    told = {"amount": "1", "on": log.civil(timezone.now()).isoformat(),
            "invoice": SimpleUploadedFile("发票.pdf", b"MZ not a pdf")}  # fmt: skip

    answer = sign_in("secretary").post(reverse("funds:spend", args=[asked.rec]), told)

    assert answer.status_code == 422
    assert "不能附" in answer.content.decode()
    assert not Expense.objects.exists()


@pytest.mark.parametrize(
    ("account", "sees", "does"),
    [("stranger", 404, 404), ("member", 404, 404), ("administrator", 404, 404),
     ("officer", 200, 403), ("auditor", 200, 403)],
)  # fmt: skip
def test_other_branches_and_other_roles(sign_in, here, asked, account, sees, does):
    client, uid = sign_in(account), here.refining.uid
    for name, args in (("list", [uid]), ("export", [uid]), ("application", [asked.rec])):
        assert client.get(reverse(f"funds:{name}", args=args)).status_code == sees, name
    for name, args in (("apply", [uid]), ("receive", [uid]), ("plan", [uid]), ("publish", [uid]),
                       ("withdraw", [asked.rec]), ("spend", [asked.rec])):  # fmt: skip
        assert client.post(reverse(f"funds:{name}", args=args), {}).status_code == does, name
    decided = client.post(reverse("funds:decide", args=[asked.rec]), {"approved": "yes"})
    assert (decided.status_code == 302) is (account == "officer")


def test_everybody_reads_what_was_published_and_no_name_or_purpose(sign_in, here, mine):
    long_ago = hand(here.accounts.secretary, role="secretary", at=at(2026, 3, 2))
    actions.receive(
        organization=here.refining, source="town", amount=Decimal("1234.56"),
        on=long_ago.at.date(), words="王立新送来", hand=long_ago,
    )  # fmt: skip
    place = reverse("funds:disclosure", args=[here.refining.uid]) + "?year=2026"
    assert "1,234.56" not in sign_in("stranger").get(place).content.decode()
    actions.publish(organization=here.refining, month=Month(2026, 3), hand=mine)

    for account in ("member", "stranger", "officer"):
        page = sign_in(account).get(place).content.decode()
        assert "1,234.56" in page
        assert "王立新送来" not in page


def test_a_month_is_published_from_the_page_and_a_wrong_one_is_answered_in_words(sign_in, here):
    keeper, place = sign_in("secretary"), reverse("funds:publish", args=[here.refining.uid])

    for month, words in (("2026-03", "已公开 2026-03"), ("2199-01", "还没有过完"),
                         ("March", "请选择要公开的月份")):  # fmt: skip
        answer = keeper.post(place, {"month": month}, follow=True)
        assert words in answer.content.decode()
    assert Publication.objects.get().month == 202603


def test_a_budget_is_set_on_its_page(sign_in, here):
    keeper, place = sign_in("secretary"), reverse("funds:plan", args=[here.refining.uid])

    assert keeper.post(place, {"tier": "small", "line_training": "1000"}).status_code == 302
    again = keeper.post(place, {"tier": "small", "line_training": "2000"})

    assert again.status_code == 422
    assert "请写明理由" in again.content.decode()
    assert Budget.objects.get().lines.get().fen == 100_000


def test_the_book_is_taken_away_as_a_workbook_in_which_nothing_runs(sign_in, here, asked):
    answer = sign_in("secretary").get(reverse("funds:export", args=[here.refining.uid]))

    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "&apos;=HYPERLINK(1)" in sheet or "'=HYPERLINK(1)" in sheet
    assert "<f>" not in sheet
    assert "1000" in sheet


def test_the_lists_ask_the_database_as_often_for_much_as_for_little(
    sign_in, here, mine, money, django_assert_max_num_queries
):
    keeper, place = sign_in("secretary"), reverse("funds:list", args=[here.refining.uid])
    above = reverse("funds:committee", args=[here.committee.uid])
    for _ in range(2):
        with django_assert_max_num_queries(24):
            assert keeper.get(place).status_code == 200
        for _ in range(6):
            applied(here, "1", hand=mine)
    with django_assert_max_num_queries(24):
        assert sign_in("officer").get(above).status_code == 200
