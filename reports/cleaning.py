"""Typed and pasted text made fit for paper: Word's leftovers out, spaces in order. Pure."""

import re
from dataclasses import dataclass

WORD, PICTURES, SPACES = "word", "pictures", "spaces"

# Every pattern looks a bounded way ahead, so that no text, however long, takes long to clean.
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,200}\]", re.IGNORECASE)
_PICTURE = re.compile(r"\[(?:image|cid)\s*:?[^\]\n]{0,80}\]", re.IGNORECASE)
_COMMENT, _CONDITION = ("<!--", "-->"), ("<!--[if", "<![endif]-->")
_STYLE = re.compile(r"/\*\s*Style Definitions\s*\*/.*?(?:\}|$)", re.DOTALL)
_OFFICE = re.compile(
    r"\bNormal\s+0\s+(?:false\s+){1,3}[\w-]+(?:\s+X-NONE){1,2}"
    r"(?:\s*MicrosoftInternetExplorer\d)?"
)
_FIELD = re.compile(r"\b(?:HYPERLINK|PAGEREF|_Toc\d+|_GoBack)\b(?:\s+\"[^\"]*\")?")
# Soft hyphens, zero-width spaces and joins, byte order marks: seen by nobody, in the way of search.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_BLANKS = re.compile(r"[ \t\u00a0\u2002-\u200a\u202f\u3000]+")
_BEFORE_MARK = re.compile(r"(?<=\w) +(?=[,.;:!?](?:\s|$))")
_BULLET = re.compile(r"^(?:[-–—•·▪●+*]|\u2022|\uf0b7)\s+")
_UPPER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Cleaned:
    """The text, and what was taken out of it: any of WORD, PICTURES, SPACES."""

    text: str
    done: frozenset[str]


def clean(text: str) -> Cleaned:
    """The text without what a paste from Word or a web page leaves in it. Lines are kept."""
    done = set()
    left = text.replace("\r\n", "\n").replace("\r", "\n")
    if (shorter := _without_comments(left)) != left:
        done.add(WORD)
        left = shorter
    for pattern, kind in (
        (_STYLE, WORD),
        (_OFFICE, WORD),
        (_BOOKMARK, WORD),
        (_FIELD, WORD),
        (_PICTURE, PICTURES),
    ):
        shorter = pattern.sub(" ", left)
        if shorter != left:
            done.add(kind)
            left = shorter
    left = _UNSEEN.sub("", left)
    lines = [_BLANKS.sub(" ", line).strip() for line in left.split("\n")]
    tidy = _BEFORE_MARK.sub("", "\n".join(lines)).strip("\n")
    if tidy != left.strip():
        done.add(SPACES)
    return Cleaned(tidy, frozenset(done))


def _without_comments(text: str) -> str:
    """The text with each comment of a web page as a space; an opening without an end stays.

    Read once from left to right: a pattern that looks for the end from every opening takes minutes
    for a text full of openings.
    """
    kept: list[str] = []
    at = 0
    endless: set[str] = set()
    while (start := text.find(_COMMENT[0], at)) >= 0:
        end = -1
        for opening, closing in (_CONDITION, _COMMENT):
            if closing in endless or not text.startswith(opening, start):
                continue
            end = text.find(closing, start + len(opening))
            if end >= 0:
                end += len(closing)
                break
            endless.add(closing)
        if end < 0:
            break
        kept += [text[at:start], " "]
        at = end
    return "".join([*kept, text[at:]])


def clean_line(text: str) -> Cleaned:
    """The same for text of one line: line breaks become spaces."""
    cleaned = clean(text)
    return Cleaned(" ".join(cleaned.text.split()), cleaned.done)


def without_bullet(line: str) -> str:
    """A line of a list without the mark that was pasted with it."""
    return _BULLET.sub("", line)


def is_shouted(text: str) -> bool:
    """Written in capitals throughout: such titles are hard to read and crush the marks."""
    letters = _UPPER.findall(text)
    return len(letters) > 12 and sum(one.isupper() for one in letters) > 0.8 * len(
        letters
    )
