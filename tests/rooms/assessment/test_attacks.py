"""Whoever tampers with the hidden fields of an adoption: refused in words, nothing adopted."""

import pytest
from django.urls import reverse

from zhibu.assessment.models import Adopted

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.parametrize("content", ["标准", "a", "=", "gAAA", "%00", "AAAA" * 300_000])
def test_hidden_bytes_that_are_no_standard_are_refused_in_words(client, content, here):
    client.force_login(here.accounts.officer, BACKEND)
    told = {"confirm": "1", "content": content, "effective_from": "2099-01-01", "profile": "relief"}
    answer = client.post(reverse("assessment:adopt", args=[here.committee.uid]), told)
    assert answer.status_code in {413, 422}
    assert not Adopted.objects.exists()
