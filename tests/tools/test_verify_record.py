"""The stand-alone verifier accepts what is genuine and nothing else, and says why."""

import base64
import hashlib
import json
import random
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core import forging
from tests.tools import files
from tests.tools.files import POLICY, VECTORS, refused, run, told_of, tool
from zhibu.core import canonical, commitment, record_file
from zhibu.core.notes import NoteFault
from zhibu.core.policy import PolicyFault


def test_it_shares_no_code_with_the_server():
    text = files.TOOL.read_text("utf-8")
    assert "import zhibu" not in text
    assert "from zhibu" not in text


@pytest.mark.parametrize(
    "words",
    [
        ["record", "-policy", POLICY, VECTORS / "record-whole.json"],
        ["record", "--policy", POLICY, VECTORS / "record-redacted.json"],
        ["proof", "--policy", POLICY, "--leaf", VECTORS / "leaf-123.json", VECTORS / "entry-123.tlog-proof"],
        ["consistency", "--policy", POLICY, *(VECTORS / n for n in ("cp-257", "cp-300", "cons-257-300"))],
    ],
    ids=["whole", "redacted", "proof", "consistency"],
)  # fmt: skip
def test_the_good_files_are_genuine_in_both_languages(words):
    assert run(*words).stdout.startswith("真实：")
    english = run(*words, "--english")
    assert (english.returncode, english.stdout[:8]) == (0, "GENUINE:")


@pytest.fixture
def journal(tmp_path):
    folder = tmp_path / "journal"
    shutil.copytree(VECTORS, folder)
    (folder / "record.json").unlink(missing_ok=True)
    return folder


def test_a_whole_journal_is_counted_from_the_first_entry_to_the_last(journal):
    told = told_of(run("log", "--policy", POLICY, journal, "--json"))["said"]

    assert (told["entries"], told["checkpoints"], told["proofs"], told["records"]) == (300, 2, 1, 2)
    assert (told["proven"], told["unsigned"], told["unwitnessed"]) == (300, 0, 0)


def test_no_bit_of_a_record_can_be_turned_over():
    chance = random.Random(1)
    for name in ("record-whole.json", "record-redacted.json", "made"):
        made = name == "made"
        good = forging.record() if made else forging.vector(name)
        policy = forging.POLICY.encode() if made else POLICY.read_bytes()
        assert refused(good, policy) == ""
        assert [
            bad for _ in range(500) if not refused(bad := files.flipped(good, chance), policy)
        ] == []


@pytest.mark.torture
def test_nothing_done_to_a_record_goes_unnoticed_in_fifty_thousand_tries():
    """Signature lines may stand in any order: then the file says the same, and only then."""
    chance = random.Random(2)
    good = forging.redacted()
    for _ in range(50_000):
        bad = files.mutated(good, chance)
        assert refused(bad) or files.said(bad) == files.said(good)


FORGED = dict(files.forged())


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
def test_a_forged_export_is_refused(data):
    assert refused(data)


def test_it_judges_like_the_server_does():
    chance = random.Random(3)
    for good in (forging.record(), forging.redacted(), forging.redacted((0, 1, 2, 3))):
        for _ in range(300):
            data = files.mutated(good, chance)
            assert bool(refused(data)) == is_refused_by_the_server(data)


def is_refused_by_the_server(data):
    try:
        record_file.check(data, forging.policy())
    except (record_file.RecordFault, NoteFault, PolicyFault):
        return True
    return False


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("aZ_0é", max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(json_values, st.booleans())
def test_it_reads_the_json_that_the_server_reads(value, tidy):
    told = json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":") if tidy else None
    )
    try:
        wanted = canonical.decode(told.encode("utf-8", "surrogatepass"))
    except (ValueError, commitment.PayloadTooLargeError):
        with pytest.raises(tool.Fault):
            tool.parse(tool.text_of(told.encode("utf-8", "surrogatepass"), 10**6))
    else:
        assert tool.parse(told) == wanted


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ('{"a":1,"a":2}', 5),
        ('{"b":1,"a":2}', 2),
        ('{"a": 1}', 5),
        ('{"题":1}', None),
        ('{"a":1.0}', 5),
        ('{"a":null}', 5),
        ('{"a":"e\u0301"}', 5),
        ('{"a":"题","b":"\\/"}', 16),
        ("[" * 9 + "]" * 9, None),
        ('{"a":"\\ud800"}', 6),
        ("[1]]", 3),
        ('[1,"', 3),
        ("[-0]", 1),
        ("[" + "9" * 5000 + "]", None),
        ("[" * 100_000, None),
    ],
)
def test_what_has_two_spellings_is_refused_with_its_place(text, offset):
    with pytest.raises(tool.Fault) as wrong:
        tool.parse(text)

    assert wrong.value.code in {"syntax", "value"}
    assert wrong.value.offset == offset


def test_what_only_the_journal_itself_vouches_for_is_said_loudly(tmp_path):
    policy = tmp_path / "policy.txt"
    policy.write_text(f"log {forging.LOG.verifier.spelled}\nquorum none\n", "utf-8")
    record = tmp_path / "record.json"
    record.write_bytes(forging.record(note=lambda text: forging.signed(text, cosigned=())))

    done = run("record", "--policy", policy, record)
    assert done.returncode == 0
    assert "仅自证！" in done.stdout


def test_an_erased_record_says_that_nothing_of_it_is_shown(tmp_path):
    record = tmp_path / "record.json"
    told = json.loads(forging.redacted())
    record.write_bytes(files.spelled(told | {"parts": []}))
    (tmp_path / "policy.txt").write_text(forging.POLICY, "utf-8")

    assert "内容没有出示" in run("record", "--policy", tmp_path / "policy.txt", record).stdout


def test_text_cannot_play_with_the_terminal(tmp_path):
    record = tmp_path / "record.json"
    record.write_bytes(forging.record(parts=[["title", "\x9b31m\u202etxt.exe"]]))
    (tmp_path / "policy.txt").write_text(forging.POLICY, "utf-8")

    done = run("record", "--policy", tmp_path / "policy.txt", record)
    assert done.returncode == 0
    assert "\\u202etxt" in done.stdout
    assert "\u202e" not in done.stdout


POLICY_FAULTS = {
    "no quorum": forging.POLICY.replace("quorum both\n", ""),
    "two quorums": forging.POLICY + "quorum none\n",
    "unknown name": forging.POLICY.replace("superior inspection", "superior nobody"),
    "member twice": forging.POLICY.replace("superior inspection", "superior superior"),
    "same key twice": forging.POLICY.replace("quorum", f"witness again {forging.SUPERIOR.verifier.spelled}\nquorum"),
    "wrong key id": forging.POLICY.replace(f"+{forging.LOG.verifier.key_id.hex()}+", "+00000000+"),
    "a witness's key as log": forging.POLICY.replace(forging.LOG.verifier.spelled, forging.SUPERIOR.verifier.spelled),
    "too many": forging.POLICY.replace("both all", "both 3"),
    "none of them": forging.POLICY.replace("both all", "both 0"),
    "carriage returns": forging.POLICY.replace("\n", "\r\n"),
    "another word": forging.POLICY + "trust me\n",
    "nothing": "",
}  # fmt: skip


@pytest.mark.parametrize("told", POLICY_FAULTS.values(), ids=POLICY_FAULTS)
def test_a_policy_that_cannot_be_read_judges_nothing(told, tmp_path):
    (tmp_path / "policy.txt").write_bytes(told.encode())

    done = run(
        "record", "--policy", tmp_path / "policy.txt", VECTORS / "record-whole.json", "--json"
    )
    assert done.returncode == 2
    assert told_of(done)["fault"]["code"] == "policy"


@pytest.mark.parametrize("point", ["00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "ff" * 32,
                                   "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"])  # fmt: skip
def test_a_key_that_signs_anything_is_no_key(point):
    name, key = b"weak.example/journal/1", b"\1" + bytes.fromhex(point)
    print_ = hashlib.sha256(name + b"\n" + key).hexdigest()[:8]
    spelled = f"{name.decode()}+{print_}+{base64.b64encode(key).decode()}"

    with pytest.raises(tool.Fault):
        tool.Policy.parse(f"log {spelled}\nquorum none\n".encode())


def test_files_that_are_not_there_and_words_that_are_not_known_are_answered(tmp_path):
    missing = run("record", "--policy", POLICY, tmp_path / "nothing.json")
    assert (missing.returncode, missing.stdout[:5]) == (2, "无法核对：")
    assert run("log", "--policy", POLICY, tmp_path / "nowhere").returncode == 2
    assert run("record", "--policy", tmp_path, VECTORS / "record-whole.json").returncode == 2
    assert run("believe").returncode == 2


def attached(folder, *, name="f_1." + "00" * 16 + ".pdf", content=b"%PDF"):
    h = record_file.file_hash(bytes(16), b"%PDF")
    part = ["file", {"h": files.tool.base64.urlsafe_b64encode(h).decode().rstrip("="), "id": "f_1",
                     "name": "签到.pdf", "size": 4, "type": "application/pdf"}]  # fmt: skip
    (folder / "policy.txt").write_text(forging.POLICY, "utf-8")
    (folder / "record.json").write_bytes(forging.record(parts=[*forging.PARTS, part]))
    (folder / "attachments").mkdir()
    if name:
        (folder / "attachments" / name).write_bytes(content)
    words = ["--policy", folder / "policy.txt", folder / "record.json"]
    return run("record", *words, "--attachments", folder / "attachments", "--json")


def test_an_attachment_is_compared_with_the_record(tmp_path):
    assert told_of(attached(tmp_path))["said"]["files"] == {"签到.pdf": True}


def test_an_attachment_that_is_not_at_hand_is_said_to_be_unread(tmp_path):
    assert told_of(attached(tmp_path, name=""))["said"]["files"] == {"签到.pdf": False}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"content": b"%PDf"}, "file"),
        ({"name": "f_1." + "01" * 16 + ".pdf"}, "file"),
        ({"name": "f_2." + "00" * 16 + ".pdf"}, "stray"),
        ({"name": "virus.exe"}, "stray"),
    ],
)
def test_an_attachment_that_was_exchanged_or_slipped_in_is_refused(tmp_path, changed, code):
    done = attached(tmp_path, **changed)
    assert (done.returncode, told_of(done)["fault"]["code"]) == (1, code)
