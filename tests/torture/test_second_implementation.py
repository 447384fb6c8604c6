"""Another implementation agrees: trees and notes of the Go project, asked the same questions.

Every proof of the small trees, many of great ones, and mutations of proofs, notes, checkpoints and
receipts. It must accept what the core accepts and refuse what the core refuses.
"""

import base64
import json
import os
import random
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

from tests.core.forging import AT, INSPECTION, LOG, ORIGIN, SUPERIOR
from zhibu.core import merkle, strict
from zhibu.core.checkpoint import Checkpoint
from zhibu.core.notes import COSIGNATURE, Note, Signer, Verifier, line
from zhibu.core.tlog_proof import TlogProof

pytestmark = [pytest.mark.once, pytest.mark.torture]

SOURCE = Path(__file__).with_name("second")
LIBRARY = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")  # Debian's golang-golang-x-mod-dev
SMALL, GREAT = 130, 100_000
RANDOM_PROOFS, MUTATED_PROOFS, MUTATED_TEXTS = 42_000, 20_000, 20_000
BATCH = 20_000


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """Return a function that puts questions to the other implementation, many at once."""
    go = shutil.which("go")
    if go is None or not LIBRARY.is_dir():
        pytest.skip(
            "needs go and golang-golang-x-mod-dev (apt install golang golang-golang-x-mod-dev)"
        )
    folder = tmp_path_factory.mktemp("second")
    surroundings = {
        **os.environ, "GO111MODULE": "off", "GOFLAGS": "", "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(folder / "cache"),
    }  # fmt: skip
    program = folder / "program"
    order = [go, "build", "-o", program, "."]
    subprocess.run(order, cwd=SOURCE, env=surroundings, check=True, timeout=300)

    def ask(questions):
        told = "\n".join(json.dumps(one, default=spell) for one in questions)
        done = subprocess.run([program], input=told, capture_output=True, text=True, check=True)
        answers = done.stdout.split("\n")[:-1]
        assert len(answers) == len(questions)
        return answers

    return ask


def spell(data):
    return base64.b64encode(data).decode()


class Tree:
    """Leaves ``leaf 0``, ``leaf 1`` … and the head of any span of them."""

    def __init__(self, size):
        self.levels = [[merkle.leaf_hash(b"leaf %d" % i) for i in range(size)]]
        while len(level := self.levels[-1]) > 1:
            pairs = zip(level[::2], level[1::2], strict=False)
            self.levels.append([merkle.node_hash(*pair) for pair in pairs])
        self.head = lru_cache(maxsize=200_000)(self._head)

    def _head(self, first, last):
        width = last - first
        if width & (width - 1) == 0:
            return self.levels[width.bit_length() - 1][first // width]
        middle = first + (1 << (width - 1).bit_length() - 1)
        return merkle.node_hash(self.head(first, middle), self.head(middle, last))

    def path(self, spans):
        return [self.head(*span) for span in spans]

    def inclusion(self, index, size):
        path = self.path(merkle.inclusion_spans(index, size))
        return {
            "do": "included", "index": index, "size": size, "leaf": self.levels[0][index],
            "head": self.head(0, size), "path": path,
        }  # fmt: skip

    def growth(self, old, size):
        path = self.path(merkle.consistency_spans(old, size))
        return {
            "do": "continued", "old": old, "size": size, "was": self.head(0, old),
            "head": self.head(0, size), "path": path,
        }  # fmt: skip


@pytest.fixture(scope="module")
def tree():
    return Tree(GREAT)


def holds(asked):
    """Answer a question about a proof as the core does."""
    if asked["do"] == "included":
        told = (asked["leaf"], asked["index"], asked["size"], asked["path"], asked["head"])
        return merkle.is_included(*told)
    told = (asked["old"], asked["size"], asked["was"], asked["head"], asked["path"])
    return merkle.is_consistent(*told)


def proving(asked):
    """Return the question by which the other is asked to make the same proof."""
    if asked["do"] == "included":
        return {"do": "prove", "index": asked["index"], "size": asked["size"]}
    return {"do": "prove growth", "old": asked["old"], "size": asked["size"]}


def batches(items):
    items = iter(items)
    while batch := [one for _, one in zip(range(BATCH), items, strict=False)]:
        yield batch


def test_every_proof_is_made_and_judged_alike(second, tree):
    chance = random.Random(1)
    count = 0
    for batch in batches(proofs(tree, chance)):
        grown = {"do": "grow", "size": GREAT}
        wanted = [" ".join(["path", *map(spell, asked["path"])]) for asked in batch]
        assert second([grown, *map(proving, batch)])[1:] == wanted
        assert set(second(batch)) == {"yes"}
        assert all(map(holds, batch))
        count += len(batch)
    assert count >= 100_000


def proofs(tree, chance):
    for size in range(1, SMALL + 1):
        yield from (tree.inclusion(index, size) for index in range(size))
        yield from (tree.growth(old, size) for old in range(1, size + 1))
    for _ in range(RANDOM_PROOFS):
        size = chance.randrange(1, GREAT + 1)
        yield tree.inclusion(chance.randrange(size), size)
        yield tree.growth(chance.randrange(1, size + 1), size)


def test_mutated_proofs_are_judged_alike(second, tree):
    chance = random.Random(2)
    refused = 0
    for batch in batches(mutated_proofs(tree, chance)):
        mine = [holds(asked) for asked in batch]
        theirs = [told == "yes" for told in second(batch)]
        differing = [one for one, a, b in zip(batch, mine, theirs, strict=True) if a != b]
        assert differing == []
        refused += mine.count(False)
    assert refused > MUTATED_PROOFS * 0.9


def mutated_proofs(tree, chance):
    for turn in range(MUTATED_PROOFS):
        size = chance.choice([chance.randrange(1, 40), chance.randrange(1, GREAT)])
        place = chance.randrange(size)
        asked = tree.growth(place + 1, size) if turn % 2 else tree.inclusion(place, size)
        for _ in range(chance.choice([1, 1, 1, 2])):
            mutate_proof(asked, chance)
        yield asked


def mutate_proof(asked, chance):
    numbers = [name for name in ("index", "old", "size") if name in asked]
    hashes = [name for name in ("leaf", "was", "head") if name in asked]
    path = asked["path"]
    kind = chance.randrange(7)
    if kind == 0:
        name = chance.choice(numbers)
        least = 1 if name == "old" else 0
        asked[name] = max(least, asked[name] + chance.choice([-2, -1, 1, 2, 2**40]))
    elif kind == 1:
        name = chance.choice(hashes)
        asked[name] = flipped(asked[name], chance)
    elif kind == 2:
        path.insert(chance.randrange(len(path) + 1), chance.choice([*path, bytes(32)]))
    elif not path:
        asked["head"] = flipped(asked["head"], chance)
    elif kind == 3:
        place = chance.randrange(len(path))
        path[place] = flipped(path[place], chance)
    elif kind == 4:
        del path[chance.randrange(len(path))]
    elif kind == 5:
        chance.shuffle(path)
    else:
        place = chance.randrange(len(path))
        path[place] = chance.choice([path[place][:-1], path[place] + b"\0", b"", asked["head"]])


def flipped(data, chance):
    if not data:
        return b"\0"
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


STRANGERS = [Signer.of_seed(f"s{i}.example", bytes([i]) * 32) for i in range(20)]
NAMED_ALIKE = Signer.of_seed(ORIGIN, b"n" * 32)
KNOWN = [LOG.verifier, SUPERIOR.verifier, INSPECTION.verifier]


def a_note(chance, tree):
    size = chance.randrange(1, GREAT)
    text = Checkpoint(ORIGIN, size, tree.head(0, size)).text
    if chance.randrange(8) == 0:
        text = chance.choice(
            [f"学习\n\n{text}", f"{text}\n\n", "\n", f"\n\n{text}", "é\u2028\x7f\n"]
        )
    lines = [LOG.sign(text), SUPERIOR.cosign(text, AT), INSPECTION.cosign(text, AT + size)]
    others = [*STRANGERS[: chance.randrange(20)], NAMED_ALIKE]
    lines += [one.sign(text) for one in others if chance.randrange(2)]
    chance.shuffle(lines)
    return Note(text, tuple(lines[: chance.randrange(1, len(lines) + 1)]))


def judged(data):
    """Answer a question about a note as the core does: who signed it, or a refusal."""
    try:
        note = Note.parse(data)
        found = [one for one in KNOWN if note.is_signed_by(one)]
    except strict.Fault:
        return "no"
    return " ".join(["signed", *sorted(f"{one.name}+{one.key_id.hex()}" for one in found)])


def test_notes_are_judged_alike(second, tree):
    chance = random.Random(3)
    notes = [a_note(chance, tree).data for _ in range(MUTATED_TEXTS // 4)]
    notes += [mutated_note(chance.choice(notes), chance) for _ in range(MUTATED_TEXTS)]
    keys = [one.spelled for one in KNOWN]
    compare(second, [{"do": "note", "data": one, "keys": keys} for one in notes], judged)


def compare(second, questions, judge):
    refused = 0
    for batch in batches(questions):
        mine = [judge(asked["data"]) for asked in batch]
        theirs = [re.sub(r"^no .*", "no", told) for told in second(batch)]
        told = zip(batch, mine, theirs, strict=True)
        assert [(asked["data"], a, b) for asked, a, b in told if a != b] == []
        refused += mine.count("no")
    assert len(questions) * 0.3 < refused < len(questions)


SPACES = "\u0085\u00a0\u1680\u180e\u2000\u200b\u2028\u202f\u205f\u3000\ufeff+ \t\x1c\x7f"


def mutated_note(data, chance):
    if chance.randrange(10) < 3:
        place = chance.randrange(len(data))
        ending = chance.choice([b"\r\n", b"\n\n", b"\0\n", b" \n"])
        shorter = data[:place] + data[place + 1 :]
        return chance.choice([flipped(data, chance), shorter, data.replace(b"\n", ending, 1)])
    text, _, lines = data.rpartition(b"\n\n")
    told = lines.split(b"\n")[:-1]
    told = chance.choice(MUTATORS)(told, chance)
    return text + b"\n\n" + b"\n".join(told) + b"\n"


def twice(told, chance):
    """Tell one line twice, once with another signature."""
    one = chance.choice(told)
    place = chance.randrange(len(told) + 1)
    return [*told[:place], chance.choice([one, flipped(one, chance)]), *told[place:]]


def stray(told, chance):
    """Set padding bits that say nothing."""
    return [with_stray_bits(one) if chance.randrange(2) else one for one in told]


def strange_name(told, chance):
    return [*told, f"\u2014 a{chance.choice(SPACES)}b AAAAAAAA".encode()]


def forged(told, chance):
    signature = chance.randbytes(chance.choice([1, 8, 63, 64, 65, 72, 73]))
    return [*told, line(chance.choice(KNOWN), signature).encode()[:-1]]


def padded(told, chance):
    return [told[0].replace(b"=", chance.choice([b"", b"==", b"A"])), *told[1:]]


def many(told, chance):
    stranger = Verifier.of("x", 1, bytes(32))
    count = chance.choice([16, 100, 101 - len(told), 100 - len(told)])
    return told + [line(stranger, b"%d" % i).encode()[:-1] for i in range(count)]


def spaced(told, chance):
    return [one.replace(b" ", chance.choice([b"  ", b"\t", b""]), 2) for one in told]


MUTATORS = (twice, stray, strange_name, forged, padded, many, spaced)


def with_stray_bits(told):
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    bare = told.rstrip(b"=")
    if bare == told or bare[-1] not in letters:
        return told
    place = letters.index(bare[-1]) ^ 1
    return bare[:-1] + letters[place : place + 1] + told[len(bare) :]


def read(data):
    try:
        head = Checkpoint.parse(data.decode())
    except (strict.Fault, UnicodeDecodeError):
        return "no"
    return f'head "{head.origin}" {head.size} {spell(head.root)}'


def test_checkpoints_are_read_alike(second, tree):
    chance = random.Random(4)
    texts = []
    for _ in range(MUTATED_TEXTS // 4):
        size = chance.choice([0, 1, 2**63 - 1, 2**63, chance.randrange(GREAT)])
        text = Checkpoint("zhibu.example/1", size, chance.randbytes(32)).text.encode()
        changed = [
            text,
            text.replace(b"\n%d" % size, b"\n" + chance.choice([b"0", b"+", b"-", b" ", b"_"])
                         + b"%d" % size),
            text.replace(b"=", chance.choice([b"", b"==", b"A"])),
            with_stray_bits(text[:-1]) + b"\n",
            text + chance.choice([b"\n", b"more\n", b"x"]),
            text[: chance.randrange(len(text))],
            text[chance.randrange(17) :],
        ]  # fmt: skip
        texts += changed
    # An origin is told back quoted, and the two quote differently what is rare.
    texts = [one for one in texts if re.match(rb"[ -!#-\[\]-~]*\n", one) or b"\n" not in one]
    compare(second, [{"do": "checkpoint", "data": one} for one in texts], read)


def test_receipts_are_judged_alike(second, tree):
    chance = random.Random(5)
    questions = []
    while len(questions) < MUTATED_TEXTS:
        size = chance.choice([chance.randrange(1, 40), chance.randrange(1, GREAT)])
        index = chance.randrange(size)
        head = Checkpoint(ORIGIN, size, tree.head(0, size))
        note = Note(head.text, (LOG.sign(head.text), SUPERIOR.cosign(head.text, AT)))
        path = tuple(tree.path(merkle.inclusion_spans(index, size)))
        extra = chance.choice([b"", b"", "附言".encode()])
        data = TlogProof(index, path, note, extra).data
        leaf = b"leaf %d" % index
        questions.append({"do": "receipt", "data": data, "leaf": leaf})
        questions += [
            {"do": "receipt", "data": mutated_receipt(data, chance), "leaf": leaf} for _ in range(3)
        ]
    leaves = {asked["data"]: asked["leaf"] for asked in questions}

    def judge(data):
        try:
            proof = TlogProof.parse(data)
            return "yes" if proof.proves(merkle.leaf_hash(leaves[data])) else "no"
        except strict.Fault:
            return "no"

    compare(second, questions, judge)


def mutated_receipt(data, chance):
    lines = data.split(b"\n")
    kind = chance.randrange(6)
    place = chance.randrange(len(lines))
    if kind == 0:
        return flipped(data, chance)
    if kind == 1:
        del lines[place]
    if kind == 2:
        lines.insert(place, chance.choice(lines))
    if kind == 3:
        lines[place] = with_stray_bits(lines[place])
    if kind == 4:
        lines[place] += chance.choice([b"\r", b" ", b"\0", b"=", b"\xff"])
    if kind == 5:
        number = re.compile(rb"index (\d+)")
        return number.sub(lambda one: b"index %d" % (int(one[1]) + chance.choice([-1, 1])), data)
    return b"\n".join(lines)


def test_keys_are_read_alike(second):
    witness = Signer.of_seed("w.example", b"w" * 32, COSIGNATURE)
    text = "text\n"
    note = Note(text, (LOG.sign(text), witness.cosign(text, AT)))
    keys = [LOG.verifier.spelled, witness.verifier.spelled]
    told = second([{"do": "note", "data": note.data, "keys": keys}])
    signed = sorted(f"{one.name}+{one.key_id.hex()}" for one in (LOG.verifier, witness.verifier))
    assert told == [" ".join(["signed", *signed])]
    for key in keys:
        assert Verifier.parse(key).spelled == key
