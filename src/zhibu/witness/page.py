"""What a witness says of itself: per log what it knows and since when; for people or programs."""

import json
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from zhibu.core.notes import Signer
from zhibu.witness.answers import Answer
from zhibu.witness.ledger import Doubt, Head, Held, Ledger, Pages
from zhibu.witness.words import ENGLISH, _, spoken

_CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Known:
    """What a witness knows about one log."""

    origin: str
    trusted: bool
    latest: Head | None
    heads: int
    since: int | None
    held: Held
    doubts: list[Doubt]

    @property
    def conflicts(self) -> int:
        """Return how many signed heads contradict one that was cosigned."""
        return sum(doubt.conflict for doubt in self.doubts)


def of(ledger: Ledger, signer: Signer, accept: str) -> Answer:
    """Return the page, or JSON for who asks for that rather than HTML."""
    with ledger.reading() as pages:
        known = [_known(pages, origin) for origin in pages.origins()]
    if "application/json" in accept and "text/html" not in accept:
        told = {"vkey": signer.verifier.spelled, "logs": [_told(one) for one in known]}
        return Answer(200, json.dumps(told, ensure_ascii=False, indent=1), "application/json")
    return Answer(200, _page(signer, known), "text/html; charset=utf-8")


def _known(pages: Pages, origin: str) -> Known:
    heads, since = pages.began(origin)
    return Known(
        origin, bool(pages.verifiers(origin)), pages.latest(origin), heads, since,
        pages.held(origin), pages.doubts(origin),
    )  # fmt: skip


def _told(known: Known) -> dict[str, object]:
    latest = known.latest
    return {
        "origin": known.origin,
        "trusted": known.trusted,
        "size": latest.size if latest else 0,
        "checkpoint": latest.note.decode() + latest.line if latest else "",
        "cosigned_at": latest.at if latest else None,
        "checkpoints": known.heads,
        "since": known.since,
        "leaves": known.held.size,
        "conflicts": [one.note.decode() for one in known.doubts if one.conflict],
        "unproven": [one.note.decode() for one in known.doubts if not one.conflict],
    }


def _page(signer: Signer, known: list[Known]) -> str:
    title = escape(_("见证机 %s") % signer.verifier.name)
    language = "en" if spoken.get() == ENGLISH else "zh-Hans"
    shown = "".join(map(_section, known)) or f"<p>{_('还没有登记账本。')}</p>"
    about = _(
        "本机替别的单位记着账本的末尾：每次只认旧账的延续，账本若被截短、改写或另起一本，"
        "这里立刻对不上。"
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="stylesheet" href="/page.css"></head>'
        f"<body><main><h1>{title}</h1><p>{about}</p>{shown}"
        f"<h2>{_('本机公钥')}</h2><p><code>{escape(signer.verifier.spelled)}</code></p>"
        "</main></body></html>\n"
    )


def _section(known: Known) -> str:
    rows = [
        (_("最近会签"), _latest(known.latest)),
        (_("累计会签"), _("%d 个账本头") % known.heads),
        (_("开始于"), _moment(known.since)),
        (_("保存条目"), _leaves(known.held)),
    ]
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{told}</dd>" for name, told in rows)
    return f"<h2>{escape(known.origin)}</h2>{_alarm(known)}<dl>{listed}</dl>"


def _alarm(known: Known) -> str:
    told = []
    if known.conflicts:
        words = _("警报：%d 个有效签名的账本头与已会签的矛盾，账本分叉的铁证，已存档。")
        told.append(f'<p class="bad">{escape(words % known.conflicts)}</p>')
    if unproven := len(known.doubts) - known.conflicts:
        words = _("%d 个有效签名的账本头没能证明是旧账的延续，已存档待查。")
        told.append(f'<p class="warn">{escape(words % unproven)}</p>')
    if not known.trusted:
        told.append(f'<p class="warn">{escape(_("已停止信任这本账的签名。"))}</p>')
    return "".join(told)


def _latest(head: Head | None) -> str:
    if head is None:
        return escape(_("还没有"))
    told = _("%(size)d 条，%(at)s") % {"size": head.size, "at": _moment(head.at)}
    return f"{escape(told)}<br><code>{escape(head.root.hex())}</code>"


def _leaves(held: Held) -> str:
    if not held.size:
        return escape(_("还没有"))
    told = {"size": held.size, "since": _moment(held.since), "at": _moment(held.at)}
    return escape(_("%(size)d 条，%(since)s 起，最近 %(at)s") % told)


def _moment(at: int | None) -> str:
    if at is None:
        return _("还没有")
    return f"{datetime.fromtimestamp(at, _CHINA):%Y-%m-%d %H:%M:%S}"
