"""The page that checks records offline, opened from disk: what it accepts, refuses and shows."""

import base64
import hashlib
import os
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_meetings import sheet_of, sign_in, tell
from tests.core import forging
from tests.notary.scenes import number, open_journal
from tests.people import SmallCommittee
from tests.tools import files
from tests.tools.files import POLICY, VECTORS, refused, said
from zhibu.core.notes import COSIGNATURE, Signer
from zhibu.journal import log
from zhibu.journal.leaves import Op
from zhibu.notary import checkpoints, policy
from zhibu.notary.checkpoints import Why
from zhibu.notary.records import Post, WitnessChanged, hand_of_system
from zhibu.notary.verifier import PAGE

WITNESS = Signer.of_seed("superior.example/witness", b"W" * 32, COSIGNATURE)
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.fixture
def offline(chromium: Browser) -> Iterator[Page]:
    """Return the page opened from disk, without a network, in a desk's size."""
    with chromium.new_context(offline=True, viewport={"width": 1360, "height": 900}) as context:
        yield opened(context.new_page())


@pytest.fixture
def offline_phone(chromium: Browser) -> Iterator[Page]:
    size = {"width": 390, "height": 844}
    with chromium.new_context(offline=True, viewport=size, has_touch=True) as context:
        yield opened(context.new_page())


def opened(page: Page) -> Page:
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(PAGE.as_uri())
    return page


def choose(
    page: Page, record: Path, trusted: Path = POLICY, attached: tuple[Path, ...] = ()
) -> None:
    page.set_input_files("#policy-file", trusted)
    page.set_input_files("#attached-files", list(attached))
    page.set_input_files("#record-file", record)


def verdict(page: Page):
    return page.locator(".verdict")


# — The arithmetic —


def test_its_hashes_are_those_of_everybody(offline: Page):
    for size in (0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 1000):
        data = os.urandom(size)
        for name in ("sha256", "sha512"):
            own = offline.evaluate(f"h => zhibu.hex(zhibu.{name}(zhibu.unhex(h)))", data.hex())
            assert own == hashlib.new(name, data).hexdigest()


RFC_8032 = [  # section 7.1: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


def is_signed(page: Page, key: bytes, message: bytes, signature: bytes) -> bool:
    words = [key.hex(), message.hex(), signature.hex()]
    return page.evaluate("told => zhibu.isSigned(...told.map(zhibu.unhex))", words)


def test_its_signatures_are_those_of_rfc_8032(offline: Page):
    for told in RFC_8032:
        key, message, signature = map(bytes.fromhex, told)
        assert is_signed(offline, key, message, signature)
        assert not is_signed(offline, key, message + b"x", signature)


def test_it_takes_the_signatures_that_the_library_makes_and_no_others(offline: Page):
    chance = random.Random(8032)
    for size in range(12):
        private, message = Ed25519PrivateKey.generate(), os.urandom(size * 13)
        key, signature = private.public_key().public_bytes_raw(), private.sign(message)
        assert is_signed(offline, key, message, signature)
        assert not is_signed(offline, key, message, files.flipped(signature, chance))
        great = int.from_bytes(signature[32:], "little") + ORDER
        if great < 2**256:
            other_spelling = signature[:32] + great.to_bytes(32, "little")
            assert not is_signed(offline, key, message, other_spelling)


def test_a_point_of_small_order_signs_nothing(offline: Page):
    """Such a key accepts a signature of its own making for every message."""
    neutral = b"\x01" + bytes(31)
    assert not is_signed(offline, neutral, b"anything", neutral + bytes(32))


# — What it accepts: the same as the program —

JUDGE = """([policy, files]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const trusted = zhibu.readPolicy(bytes(policy));
  return files.map((file) => {
    try { zhibu.checkRecord(bytes(file), trusted); return ""; }
    catch (wrong) { if (!(wrong instanceof zhibu.Fault)) throw wrong; return wrong.code; }
  });
}"""


def judged(page: Page, told: list[bytes], trusted: bytes) -> list[str]:
    spelled = [base64.b64encode(one).decode() for one in told]
    return page.evaluate(JUDGE, [base64.b64encode(trusted).decode(), spelled])


def compare(page: Page, good: bytes, trusted: bytes, *, many: int) -> None:
    """Have both judge mutated files: they agree on each, and accept what says the same only."""
    chance = random.Random(many)
    told = [good, *(files.mutated(good, chance) for _ in range(many))]
    ours, theirs = judged(page, told, trusted), [refused(one, trusted) for one in told]
    assert [bool(code) for code in ours] == [bool(code) for code in theirs]
    accepted = [one for one, code in zip(told, ours, strict=True) if not code]
    assert [one for one in accepted if said(one, trusted) != said(good, trusted)] == []


def test_it_agrees_with_the_program_on_a_hundred_mutated_files(offline: Page):
    compare(offline, forging.vector("record-redacted.json"), POLICY.read_bytes(), many=50)
    compare(offline, forging.record(), forging.POLICY.encode(), many=50)


@pytest.mark.torture
def test_it_agrees_with_the_program_on_five_thousand_mutated_files(offline: Page):
    for _ in range(10):
        compare(offline, forging.vector("record-whole.json"), POLICY.read_bytes(), many=250)
        compare(offline, forging.redacted(), forging.POLICY.encode(), many=250)


def test_it_refuses_every_forged_export_for_the_reason_the_program_gives(offline: Page):
    names, told = zip(*files.forged(), strict=True)
    trusted = forging.POLICY.encode()
    ours = dict(zip(names, judged(offline, list(told), trusted), strict=True))
    assert ours == {name: refused(data, trusted) for name, data in files.forged()}
    assert all(ours.values())


def test_it_reads_json_as_strictly_as_the_program(offline: Page):
    values = ['"\\b\\t\\u0001\\""', '"\\u0008"', '"/"', '"\\/"', "1e2", "9007199254740991", "[true]",
              "9007199254740992", "-1", "-0", '"\u2028"', '"e\u0301"', '"\u00e9"', "null", "01",
              '{"__proto__":1}', '{"1":1,"2":2}', '{"10":1,"9":2}', '{"9":1,"10":2}', '{"A":1}']  # fmt: skip
    told = [record_with(value) for value in values]
    theirs = [refused(one) for one in told]
    assert [bool(one) for one in judged(offline, told, forging.POLICY.encode())] == [
        bool(one) for one in theirs
    ]
    assert {"", "syntax", "value"} == set(theirs)


BARE = ("leaf", "proof", "parts")


def record_with(spelled: str) -> bytes:
    """Return a record of which a part's value is spelled so; committed to as it stands."""
    part = f'["t",{spelled}]'.encode()
    digest = files.tool.hashlib.sha256(b"zhibu-part/1\n" + bytes(16) + part).digest()
    pc = forging.leaf.spell_bytes(forging.commitment.root_of([digest]))
    good = files.json.loads(forging.record(forging.leaf_of(pc=pc)))
    told = files.spelled(good | {"parts": [{"salt": "A" * 22, "value": "here"}]}, BARE)
    return told.replace(b'"here"', part)


# — The page —


def test_the_scripts_are_those_that_the_page_names(offline: Page):
    """A changed script needs its hash in the policy of the page, or no browser runs it."""
    text = PAGE.read_text("utf-8")
    declared = re.search(r'Security-Policy" content="([^"]+)"', text)[1]
    inline = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", text, re.DOTALL)
    digests = [hashlib.sha256(one.encode()).digest() for one in inline]
    wanted = [f"'sha256-{base64.b64encode(one).decode()}'" for one in digests]
    assert re.findall(r"'sha256-[^']+'", declared) == [*wanted[1:], wanted[0]]
    assert declared.startswith("default-src 'none';")
    assert "unsafe" not in declared


def test_it_asks_nobody_for_anything(chromium: Browser):
    with chromium.new_context() as context:
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(PAGE.as_uri())
        choose(page, VECTORS / "record-whole.json")
        expect(verdict(page)).to_contain_text("真实")
        assert asked == [PAGE.as_uri()]


def test_it_says_what_a_record_says_part_by_part(offline: Page, axe_clean: Callable[[Page], None]):
    axe_clean(offline)
    choose(offline, VECTORS / "record-redacted.json")

    expect(verdict(offline)).to_have_class("verdict good")
    expect(verdict(offline)).to_contain_text("第 123 条")
    shown = offline.locator("#result")
    expect(shown).to_contain_text("三楼党员活动室")
    expect(shown).to_contain_text("共 35 部分，出示 7，未出示 28")
    expect(shown).to_contain_text("superior · 2026-03-30 00:00:00（北京时间）")
    expect(shown).to_contain_text("当时写的就是实情")
    axe_clean(offline)


def test_on_a_phone_it_fits_and_is_accessible(
    offline_phone: Page, axe_clean: Callable[[Page], None]
):
    choose(offline_phone, VECTORS / "record-whole.json")
    expect(verdict(offline_phone)).to_contain_text("真实")

    assert offline_phone.evaluate("document.documentElement.scrollWidth") <= 390
    small = "els => els.map(e => e.getBoundingClientRect().height).filter(h => h && h < 44)"
    assert offline_phone.locator(".btn").evaluate_all(small) == []
    axe_clean(offline_phone)


def test_in_the_dark_it_is_as_readable(offline: Page, axe_clean: Callable[[Page], None]):
    offline.emulate_media(color_scheme="dark")
    choose(offline, VECTORS / "record-redacted.json")
    expect(verdict(offline)).to_contain_text("真实")
    axe_clean(offline)


def test_a_pasted_policy_does_and_without_one_it_says_what_is_missing(offline: Page):
    offline.get_by_role("button", name="核对").click()
    expect(verdict(offline)).to_contain_text("第 1 步")
    offline.set_input_files("#record-file", VECTORS / "record-whole.json")
    offline.get_by_label("或粘贴在这里").fill(POLICY.read_text("utf-8"))
    expect(verdict(offline)).to_contain_text("真实")
    offline.get_by_label("或粘贴在这里").fill("trust me")
    expect(verdict(offline)).to_contain_text("无法核对")


def test_a_flipped_bit_is_refused_with_its_place_and_nothing_genuine_stays_on_the_page(
    offline: Page, tmp_path: Path, axe_clean: Callable[[Page], None]
):
    choose(offline, VECTORS / "record-whole.json")
    expect(verdict(offline)).to_contain_text("真实：")
    bad = tmp_path / "record.json"
    bad.write_bytes(forging.vector("record-whole.json").replace(b'"parts":', b'"parts": '))
    offline.set_input_files("#record-file", bad)

    expect(verdict(offline)).to_have_class("verdict bad")
    expect(verdict(offline)).to_contain_text("不真实")
    expect(offline.locator("#result")).not_to_contain_text("三楼党员活动室")
    axe_clean(offline)


def test_what_only_the_journal_vouches_for_is_said_loudly(offline: Page, tmp_path: Path):
    (tmp_path / "policy.txt").write_text(
        f"log {forging.LOG.verifier.spelled}\nquorum none\n", "utf-8"
    )
    alone = forging.record(note=lambda text: forging.signed(text, cosigned=()))
    (tmp_path / "record.json").write_bytes(alone)
    choose(offline, tmp_path / "record.json", tmp_path / "policy.txt")

    expect(verdict(offline)).to_have_class("verdict warn")
    expect(verdict(offline)).to_contain_text("仅自证！")


def test_receipts_and_checkpoints_are_checked_too(offline: Page):
    offline.set_input_files("#policy-file", POLICY)
    two = [VECTORS / "leaf-123.json", VECTORS / "entry-123.tlog-proof"]
    offline.set_input_files("#proof-files", two)
    expect(verdict(offline)).to_contain_text("签了名的账本里有这一条")
    three = [VECTORS / name for name in ("cp-300", "cons-257-300", "cp-257")]
    offline.set_input_files("#consistency-files", three)
    expect(verdict(offline)).to_contain_text("前 257 条原样都在")
    offline.set_input_files("#consistency-files", three[:2])
    expect(verdict(offline)).to_contain_text("还不能核对")


def test_it_can_be_read_in_english_and_used_from_the_keyboard(offline: Page):
    choose(offline, VECTORS / "record-redacted.json")
    offline.keyboard.press("Tab")
    offline.keyboard.press("Enter")

    expect(verdict(offline)).to_contain_text("Genuine: as it was entered")
    expect(offline.get_by_role("heading", name="Whom you trust")).to_be_visible()
    assert offline.evaluate("document.documentElement.lang") == "en"
    assert not re.search("[\u3400-\u9fff]", offline.locator("main .asks").inner_text())


def test_an_attachment_is_compared_and_a_strange_one_refused(offline: Page, tmp_path: Path):
    digest = files.record_file.file_hash(bytes(16), b"%PDF")
    listed = {"h": forging.leaf.spell_bytes(digest), "id": "f_1", "name": "签到.pdf", "size": 4}
    (tmp_path / "record.json").write_bytes(
        forging.record(parts=[*forging.PARTS, ["file", {**listed, "type": "application/pdf"}]])
    )
    (tmp_path / "policy.txt").write_text(forging.POLICY, "utf-8")
    right, wrong = (tmp_path / f"{id_}.{'00' * 16}.pdf" for id_ in ("f_1", "f_2"))
    right.write_bytes(b"%PDF")
    wrong.write_bytes(b"%PDF")

    choose(offline, tmp_path / "record.json", tmp_path / "policy.txt", (right,))
    expect(offline.locator("#result")).to_contain_text("与记录相符")
    offline.set_input_files("#attached-files", [right, wrong])
    expect(verdict(offline)).to_contain_text("不在记录里")


# — From the desk to the stranger —


@pytest.fixture
def here(transactional_db: None, founded: SmallCommittee) -> SmallCommittee:
    open_journal()
    committee = founded
    at = timezone.now()
    day = log.civil(at)
    record = WitnessChanged("superior", Post.SUPERIOR, WITNESS.verifier.spelled, day)
    with log.act():
        log.append(record, unit=None, op=Op.SYSTEM, **hand_of_system(at).told)
    return committee


def sign_and_witness() -> None:
    """Do what the worker and the superior's witness do: number, sign, publish, cosign."""
    number()
    at = timezone.now()
    note = checkpoints.publish(at, Why.ASKED)
    size = int(note.text.split("\n")[1])
    line = WITNESS.cosign(note.text, int(at.timestamp()))
    checkpoints.cosign(size, WITNESS.verifier.spelled, line, at=at)


def taken(page: Page, button: Locator, place: Path) -> Path:
    with page.expect_download() as waiting:
        button.click()
    waiting.value.save_as(place)
    return place


def test_a_record_is_taken_from_the_desk_and_checked_offline_in_both_versions(
    page: Page, offline: Page, here: SmallCommittee, tmp_path: Path
):
    sheet_of(sign_in(page, "chenke"), here)
    tell(page)
    page.get_by_role("button", name="提交入账").click()
    page.wait_for_url(re.compile("/records/"))
    sign_and_witness()
    page.reload()
    whole = page.get_by_role("button", name="只要记录", exact=True)
    first = taken(page, whole, tmp_path / "first.json")
    trusted = tmp_path / "policy.txt"
    trusted.write_text(policy.text(timezone.now()), "utf-8")

    choose(offline, first, trusted)
    expect(verdict(offline)).to_have_class("verdict good")
    expect(offline.locator("#result")).to_contain_text("三楼党员活动室")

    flipped = tmp_path / "flipped.json"
    flipped.write_bytes(first.read_bytes().replace("三楼".encode(), "二楼".encode()))
    offline.set_input_files("#record-file", flipped)
    expect(verdict(offline)).to_contain_text("不真实")

    correct(page)
    sign_and_witness()
    latest = taken(page, whole, tmp_path / "latest.json")
    oldest = page.locator("details.cause").last
    oldest.locator("summary").click()
    button = oldest.get_by_role("button", name="下载这一版")
    earlier = taken(page, button, tmp_path / "earlier.json")
    offline.set_input_files("#record-file", latest)
    expect(offline.locator("#result")).to_contain_text("更正后的一版")
    expect(offline.locator("#result")).to_contain_text("礼堂")
    offline.set_input_files("#record-file", earlier)
    expect(verdict(offline)).to_have_class("verdict good")
    expect(offline.locator("#result")).to_contain_text("三楼党员活动室")


def correct(page: Page) -> None:
    page.get_by_role("link", name="更正").click()
    page.get_by_label("地点").fill("礼堂")
    page.get_by_label("更正理由").fill("地点记错")
    page.get_by_role("button", name="提交更正").click()
    page.wait_for_url(re.compile("/records/[^/]+/$"))
