"""Records' files that are not what they claim: refused, with the reason and mostly the place."""

import base64
import json

import pytest

from tests.core.forging import (
    LOG,
    PARTS,
    POLICY,
    SECRET,
    SUPERIOR,
    leaf_of,
    policy,
    receipt,
    record,
    redacted,
    signed,
)
from zhibu.core import canonical, leaf, record_file, strict
from zhibu.core.record_file import RecordFault, check

pytestmark = pytest.mark.once

GOOD = record()
TOLD = json.loads(GOOD)
REDACTED = json.loads(redacted())


def spelled(told):
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()


def having(told=TOLD, **changes):
    """Return the file with some members replaced, or left out where they are None."""
    return spelled({key: value for key, value in (told | changes).items() if value is not None})


def with_part(index, part, told=TOLD):
    parts = list(told["parts"])
    parts[index] = part
    return having(told, parts=parts)


def with_leaf(**changes):
    """Return a well-proven file whose leaf tells something else."""
    fields = json.loads(leaf_of()) | changes
    return proven(spelled(dict(sorted(fields.items()))))


def proven(data):
    told = [record_file.shown(part) for part in PARTS]
    return record_file.spell(data, receipt(data).data, told, secret=SECRET)


def without(name):
    return spelled({key: value for key, value in json.loads(leaf_of()).items() if key != name})


def nested(levels):
    told = []
    for _ in range(levels - 1):
        told = [told]
    return told


FILES = {
    "nothing": (b"", "not JSON"),
    "no JSON": (b"{", "not JSON"),
    "no object": (b"[]", "has leaf, proof, parts"),
    "a text": (b'"leaf"', "has leaf, proof, parts"),
    "null": (b"null", "has leaf, proof, parts"),
    "a mark before": (b"\xef\xbb\xbf" + GOOD, "not JSON"),
    "no UTF-8": (GOOD.replace("王".encode(), b"\xff"), "not UTF-8"),
    "a NUL": (GOOD.replace(b"{", b"{\0", 1), "not JSON"),
    "cut off": (GOOD[:-2], "not JSON"),
    "something after": (GOOD + b"{}", "not JSON"),
    "a newline after": (GOOD + b"\n", "not the one spelling"),
    "a space": (GOOD.replace(b":", b": ", 1), "not the one spelling"),
    "carriage returns": (GOOD.replace(b',"proof"', b',\r\n"proof"'), "not the one spelling"),
    "members in another order": (spelled(dict(sorted(TOLD.items()))), "not the one spelling"),
    "an escape too many": (GOOD.replace("王".encode(), b"\\u738b"), "not the one spelling"),
    "an escaped slash": (GOOD.replace(b"c2sp.org/", b"c2sp.org\\/"), "not the one spelling"),
    "a member in capitals": (GOOD.replace(b'"secret"', b'"Secret"'), "has leaf, proof, parts"),
    "a member more": (having(more=1), "has leaf, proof, parts"),
    "no leaf": (having(leaf=None), "has leaf, proof, parts"),
    "no proof": (having(proof=None), "has leaf, proof, parts"),
    "no parts": (having(parts=None), "has leaf, proof, parts"),
    "a member doubled": (GOOD[:-1] + b',"secret":"A"}', "a doubled key"),
    "a member of a part doubled": (
        GOOD.replace(b'{"value":["facts"', b'{"value":1,"value":["facts"'), "a doubled key",
    ),
    "a leaf that is no text": (having(leaf=1), "are texts"),
    "a proof that is a list": (having(proof=[]), "are texts"),
    "a secret that is false": (having(secret=False), "are texts"),
    "parts that are an object": (having(parts={}), "are texts"),
    "a float": (with_part(1, {"value": ["facts", 1.0]}), "the number 1.0"),
    "a power": (GOOD.replace(b'["facts",[]]', b'["facts",1e2]'), "the number 1e2"),
    "not a number": (GOOD.replace(b'["facts",[]]', b'["facts",NaN]'), "the number NaN"),
    "endless": (GOOD.replace(b'["facts",[]]', b'["facts",-Infinity]'), "-Infinity"),
    "a number of 5,000 digits": (GOOD.replace(b"[]", b"[" + b"9" * 5000 + b"]"), "limit"),
    "a lone surrogate": (GOOD.replace("王敏".encode(), b"\\ud800"), "not the one spelling"),
    "a lone surrogate for a proof": (b'{"leaf":"a","proof":"\\ud800","parts":[]}', "not the one spelling"),
    "depth without end": (b"[" * 100_000, "recursion"),
    "a leaf in another order": (having(leaf=spelled(dict(
        sorted(json.loads(leaf_of()).items(), reverse=True))).decode()), "leaf: not the one"),
    "a leaf with a space": (having(leaf=TOLD["leaf"].replace(",", ", ")), "leaf: not the one"),
    "a leaf that is no object": (proven(b"[]"), "leaf: a leaf is an object"),
    "a leaf that is no JSON": (proven(b"{"), "leaf: not JSON"),
    "a leaf with a key in capitals": (
        proven(leaf_of().replace(b"{", b'{"PC":"a",', 1)), "leaf: the key 'PC'",
    ),
    "a leaf too long": (with_leaf(role="a" * 4096), "leaf: 4"),
    "a leaf of version 2": (with_leaf(v=2), "leaf: version 2 is not known"),
    "a leaf of version true": (with_leaf(v=True), "leaf: a leaf is an object with a version"),
    "a leaf without a version": (proven(without("v")), "leaf: a leaf is an object with a version"),
    "a leaf without a time": (proven(without("at")), "leaf: the field 'at'"),
    "a leaf without a record": (proven(without("rec")), "leaf: the field 'rec'"),
    "a leaf with a name": (with_leaf(name="王敏"), "leaf: the field 'name'"),
    "a leaf whose kind is a number": (with_leaf(kind=1), "leaf: the field 'kind' is not text"),
    "a leaf whose role is empty": (with_leaf(role=""), "leaf: the field 'role' is not text"),
    "a leaf whose pc is short": (with_leaf(pc="AAAA"), "leaf: 3 bytes where 32 belong"),
    "a leaf whose pc is no text": (with_leaf(pc=[]), "leaf: the field 'pc' is not text"),
    "a leaf whose prev is padded": (with_leaf(prev="A" * 43 + "="), "leaf: not base64url"),
    "a leaf whose prev has stray bits": (with_leaf(prev="A" * 42 + "B"), "leaf: not base64"),
    "a restricted leaf that names a unit": (with_leaf(kind="restricted"), "leaf: the field 'actor'"),
    "a proof that is none": (having(proof="proof"), "proof: no empty line"),
    "a proof of another leaf": (
        having(proof=receipt(b"other").data.decode()), "does not lead from the leaf",
    ),
    "a proof of another number": (
        having(proof=receipt(leaf_of(), at=3).data.decode()), "does not lead from the leaf",
    ),
    "another leaf": (having(leaf=leaf_of(role="member").decode()), "does not lead from the leaf"),
    "no log's signature": (
        record(note=lambda text: signed(text, by=())), "proof: no log of the policy",
    ),
    "too few witnesses": (
        record(note=lambda text: signed(text, cosigned=(SUPERIOR,))), "more witnesses than superior",
    ),
    "no witness": (record(note=lambda text: signed(text, cosigned=())), "than nobody"),
    "a forged signature": (
        having(proof=TOLD["proof"].replace(LOG.sign("a").split(" ")[2][:5], "AAAAA")), "no log",
    ),
    "another secret": (having(secret=leaf.spell_bytes(bytes(32))), "not those that the leaf"),
    "a short secret": (having(secret="AAAA"), "secret: 3 bytes where 32 belong"),
    "a padded secret": (having(secret=TOLD["secret"] + "="), "secret: not base64url"),
    "a secret with stray bits": (having(secret=TOLD["secret"][:-1] + "9"), "secret: not base64"),
    "an empty secret": (having(secret=""), "secret: not base64url"),
    "no secret and no salts": (having(secret=None), "part 0: not a value with its salt"),
    "a secret without parts": (having(parts=[]), "0 parts do not belong"),
    "a part less": (having(parts=TOLD["parts"][:-1]), "not those that the leaf"),
    "parts exchanged": (having(parts=TOLD["parts"][::-1]), "not those that the leaf"),
    "2,001 parts": (having(parts=TOLD["parts"] * 501), "2004 parts do not belong"),
    "parts of a leaf that has none": (
        proven(leaf_of(pc=None, kind="key.rotate")), "4 parts do not belong",
    ),
    "a part that is text": (with_part(1, "facts"), "part 1: not a value"),
    "a part with a secret and a salt": (
        with_part(2, {"salt": "A" * 22, "value": PARTS[2]}), "part 2: not a value",
    ),
    "a part with a secret and a digest": (with_part(2, {"digest": "A" * 43}), "part 2: not a value"),
    "a part with a digest and a value": (
        with_part(2, REDACTED["parts"][3] | {"value": PARTS[2]}, REDACTED), "part 2: not a value",
    ),
    "a part in capitals": (with_part(2, {"Value": PARTS[2]}), "part 2: not a value"),
    "a part without a name": (with_part(1, {"value": []}), "part 1: a part is a name"),
    "a part of three": (with_part(1, {"value": ["a", "b", "c"]}), "part 1: a part is a name"),
    "a part named by a number": (with_part(1, {"value": [1, 2]}), "part 1: a part is a name"),
    "a part that is an object": (with_part(1, {"value": {}}), "part 1: a part is a name"),
    "a part with null": (with_part(1, {"value": ["a", None]}), "part 1: a value of type NoneType"),
    "a part with a great number": (with_part(1, {"value": ["a", 2**53]}), "part 1: a number"),
    "a part with a strange key": (with_part(1, {"value": ["a", {"K": 1}]}), "part 1: the key 'K'"),
    "a part too deep": (with_part(1, {"value": ["a", nested(8)]}), "part 1: nested deeper"),
    "a part not in normal form": (with_part(1, {"value": ["a", "e\u0301"]}), "part 1: text that"),
    "a part too long": (with_part(1, {"value": ["a", "a" * 16384]}), "part 1: a part of 163"),
    "a part in another order": (
        with_part(2, {"value": ["a", 1], "salt": "A" * 22}, REDACTED), "not the one spelling",
    ),
    "a value whose keys are in another order": (
        GOOD.replace(b'["facts",[]]', b'["facts",{"b":1,"a":2}]'), "not the one spelling",
    ),
    "a salt that is a number": (
        with_part(2, {"salt": 1, "value": PARTS[2]}, REDACTED), "part 2: not text",
    ),
    "a short salt": (
        with_part(2, {"salt": "AAAA", "value": PARTS[2]}, REDACTED), "part 2: 3 bytes where 16",
    ),
    "a digest that is a list": (with_part(2, {"digest": []}, REDACTED), "part 2: not text"),
    "a short digest": (with_part(2, {"digest": "AAAA"}, REDACTED), "part 2: 3 bytes where 32"),
    "another digest": (with_part(3, {"digest": "A" * 43}, REDACTED), "not those that the leaf"),
    "another salt": (
        with_part(2, {"salt": "A" * 22, "value": PARTS[2]}, REDACTED), "not those that the leaf",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_forged_record_is_refused(name):
    data, reason = FILES[name]
    with pytest.raises(RecordFault) as fault:
        check(data, policy())
    assert reason in str(fault.value)
    assert fault.value.offset is None or 0 <= fault.value.offset <= len(data)


def test_the_good_ones_are_good():
    """Without this the museum could be full of what fails for another reason."""
    for data in (GOOD, redacted(), proven(leaf_of()), with_leaf(role="member")):
        assert check(data, policy()).index == 2


def test_a_file_too_long_is_refused_unread():
    for data in (b" " * (record_file.LARGEST + 1), b"[]" * 1_000_001):
        with pytest.raises(RecordFault, match="are too many"):
            check(data, policy())


def test_a_fault_is_told_with_its_place_in_the_file():
    places = {
        having(leaf=TOLD["leaf"].replace(',"kind"', ', "kind"')): b' \\"kind\\"',
        having(proof=TOLD["proof"].replace("\n7\n", "\n07\n")): b"07\\n",
        with_part(2, {"value": 1}): b'{"value":1}',
        with_part(0, {"value": 1}): b'{"value":1}',
        GOOD.replace(b'"parts":', b'"parts": '): b" [{",
        GOOD.replace("敏".encode(), b"\xff"): b"\xff",
        GOOD[:-1] + b",}": b"}",
    }
    for data, told in places.items():
        with pytest.raises(RecordFault) as fault:
            check(data, policy())
        assert fault.value.offset in {data.index(told), data.rindex(told)}


def test_a_forged_signature_of_a_known_key_is_told_by_its_place():
    line = TOLD["proof"].splitlines()[-1]
    encoded = line.split(" ")[2]
    bits = bytearray(base64.b64decode(encoded))
    bits[-1] ^= 1
    data = having(proof=TOLD["proof"].replace(encoded, base64.b64encode(bits).decode()))
    with pytest.raises(RecordFault, match=r"inspection\.example/witness is not its signature"):
        check(data, policy())


def test_a_policy_from_elsewhere_is_not_met():
    alone = policy(POLICY.replace("quorum both", "quorum none"))
    only_log = record(note=lambda text: signed(text, cosigned=()))
    assert check(only_log, alone).witnesses == {}
    with pytest.raises(RecordFault):
        check(only_log, policy())


def test_any_depth_is_refused_in_words():
    deepest = "[" * 100_000 + "]" * 100_000
    for told in [*("[" * n + "]" * n for n in range(960, 1010)), deepest]:
        with pytest.raises(RecordFault):
            check(f'{{"leaf":"","proof":"","parts":{told}}}'.encode(), policy())
    with pytest.raises(canonical.NotCanonicalError, match="without measure"):
        canonical.spell(nested(5_000))


@pytest.mark.parametrize("text", ["", "=", "A", "AA==", "a b", "A\n", "QUJD\n", "é"])
def test_strict_base64url_has_one_spelling(text):
    with pytest.raises(strict.Fault):
        strict.url_bytes_of(text, 3)


def test_canonical_json_of_one_nesting_too_many_is_refused():
    assert canonical.decode(b"[" * 8 + b"]" * 8)
    with pytest.raises(canonical.NotCanonicalError):
        canonical.decode(b"[" * 9 + b"]" * 9)
