"""Two texts of one article side by side, part by part; and the one that a person chooses. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from reports.blocks import Block, content, same_content, standing


@dataclass(frozen=True)
class Text:
    title: str
    lead: str
    blocks: list[Block]


class Said(Protocol):
    """Anything that holds a whole text: a revision, a draft."""

    title: str
    lead: str
    blocks: list[Block]


def text_of(said: Said) -> Text:
    """The text as it stands, without what was taken out."""
    return Text(said.title, said.lead, standing(said.blocks))


@dataclass
class Part:
    """One part in both texts: `title`, `lead`, or a block. None where a text lacks it."""

    name: str
    mine: Block | None
    theirs: Block | None
    mine_shown: Any = field(default=None)
    theirs_shown: Any = field(default=None)

    @property
    def is_same(self) -> bool:
        if self.mine is None or self.theirs is None:
            return False
        return self.mine["type"] == self.theirs["type"] and same_content(
            self.mine["type"], content(self.mine), content(self.theirs)
        )


def _line(kind: str, text: str) -> Block | None:
    return {"id": kind, "type": "paragraph", "text": text} if text else None


def parts(mine: Text, theirs: Text) -> list[Part]:
    """Every part of both texts: in the order of mine, what only they have after what it follows."""
    found = [
        Part("-title", _line("title", mine.title), _line("title", theirs.title)),
        Part("-lead", _line("lead", mine.lead), _line("lead", theirs.lead)),
    ]
    other = {block["id"]: block for block in theirs.blocks}
    rows = [Part(block["id"], block, other.get(block["id"])) for block in mine.blocks]
    before = ""
    for block in theirs.blocks:
        names = [part.name for part in rows]
        if block["id"] not in names:
            place = names.index(before) + 1 if before in names else 0
            rows.insert(place, Part(block["id"], None, block))
        before = block["id"]
    return [part for part in [*found, *rows] if part.mine or part.theirs]


def merged(both: list[Part], chosen: Mapping[str, str]) -> Text:
    """The text made of the chosen sides: `mine`, `theirs`, or `both` (mine first)."""
    said = {"-title": "", "-lead": ""}
    blocks: list[Block] = []
    for part in both:
        side = chosen.get(part.name, "mine")
        one = part.theirs if side == "theirs" else part.mine
        if part.name in said:
            said[part.name] = one["text"] if one else ""
            continue
        if one is not None:
            blocks.append(one)
        if side == "both" and part.theirs is not None and not part.is_same:
            blocks.append(_twin(part.theirs) if one is not None else part.theirs)
    return Text(said["-title"], said["-lead"], blocks)


def _twin(block: Block) -> Block:
    """The same text as a block of its own: two blocks of one maker would both follow its facts."""
    return {"id": f"{block['id']}-2"[:60], "type": block["type"], **content(block)}
