"""The foot of a printed page: whoever keeps the paper can hold a journal against it."""

import pytest
from django.template.loader import render_to_string

from tests.notary.scenes import NOON, enter, open_journal
from zhibu.notary import checkpoints
from zhibu.notary.backup.restoring import Outside
from zhibu.notary.checkpoints import Why
from zhibu.notary.printing import printed_head

pytestmark = pytest.mark.django_db(transaction=True)


def test_paper_shows_the_head_in_the_three_lines_a_restore_takes(settings, tmp_path):
    settings.KEYS = tmp_path
    open_journal()
    enter(2)
    assert printed_head() is None
    note = checkpoints.publish(NOON, Why.ASKED)
    head = printed_head()

    copied = f"{head.origin}\n{head.size}\n{head.root}\n"
    assert copied == note.text
    assert Outside.parse(copied.encode()).head.size == head.size
    assert head.code.startswith("data:image/svg+xml")
    shown = render_to_string("notary/printed.html", {"printed_head": printed_head})
    assert head.root in shown.replace("&#x27;", "'")
