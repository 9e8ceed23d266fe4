"""A news report as a message for the schools' Zalo group: literal Vietnamese, like a paper. Pure."""

import re

from reports.blocks import Block

_INTRO, _ENOUGH = 220, 90
# A full stop after a word, not within a date or a number ("1.000") or after an initial ("TS. An").
_SENTENCE_END = re.compile(
    r"(?<=[^\W\dA-ZĐ]{2}[.!?])\s+(?=[A-ZĐÀ-Ỹ])|(?<=\d[.!?])\s+(?=[A-ZĐÀ-Ỹ])"
)


def news_message(*, title: str, lead: str, blocks: list[Block], link: str) -> str:
    """Title, the beginning of the text, the link: ready to be pasted."""
    told = [block for block in blocks if block["type"] == "paragraph"]
    # A basis may stand before the words that say who held what, when and where.
    told.sort(key=lambda block: block.get("made_by") != "opening")
    intro = lead or next((block["text"] for block in told), "")
    lines = [title, _short(intro), f"Mời các thầy cô đọc bản tin: {link}"]
    return "\n\n".join(line for line in lines if line)


def _short(text: str) -> str:
    """The text, or its beginning: whole sentences if they say enough, else whole words and "…"."""
    if len(text) <= _INTRO:
        return text
    *whole, _ = _SENTENCE_END.split(text[: _INTRO + 1])
    sentences = " ".join(whole)
    if len(sentences) >= _ENOUGH:
        return sentences
    cut = text[:_INTRO].rsplit(" ", 1)[0].rstrip(",;:. ")
    return f"{cut} …"


def code_of(pk: int) -> str:
    """The number of an article for a short link: base 36, capitals (makes small QR codes)."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    code = ""
    while True:
        pk, rest = divmod(pk, 36)
        code = digits[rest] + code
        if not pk:
            return code


def pk_of(code: str) -> int:
    """The article number of a short link's code, whatever its case."""
    return int(code, 36)
