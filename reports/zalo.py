"""A news report as a message for the schools' Zalo group: literal Vietnamese, like a paper. Pure."""

from reports.blocks import Block

_INTRO = 220


def news_message(*, title: str, lead: str, blocks: list[Block], link: str) -> str:
    """Title, the beginning of the text, the link: ready to be pasted."""
    intro = lead or next(
        (block["text"] for block in blocks if block["type"] == "paragraph"), ""
    )
    lines = [title, _short(intro), f"Mời các thầy cô đọc bản tin: {link}"]
    return "\n\n".join(line for line in lines if line)


def _short(text: str) -> str:
    if len(text) <= _INTRO:
        return text
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
