"""林夏 learns, once she is admitted, who took papers from her file while she applied."""

from django.urls import reverse

from zhibu.party import queries as party
from zhibu.party.models import Member


def test_what_was_read_of_an_applicant_stands_on_her_card_once_she_is_admitted(walk, client):
    client.force_login(walk.here.accounts.officer)
    paper = reverse("procedures:docx", args=[walk.case.rec, "admission.talk"])
    assert client.get(paper).status_code == 200
    walk.until("admission_approval")

    read = party.readings_of(Member.objects.get(uid=walk.case.subject))

    assert [one.account for one in read] == [walk.here.accounts.officer]
    assert read[0].items.startswith("下载：发展党员")
