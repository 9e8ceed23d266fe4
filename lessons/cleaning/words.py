"""The words of a Word or PowerPoint file, one paragraph a line. Pure."""

import posixpath
import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

# More than any plan says; what follows is not compared.
MOST_LETTERS = 400_000
_WORD = "word/document.xml"
_DECK = "ppt/presentation.xml"
_BLANK = {"tab", "br", "cr", "ptab"}
# What is said a second time for old programs, and what was moved away or is not shown.
_TWICE = {"Fallback", "moveFrom", "del", "instrText"}
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def words_of(trees: dict[str, etree._Element]) -> str:
    """What the document says. "" when it holds no words, as a scanned plan does."""
    lines: list[str] = []
    if _WORD in trees:
        lines = _paragraphs(trees[_WORD])
    elif _DECK in trees:
        for slide in _slides(trees):
            lines += _paragraphs(trees[slide])
    return "\n".join(lines)[:MOST_LETTERS]


def _paragraphs(tree: etree._Element) -> list[str]:
    """The paragraphs in their order; the text of a box follows the paragraph that holds it."""
    said = [_said(one) for one in _walk(tree) if _local(one) == "p"]
    lines = [
        " ".join(unicodedata.normalize("NFC", one).replace("\x00", "").split())
        for one in said
    ]
    return [line for line in lines if line]


def _walk(tree: etree._Element) -> Iterator[etree._Element]:
    """All elements that are shown, in the order of the file."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += [
            below for below in reversed(one) if _local(below) not in (*_TWICE, "")
        ]


def _said(paragraph: etree._Element) -> str:
    """Its own words. What a program cut into runs is one word, so runs are joined as they are."""
    found: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        one = waiting.pop()
        local = _local(one)
        if local in _TWICE or local in ("p", ""):
            continue
        if local == "t":
            found.append(one.text or "")
        elif local in _BLANK:
            found.append(" ")
        waiting += reversed(one)
    return "".join(found)


def _slides(trees: dict[str, etree._Element]) -> list[str]:
    """The slides in the order in which they are shown."""
    links = trees.get("ppt/_rels/presentation.xml.rels")
    targets = {
        one.get("Id"): posixpath.normpath(
            posixpath.join("ppt", re.sub(r"^/ppt/", "", one.get("Target", "")))
        )
        for one in (links if links is not None else ())
        if isinstance(one.tag, str)
    }
    shown = [
        targets.get(one.get(_LINK))
        for one in trees[_DECK].iter()
        if _local(one) == "sldId"
    ]
    return [name for name in shown if name in trees]


def _local(one: etree._Element) -> str:
    return one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
