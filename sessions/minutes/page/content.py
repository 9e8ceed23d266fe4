"""The content of minutes: one frozen shape that is shown, sent round, hashed and printed. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from sessions.minutes import words


@dataclass(frozen=True)
class Said:
    """One item: its row, its kind, as typed, by whom, of which lesson."""

    key: int
    kind: str
    text: str
    speakers: tuple[str, ...] = ()
    lesson: str = ""
    to_whom: str = ""


@dataclass(frozen=True)
class Agreed:
    """One decision; `status` only of those agreed earlier."""

    key: int
    text: str
    owners: tuple[str, ...] = ()
    when: str = ""
    status: str = ""


@dataclass(frozen=True)
class Sheet:
    """A page written by hand."""

    key: int
    name: str
    sha256: str


@dataclass(frozen=True)
class Content:
    """What a revision of minutes says. Texts as they stand on paper; several people or points in a
    line of `minutes.words.TALL` are separated by line breaks."""

    kind: str
    title: str
    rounds: str
    cluster: str
    part: str
    group: str
    on: str
    lines: tuple[tuple[str, str], ...]
    lessons: tuple[str, ...]
    earlier: tuple[Agreed, ...]
    items: tuple[Said, ...]
    decisions: tuple[Agreed, ...]
    sheets: tuple[Sheet, ...]
    # Whether lessons were taught where these minutes were written; what was sent round before it was
    # kept has the sections of a lesson.
    taught: bool = True
    # Which revision of its plan was agreed for which lesson.
    plans: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[words.Section, ...]:
        """The sections of these minutes."""
        return words.sections_of(self.kind, taught=self.taught)

    def line(self, name: str) -> str:
        return dict(self.lines).get(name, "")

    @property
    def is_empty(self) -> bool:
        """Nothing was said or agreed, and no page was added: nothing to send round."""
        return not (self.items or self.decisions or self.sheets)


def as_json(content: Content) -> dict[str, Any]:
    return json.loads(json.dumps(asdict(content)))


def content_from(stored: dict[str, Any]) -> Content:
    """The content of a revision from its JSON."""
    known = {one.name for one in fields(Content)}
    kept = {name: value for name, value in stored.items() if name in known}
    kept["lines"] = tuple((name, text) for name, text in kept["lines"])
    kept["lessons"] = tuple(kept["lessons"])
    kept["plans"] = tuple(kept.get("plans", ()))
    for name, shape in (
        ("earlier", Agreed),
        ("items", Said),
        ("decisions", Agreed),
        ("sheets", Sheet),
    ):
        kept[name] = tuple(_row(shape, row) for row in kept[name])
    return Content(**kept)


def _row(shape: type, row: dict[str, Any]) -> Any:
    return shape(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in row.items()
        }
    )


def digest_of(content: Content) -> str:
    """A hash of the whole content: the same content, the same hash, in every process."""
    text = json.dumps(as_json(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def typed_part(content: Content) -> dict[str, Any]:
    """Of a content only what its writers wrote: not lessons, nor what became of earlier decisions."""
    held = as_json(content)
    return {name: held[name] for name in ("lines", "items", "decisions", "sheets")}


@dataclass(frozen=True)
class Change:
    """One thing that two revisions say differently; empty where one lacks it."""

    heading: str
    before: str
    after: str


def changes(old: Content, new: Content) -> list[Change]:
    """What a reader of the old revision has to look at again, in the order of the form."""
    found = [
        Change(words.HEADINGS[name], old.line(name), new.line(name))
        for name in words.LINES
        if old.line(name) != new.line(name)
    ]
    found += _changed_lists(
        "\n".join(old.lessons), "\n".join(new.lessons), words.LESSONS
    )
    found += _changed_lists("\n".join(old.plans), "\n".join(new.plans), words.PLANS)
    headings = {one.kind: one.heading for one in new.sections}
    before = {one.key: one for one in old.items}
    after = {one.key: one for one in new.items}
    for key in [*before, *(key for key in after if key not in before)]:
        one, other = before.get(key), after.get(key)
        kind = (other or one).kind  # type: ignore[union-attr]
        found += _changed_lists(
            _item_words(one), _item_words(other), headings.get(kind, words.ELSE)
        )
    agreed = {one.key: one for one in old.decisions}
    now = {one.key: one for one in new.decisions}
    for key in [*agreed, *(key for key in now if key not in agreed)]:
        found += _changed_lists(
            agreed_words(agreed.get(key)), agreed_words(now.get(key)), words.AGREED
        )
    return found


def _changed_lists(before: str, after: str, heading: str) -> list[Change]:
    return [Change(heading, before, after)] if before != after else []


def _item_words(item: Said | None) -> str:
    if item is None:
        return ""
    who = ", ".join(item.speakers)
    return f"{who}: {item.text}" if who else item.text


def agreed_words(one: Agreed | None) -> str:
    """A decision in one line: text, who sees to it, when."""
    if one is None:
        return ""
    return " – ".join(
        word for word in (one.text, ", ".join(one.owners), one.when) if word
    )
