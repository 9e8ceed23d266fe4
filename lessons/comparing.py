"""What changed between two revisions of a plan: section by section, paragraph by paragraph, the words within.
Pure.

Compared is what people read: spaces, line ends and the way a letter with its accents is encoded are no
change. Work is bounded: of very long texts only the beginning is compared, and that is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from accounts.text import nfc
from lessons.structures import ORGANISATION, written

# Paragraphs of a section that are compared; more than any plan has.
MOST_PARAGRAPHS = 1_500
# Longer paragraphs are shown as taken out and put in, without the words that changed.
MOST_WORDS = 600
# Two paragraphs with fewer words in common are two, not one that was changed.
ALIKE = 0.5
# A paragraph of fewer words that stands elsewhere now was hardly moved: it is said often.
MOVED_FROM = 4
# Beyond so many pairs of paragraphs in one place they are taken in their order.
_MOST_PAIRS = 400
_WORD = re.compile(r"\w+|[^\w\s]", re.UNICODE)
_SPACED = re.compile(r"\s*(?:\w+|[^\w\s])", re.UNICODE)
_GAP = re.compile(r"\s+")


@dataclass(frozen=True)
class Part:
    """Words of a paragraph: `kind` is "same", "out" (taken out) or "in" (put in)."""

    kind: str
    text: str

    @property
    def gap(self) -> str:
        """The space before it, which is neither taken out nor put in for the eye."""
        return self.text[: len(self.text) - len(self.text.lstrip())]

    @property
    def words(self) -> str:
        return self.text.lstrip()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: "same", "out", "in", "changed" (`parts` say where), "moved" (it stood elsewhere) or
    "gone" (it stands elsewhere now)."""

    kind: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if part.kind != "out")


@dataclass(frozen=True)
class Change:
    """What became of a section: `kind` is "same", "out", "in" or "changed"; `was` is its earlier title
    where that is another one."""

    key: str
    title: str
    kind: str
    paragraphs: tuple[Paragraph, ...]
    was: str = ""
    # Only the beginning was compared.
    cut: bool = False
    # How the title itself was changed, where it stands in the text.
    heading: tuple[Part, ...] = ()

    @property
    def changed(self) -> list[Paragraph]:
        return [one for one in self.paragraphs if one.kind != "same"]


@dataclass(frozen=True)
class Text:
    """A section as it is compared."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = field(default=())


def side_by_side(
    before: Sequence[str], after: Sequence[str]
) -> list[tuple[int | None, int | None]]:
    """Places of pictures, from 0, that belong beside each other: the same picture (told by its hash) with
    itself, what stands between with what stands between in their order. None beside what is alone; a
    picture that stands elsewhere now is alone, and is told where it stands now."""
    pairs: list[tuple[int | None, int | None]] = []
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for tag, old, old_end, new, new_end in blocks:
        if tag == "equal":
            pairs += zip(range(old, old_end), range(new, new_end), strict=True)
            continue
        gone = [at for at in range(old, old_end) if before[at] not in after]
        for at in range(new, new_end):
            moved = after[at] in before
            pairs.append((gone.pop(0) if gone and not moved else None, at))
        pairs += [(at, None) for at in gone]
    return pairs


def texts_of_typed(content: Mapping[str, str]) -> list[Text]:
    """The sections of a typed plan, in order; headings of fields are paragraphs of their own."""
    found = []
    for one in written(content):
        lines: list[str] = []
        organised = False
        for said, text in one.texts:
            if said.step and not organised:
                organised = True
                lines.append(ORGANISATION)
            if said.title:
                lines.append(said.title)
            lines += text.split("\n")
        found.append(Text(one.section.key, one.section.title, paragraphs_of(lines)))
    return found


def texts_of_words(words: str, title: str) -> list[Text]:
    """The words of a file, all under one title; of no words nothing."""
    paragraphs = paragraphs_of(words.splitlines())
    return [Text("", title, paragraphs)] if paragraphs else []


def paragraphs_of(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines as they are compared: one encoding of letters, one space, none that is empty."""
    told = (_GAP.sub(" ", nfc(line)).strip() for line in lines)
    return tuple(line for line in told if line)


def compare(before: Sequence[Text], after: Sequence[Text]) -> list[Change]:
    """Each section once: in the order of `after`, those that are gone where they stood before."""
    known = {text.key: text for text in before}
    standing = {text.key for text in after}
    changes: list[Change] = []
    left = list(before)
    for text in after:
        if text.key not in known:
            changes.append(_whole("in", text))
            continue
        changes += _gone_sections(left, standing)
        if left and left[0].key == text.key:
            left.pop(0)
        changes.append(_between(known[text.key], text))
        changes += _gone_sections(left, standing)
    told = {change.key for change in changes}
    changes += [_whole("out", old) for old in before if old.key not in told]
    return changes


def _gone_sections(left: list[Text], standing: set[str]) -> list[Change]:
    """Those at the beginning of `left` that no longer stand; they are taken off it."""
    found = []
    while left and left[0].key not in standing:
        found.append(_whole("out", left.pop(0)))
    return found


def _whole(kind: str, text: Text) -> Change:
    return Change(
        text.key,
        text.title,
        kind,
        tuple(_only(kind, one) for one in text.paragraphs[:MOST_PARAGRAPHS]),
        cut=len(text.paragraphs) > MOST_PARAGRAPHS,
    )


def _only(kind: str, paragraph: str) -> Paragraph:
    inner = {"moved": "in", "gone": "out"}.get(kind, kind)
    return Paragraph(kind, (Part(inner, paragraph),))


def _between(before: Text, after: Text) -> Change:
    old = before.paragraphs[:MOST_PARAGRAPHS]
    new = after.paragraphs[:MOST_PARAGRAPHS]
    paragraphs = tuple(_paragraphs(old, new))
    same = before.title == after.title and all(one.kind == "same" for one in paragraphs)
    return Change(
        after.key,
        after.title,
        "same" if same else "changed",
        paragraphs,
        was=before.title if before.title != after.title else "",
        cut=(old, new) != (before.paragraphs, after.paragraphs),
    )


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> list[Paragraph]:
    if old == new:
        return [_only("same", one) for one in new]
    blocks = SequenceMatcher(None, old, new).get_opcodes()
    moved = _moved(old, new, blocks)
    found: list[Paragraph] = []
    for what, start, end, first, last in blocks:
        if what == "equal":
            found += [_only("same", one) for one in new[first:last]]
        else:
            found += _replaced(old[start:end], new[first:last], moved)
    return found


def _moved(old: Sequence[str], new: Sequence[str], blocks: Iterable) -> set[str]:
    """The paragraphs that were taken out at one place and put in, word for word, at another."""
    out: Counter[str] = Counter()
    put: Counter[str] = Counter()
    for what, start, end, first, last in blocks:
        if what != "equal":
            out.update(old[start:end])
            put.update(new[first:last])
    return {one for one in out & put if len(_WORD.findall(one)) >= MOVED_FROM}


def _replaced(
    old: Sequence[str], new: Sequence[str], moved: set[str]
) -> list[Paragraph]:
    """One place that is not the same: what stood there, what stands there, what was only changed."""
    found: list[Paragraph] = []
    at = 0
    for first, second in _pairs(old, new, moved):
        found += [_gone(one, moved) for one in old[at:first]]
        # What was put in before the pair: up to it, in the order of the new text.
        found += [_come(one, moved) for one in new[_told(found) : second]]
        found.append(_changed(old[first], new[second]))
        at = first + 1
    found += [_gone(one, moved) for one in old[at:]]
    found += [_come(one, moved) for one in new[_told(found) :]]
    return found


def _told(found: Sequence[Paragraph]) -> int:
    """How many paragraphs of the new text stand in it already."""
    return sum(one.kind not in ("out", "gone") for one in found)


def _gone(paragraph: str, moved: set[str]) -> Paragraph:
    return _only("gone" if paragraph in moved else "out", paragraph)


def _come(paragraph: str, moved: set[str]) -> Paragraph:
    return _only("moved" if paragraph in moved else "in", paragraph)


def _pairs(
    old: Sequence[str], new: Sequence[str], moved: set[str]
) -> list[tuple[int, int]]:
    """Which paragraph became which, in order: the choice with the most in common."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return []
    alike = [
        [0.0 if a in moved or b in moved else _alike(a, b) for b in new] for a in old
    ]
    # best[i][j]: how much the paragraphs from i and from j on have in common at most.
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            taken = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    found = []
    i = j = 0
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _alike(old: str, new: str) -> float:
    """How much two paragraphs have in common, 0 to 1; 0 where that is too little to be one changed."""
    first, second = Counter(_WORD.findall(old)), Counter(_WORD.findall(new))
    together = sum(first.values()) + sum(second.values())
    ratio = 2 * sum((first & second).values()) / together if together else 0.0
    return ratio if ratio >= ALIKE else 0.0


def _changed(old: str, new: str) -> Paragraph:
    first, second = _words(old), _words(new)
    if max(len(first), len(second)) > 2 * MOST_WORDS:
        return Paragraph("changed", (Part("out", old), Part("in", new)))
    parts: list[Part] = []
    # A word is the same word wherever the space before it fell.
    matcher = SequenceMatcher(
        None, [one.strip() for one in first], [one.strip() for one in second]
    )
    for what, start, end, begin, stop in matcher.get_opcodes():
        if what == "equal":
            parts.append(Part("same", "".join(second[begin:stop])))
            continue
        if out := "".join(first[start:end]):
            parts.append(Part("out", out))
        if put := "".join(second[begin:stop]):
            parts.append(Part("in", put))
    return Paragraph("changed", tuple(parts))


def _words(paragraph: str) -> list[str]:
    """Words and signs with the space before them: a syllable of Vietnamese is marked whole, never a
    letter of it."""
    return _SPACED.findall(paragraph)
