"""Every page may be called a burden; who said so is not kept, and the answer is public."""

import pytest
from django.urls import reverse

from zhibu.desk.forms import BurdenForm
from zhibu.desk.models import LONGEST, Burden

WORDS = "会议地点每次都要重填一遍"


def sign_in(client, account):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def say(client, **told):
    return client.post(reverse("desk:burden"), {"words": WORDS, "page": "/organizations/"} | told)


def test_what_a_member_says_is_shown_to_everybody_and_names_nobody(client, here):
    say(sign_in(client, here.accounts.member))
    shown = sign_in(client, here.accounts.stranger).get(reverse("desk:burden")).content.decode()

    assert WORDS in shown
    assert "王立新" not in shown
    assert {field.name for field in Burden._meta.fields} == {
        "id", "page", "words", "said_on", "answer", "answered_on",
    }  # fmt: skip


def test_nothing_said_is_refused_in_a_sentence_and_nothing_is_kept(client, here):
    answer = say(sign_in(client, here.accounts.member), words="  ")

    assert answer.status_code == 422
    assert "“哪里是负担”没有填" in answer.content.decode()
    assert not Burden.objects.exists()


def test_too_much_is_refused_and_kept_in_the_field(client, here):
    words = "长" * (LONGEST + 1)
    answer = say(sign_in(client, here.accounts.member), words=words)

    assert f"最多 {LONGEST} 字，现在 {LONGEST + 1} 字" in answer.content.decode()
    assert words in answer.content.decode()


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_who_can_change_something_answers_in_public(client, here, role):
    say(sign_in(client, here.accounts.member))
    burden = Burden.objects.get()
    sign_in(client, getattr(here.accounts, role))
    client.post(reverse("desk:answer-burden", args=[burden.pk]), {"answer": "已改为沿用上次地点"})

    shown = sign_in(client, here.accounts.member).get(reverse("desk:burden")).content.decode()
    assert "已改为沿用上次地点" in shown


@pytest.mark.parametrize("role", ["member", "secretary", "auditor"])
def test_others_do_not_answer(client, here, role):
    say(sign_in(client, here.accounts.member))
    burden = Burden.objects.get()
    sign_in(client, getattr(here.accounts, role))
    answer = client.post(reverse("desk:answer-burden", args=[burden.pk]), {"answer": "不改"})

    assert answer.status_code == 403
    assert Burden.objects.get().answer == ""


def test_an_empty_answer_is_no_answer(client, here):
    say(sign_in(client, here.accounts.member))
    page = reverse("desk:answer-burden", args=[Burden.objects.get().pk])
    answer = sign_in(client, here.accounts.officer).post(page, {"answer": ""}, follow=True)

    assert "“答复”没有填" in answer.content.decode()


def test_what_is_written_is_never_markup(client, here):
    say(sign_in(client, here.accounts.member), words="<script>alert(1)</script>")

    assert "<script>alert" not in client.get(reverse("desk:burden")).content.decode()


def test_the_form_keeps_the_page_it_is_about():
    assert BurdenForm(initial={"page": "/x/"})["page"].value() == "/x/"
