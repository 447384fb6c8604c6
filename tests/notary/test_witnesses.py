"""The journal's side of witnessing: who is asked, what is kept, what is an alarm (J9, A93–A98)."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO, StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from tests.notary.scenes import NOON, enter, later, open_journal
from zhibu.core import slips
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import COSIGNATURE, Note, Signer
from zhibu.journal.models import Entry
from zhibu.notary import alarms, checkpoints, keys, policy, witnesses
from zhibu.notary.alarms import Danger
from zhibu.notary.checkpoints import Why
from zhibu.notary.models import Cosignature
from zhibu.notary.records import Post, hand_of_system
from zhibu.notary.witnesses import CannotAccept, CannotChangeWitness, CannotRequest, asking
from zhibu.notary.witnesses.asking import Answer, NoAnswerError
from zhibu.notary.witnesses.visiting import Outcome
from zhibu.witness import judging, mirror
from zhibu.witness.door import Door
from zhibu.witness.ledger import Ledger

pytestmark = pytest.mark.django_db(transaction=True)
URL = "http://superior.example/"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"


class Superior:
    """A superior's witness, reached without a network."""

    def __init__(self, folder, seed=b"W" * 32, name="superior.example/witness"):
        self.ledger = Ledger(folder)
        self.signer = Signer.of_seed(name, seed, COSIGNATURE)
        self.door = Door(self.ledger, self.signer, NOON.timestamp)
        self.asked: list[str] = []
        self.away = False

    def __call__(self, url, body):
        if self.away:
            raise NoAnswerError("nobody is there")
        self.asked.append(urlsplit(url).path)
        said = {}
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": urlsplit(url).path,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        data = b"".join(
            self.door(environ, lambda status, headers: said.update(dict(headers), status=status))
        )
        return Answer(int(said["status"][:3]), said["Content-Type"].split(";")[0], data)

    def trust_us(self):
        with self.ledger.writing() as pages:
            pages.trust(keys.log_signer().verifier, 0)

    def latest(self):
        with self.ledger.reading() as pages:
            return pages.latest(keys.origin())


@pytest.fixture
def superior(tmp_path):
    open_journal()
    here = Superior(tmp_path / "superior")
    here.trust_us()
    take_on("superior", here)
    return here


def take_on(petname, witness, url=URL, post=Post.SUPERIOR):
    hand = hand_of_system(NOON)
    witnesses.add(petname, witness.signer.verifier.spelled, url, post=post, hand=hand)


def the(petname):
    return {one.petname: one for one in witnesses.configured()}[petname]


def publish(many=3, at=NOON):
    enter(many)
    return checkpoints.publish(at, Why.ASKED)


def visit(superior, at=NOON):
    return witnesses.visit(
        the("superior"), checkpoints.latest_published().note, at=at, ask=superior
    )


def sounding():
    return [alarm.danger for alarm in alarms.standing()]


def test_what_is_published_is_cosigned_and_shown(superior):
    publish()

    assert visit(superior).outcome is Outcome.COSIGNED
    (one,) = witnesses.standing()
    assert (one.petname, one.size, one.at) == (
        "superior",
        checkpoints.latest_published().size,
        NOON,
    )
    judged = policy.parsed().judge(checkpoints.latest_published().note)
    assert judged.met
    assert set(judged.witnesses) == {"superior"}


def test_the_proof_begins_where_the_witness_stands(superior):
    publish()
    visit(superior)
    publish(5, later(60))

    assert visit(superior).outcome is Outcome.COSIGNED
    assert superior.asked == ["/add-checkpoint"] * 2
    assert superior.latest().size == checkpoints.latest_published().size


def test_a_witness_that_knows_another_size_than_we_thought_is_asked_again_from_there(superior):
    publish()
    superior("http://x/add-checkpoint", witnesses.request("superior"))
    publish(2, later(60))

    assert visit(superior).outcome is Outcome.COSIGNED
    assert superior.asked[1:] == ["/add-checkpoint"] * 2, "once 409, once from its own size"


def test_a_witness_that_is_away_holds_nothing_up_and_is_asked_later(superior):
    publish()
    superior.away = True
    rounds = witnesses.Rounds(ask=superior)
    assert [one.outcome for one in rounds.go(NOON)] == [Outcome.AWAY]
    assert rounds.go(later(10)) == [], "not before its pause is over"
    assert [one.outcome for one in rounds.go(later(31))] == [Outcome.AWAY]
    assert rounds.go(later(31 + 45)) == [], "each pause is longer"
    enter(1)

    superior.away = False
    assert [one.outcome for one in rounds.go(later(31 + 61))] == [Outcome.COSIGNED]
    assert rounds.go(later(100)) == [], "nothing new to show"
    assert sounding() == []


def test_the_same_head_is_shown_again_after_a_day(superior):
    publish()
    rounds = witnesses.Rounds(ask=superior)
    rounds.go(NOON)

    assert rounds.go(NOON + timedelta(hours=19)) == []
    assert [one.outcome for one in rounds.go(NOON + timedelta(hours=21))] == [Outcome.COSIGNED]


def test_the_witness_is_given_every_leaf(superior):
    publish(300)
    witnesses.Rounds(ask=superior).go(NOON)

    given, size = [], checkpoints.latest_published().size
    while len(given) < size:
        answer = mirror.give(superior.ledger, keys.origin(), len(given))
        given += list(mirror.unbundled(answer.data))
    stored = Entry.objects.order_by("seq").values_list("leaf", flat=True)
    assert given == [bytes(leaf) for leaf in stored]


def test_leaves_go_on_where_they_ended(superior):
    publish(3)
    witnesses.Rounds(ask=superior).go(NOON)
    publish(3, later(60))
    witnesses.Rounds(ask=superior).go(later(60))

    with superior.ledger.reading() as pages:
        assert pages.held(keys.origin()).size == checkpoints.latest_published().size


def test_a_witness_that_keeps_no_leaves_is_a_witness_all_the_same(superior):
    publish()

    def bare(url, body):
        return Answer(404, "text/plain", b"") if "mirror" in url else superior(url, body)

    assert [one.outcome for one in witnesses.Rounds(ask=bare).go(NOON)] == [Outcome.COSIGNED]


def another_tree(size, at=NOON):
    """Sign, with our key, the head of a tree that is not ours."""
    text = Checkpoint(keys.origin(), size, b"\x11" * 32).text
    return Note(text, (keys.log_signer().sign(text),))


def show(superior, note, old=0):
    asked = f"old {old}\n\n".encode() + note.data
    return judging.add_checkpoint(superior.ledger, superior.signer, asked, at=int(NOON.timestamp()))


def test_a_witness_that_knows_a_larger_tree_is_an_alarm(superior):
    """The journal was rolled back: the witness remembers more than there is."""
    publish()
    show(superior, another_tree(1_000))

    assert visit(superior).outcome is Outcome.DISAGREES
    assert sounding() == [Danger.WITNESS]
    (alarm,) = alarms.standing()
    assert alarm.seen["known"] == "1000"


def test_a_witness_that_knows_another_tree_of_our_size_is_an_alarm(superior):
    publish()
    show(superior, another_tree(checkpoints.latest_published().size))

    assert visit(superior).outcome is Outcome.DISAGREES
    assert sounding() == [Danger.WITNESS]


def test_a_witness_that_our_tree_does_not_continue_is_an_alarm(superior):
    publish()
    show(superior, another_tree(2))

    assert visit(superior).outcome is Outcome.DISAGREES
    assert sounding() == [Danger.WITNESS]
    assert Cosignature.objects.count() == 0


def test_the_alarm_ends_when_the_same_witness_agrees(superior):
    publish()
    alarms.sound(Danger.WITNESS, NOON, witness="other")
    visit(superior)
    assert sounding() == [Danger.WITNESS]

    alarms.still(Danger.WITNESS)
    alarms.sound(Danger.WITNESS, NOON, witness="superior")
    visit(superior)
    assert sounding() == []


def test_a_head_that_the_witness_saw_before_we_published_it_is_no_alarm(superior):
    publish()
    told = checkpoints.latest_published().note
    publish(2, later(60))
    visit(superior)

    came = witnesses.visit(the("superior"), told, at=later(61), ask=superior)
    assert came.outcome is Outcome.REFUSED
    assert sounding() == []


STRANGE = (
    Answer(403, "text/plain", b"no"),
    Answer(302, "text/html", b""),
    Answer(500, "text/html", "坏".encode()),
    Answer(200, "text/plain", b""),
    Answer(200, "text/plain", b"\xff\x00"),
    Answer(200, "text/plain", "— superior.example/witness AAAAAAAA\n".encode()),
    Answer(409, "text/plain", b"7\n"),
    Answer(409, "text/x.tlog.size", b"-7\n"),
    Answer(409, "text/x.tlog.size", b"\xff"),
)


def test_an_answer_that_is_none_keeps_nothing_and_alarms_nobody(superior):
    publish()
    came = {answer: visit(lambda *_, answer=answer: answer).outcome for answer in STRANGE}

    assert set(came.values()) == {Outcome.REFUSED}
    assert Cosignature.objects.count() == 0
    assert sounding() == []


def test_a_time_beyond_all_calendars_is_no_signature(superior):
    publish()
    line = superior.signer.cosign(checkpoints.latest().text, 2**62).encode()

    assert visit(lambda *_: Answer(200, "text/plain", line)).outcome is Outcome.REFUSED
    assert Cosignature.objects.count() == 0


def test_another_witness_cannot_sign_for_it(superior, tmp_path):
    publish()
    other = Superior(tmp_path / "other", b"O" * 32)
    other.trust_us()

    assert visit(other).outcome is Outcome.REFUSED


def test_taking_on_and_letting_go_are_records(superior):
    assert [one.petname for one in witnesses.configured()] == ["superior"]
    witnesses.remove("superior", hand=hand_of_system(later(60)))

    assert witnesses.configured() == ()
    assert policy.is_self_asserted()
    with pytest.raises(CannotChangeWitness, match="没有登记过"):
        witnesses.remove("superior", hand=hand_of_system(later(60)))


UNFIT = (
    ("", "", "petname"),
    ("two words", "", "petname"),
    ("none", "", "petname"),
    ("peers", "", "petname"),
    ("x" * 21, "", "petname"),
    ("superior", "", "petname"),
    ("peer", "ftp://w.example/", "url"),
    ("peer", "//w.example/", "url"),
    ("peer", "http://user@w.example/", "url"),
    ("peer", "http://w.example/?q", "url"),
    ("peer", "http://w.example/\nx", "url"),
    ("peer", "http://[::1", "url"),
    ("peer", "https://w.example/" + "a" * 300, "url"),
)


def refused_field(petname, vkey, url):
    with pytest.raises(CannotChangeWitness) as caught:
        witnesses.add(petname, vkey, url, post=Post.PEER, hand=hand_of_system(NOON))
    return caught.value.field


def test_a_witness_that_cannot_be_named_or_reached_is_not_taken_on(superior):
    vkey = Signer.of_seed("peer.example/w", b"P" * 32, COSIGNATURE).verifier.spelled

    for petname, url, field in UNFIT:
        assert refused_field(petname, vkey, url) == field, (petname, url)


def test_a_key_that_is_no_new_witnesss_is_not_taken(superior):
    ours, known = keys.log_signer().verifier, superior.signer.verifier
    for vkey in ("a+b+c", ours.spelled, known.spelled):
        assert refused_field("peer", vkey, "") == "vkey"


def test_a_request_is_carried_over_and_the_line_back(superior, tmp_path):
    """Discipline inspection on a sealed network: nothing but a file goes either way."""
    inspection = Superior(tmp_path / "inspection", b"I" * 32, "inspection.example/witness")
    inspection.trust_us()
    take_on("inspection", inspection, "", Post.INSPECTION)
    publish()

    answer = show_file(inspection, witnesses.request("inspection"))
    ((petname, size, at),) = witnesses.accept(answer.data, at=later(3600))

    assert (petname, size, at) == ("inspection", checkpoints.latest_published().size, NOON)
    assert {one.petname: one.size for one in witnesses.standing()} == {
        "superior": None,
        "inspection": size,
    }


def show_file(witness, data):
    return judging.add_checkpoint(witness.ledger, witness.signer, data, at=int(NOON.timestamp()))


def test_a_line_comes_back_while_newer_heads_were_published(superior):
    publish()
    request = witnesses.request("superior")
    size = checkpoints.latest_published().size
    publish(4, later(60))
    line = show_file(superior, request).data

    assert [one.size for one in witnesses.accept(b"\r\n" + line, at=later(99))] == [size]
    assert witnesses.request().startswith(f"old {size}\n".encode())


def test_a_line_read_from_codes_is_taken(superior):
    publish()
    line = show_file(superior, witnesses.request("superior")).data
    scanned = "\n".join(slips.split(line, share=40)).encode()

    assert witnesses.accept(scanned, at=NOON)


def test_what_is_no_signature_of_a_witness_is_refused(superior):
    publish()
    for data in (b"", b"\xff", "— nobody AAAAAAAA\n".encode(), b"zhibu-slip/1 "):
        with pytest.raises(CannotAccept):
            witnesses.accept(data, at=NOON)
    assert Cosignature.objects.count() == 0


def test_a_line_under_a_head_that_was_never_published_is_refused(superior):
    publish()
    line = show_file(superior, b"old 0\n\n" + another_tree(4).data).data
    with pytest.raises(CannotAccept):
        witnesses.accept(line, at=NOON)


def test_a_line_dated_ahead_is_refused(superior):
    publish()
    line = show_file(superior, witnesses.request("superior")).data
    with pytest.raises(CannotAccept, match="时钟"):
        witnesses.accept(line, at=NOON - timedelta(days=2))


def test_a_request_needs_a_published_head_and_a_known_witness(superior):
    with pytest.raises(CannotRequest, match="公布"):
        witnesses.request("superior")
    publish()
    with pytest.raises(CannotRequest, match="superior"):
        witnesses.request("nobody")
    with pytest.raises(CannotRequest, match="截短"):
        witnesses.request("superior", old=10_000)


def test_the_commands_carry_a_request_and_its_answer(superior, tmp_path):
    publish()
    out = StringIO()
    file, back = tmp_path / "request.txt", tmp_path / "line.txt"
    call_command("witness", "request", str(file), stdout=out)
    assert "二维码" in out.getvalue()
    assert (tmp_path / "request-1.svg").exists()
    back.write_bytes(show_file(superior, file.read_bytes()).data)

    call_command("witness", "accept", str(back), stdout=out)
    call_command("witnesses", "list", stdout=out)
    assert "会签到第" in out.getvalue()
    with pytest.raises(CannotAccept, match="读不了"):
        call_command("witness", "accept", str(tmp_path / "nothing"))


def test_the_commands_take_on_list_and_let_go(superior):
    vkey = Signer.of_seed("peer.example/w", b"P" * 32, COSIGNATURE).verifier.spelled
    out = StringIO()
    call_command("witnesses", "add", "同级", vkey, "--post", "peer", stdout=out)
    call_command("witnesses", "list", stdout=out)
    assert "人工送签" in out.getvalue()
    assert keys.log_signer().verifier.spelled in out.getvalue()
    for petname in ("同级", "superior"):
        call_command("witnesses", "remove", petname, stdout=out)
    call_command("witnesses", "list", stdout=out)
    assert "仅自证" in out.getvalue()


class Answering(BaseHTTPRequestHandler):
    """A server that answers as its path says."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/fine")
            self.end_headers()
        elif self.path == "/long":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 200_000)
        elif self.path == "/broken":
            self.wfile.write(b"nonsense\n")
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"fine")

    def log_message(self, *_):
        pass


@pytest.fixture
def network():
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.once
def test_a_redirect_is_not_followed(network):
    assert asking.ask(f"{network}/away", b"").status == 302
    assert asking.ask(f"{network}/fine", b"") == Answer(200, "text/plain", b"fine")


@pytest.mark.once
def test_no_answer_and_one_without_end_are_no_answers(network, monkeypatch):
    for path in ("long", "broken"):
        with pytest.raises(NoAnswerError):
            asking.ask(f"{network}/{path}", b"")
    monkeypatch.setattr(asking, "LONGEST_WAIT", -1.0)
    with pytest.raises(NoAnswerError, match="slow"):
        asking.ask(f"{network}/fine", b"")
    with pytest.raises(NoAnswerError):
        asking.ask("http://127.0.0.1:9/", b"")
