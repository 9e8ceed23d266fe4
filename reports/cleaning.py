"""Typed and pasted text made fit for paper: Word's leftovers out, spaces in order. Pure."""

import re
from dataclasses import dataclass

WORD, PICTURES, SPACES = "word", "pictures", "spaces"

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]", re.IGNORECASE)
_PICTURE = re.compile(r"\[(?:image|cid)\s*:?[^\]\n]{0,80}\]", re.IGNORECASE)
_CONDITION = re.compile(r"<!--\[if.*?<!\[endif\]-->|<!--.*?-->", re.DOTALL)
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
    for pattern, kind in (
        (_CONDITION, WORD),
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
