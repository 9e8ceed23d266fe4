"""What the session's data say today beside what stands in the text. Pure; never overwrites."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.blocks import Block, content, is_edited, same_content, standing

# On fresh blocks only, never kept: what drafts of an earlier version hold for the same facts.
EARLIER = "earlier"

# Whose name stands below is the author's business, not the session's.
_NOT_COMPARED = {"author"}


@dataclass(frozen=True)
class Change:
    """A drafted block whose facts changed: `fresh` is what would be drafted today."""

    block: Block
    fresh: Block
    edited: bool


@dataclass
class Changes:
    """By block id: changed ones and vanished ones; and what could be drafted now for the first time."""

    changed: dict[str, Change] = field(default_factory=dict)
    vanished: set[str] = field(default_factory=set)
    offered: list[Block] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.changed or self.vanished or self.offered)


def compare(
    blocks: Iterable[Block], fresh: Iterable[Block], known: Iterable[Block]
) -> Changes:
    """The blocks of a text against a fresh draft.

    `known` are the blocks of earlier revisions: what was drafted once and taken out by a person is
    not offered again while its facts stay the same.
    """
    made = {
        block["made_by"]: block
        for block in fresh
        if block["made_by"] not in _NOT_COMPARED
    }
    standing_for = _named(blocks, made)
    found = Changes()
    here = set()
    for block, maker in standing_for:
        here.add(maker)
        if block.get("gone"):
            continue
        if maker not in made:
            if not _announces_still(maker, standing_for, made):
                found.vanished.add(block["id"])
        elif differs(block, made[maker]):
            found.changed[block["id"]] = Change(block, made[maker], is_edited(block))
    seen: dict[str, list[Block]] = defaultdict(list)
    for block in known:
        seen[block.get("made_by", "")].append(block)
    found.offered = [
        block
        for maker, block in made.items()
        if maker not in here and not any(_is_known(one, block) for one in seen[maker])
    ]
    return found


def _announces_still(
    maker: str, standing_for: list[tuple[Block, str]], made: Mapping[str, Block]
) -> bool:
    """The words before a list that stands as it was drafted, though it would be a sentence today."""
    base = maker.removesuffix(".heading")
    return any(
        other == base
        and block["type"] != made[base]["type"]
        and not differs(block, made[base])
        for block, other in standing_for
        if base != maker and base in made
    )


def _same_facts(block: Block, fresh: Block) -> bool:
    return block.get("facts") in (fresh["facts"], fresh.get(EARLIER, fresh["facts"]))


def _is_known(earlier: Block, fresh: Block) -> bool:
    """An earlier draft of the same maker already said what a fresh one says."""
    if _same_facts(earlier, fresh):
        return True
    drafted = earlier.get("drafted")
    return (
        drafted is not None
        and earlier["type"] == fresh["type"]
        and same_content(fresh["type"], drafted, content(fresh))
    )


def _named(
    blocks: Iterable[Block], made: Mapping[str, Block]
) -> list[tuple[Block, str]]:
    """The blocks to compare, each with the name of its maker today.

    Makers are code and may be called something else tomorrow: a block whose maker is gone stands
    for the one that makes the same type of block from the same facts today.
    """
    drafted = [
        block
        for block in blocks
        if block.get("made_by") and block["made_by"] not in _NOT_COMPARED
    ]
    here = {block["made_by"] for block in drafted}
    renamed = {
        (block["type"], facts): maker
        for maker, block in made.items()
        if maker not in here
        for facts in (block.get(EARLIER, block["facts"]), block["facts"])
    }
    found = []
    for block in drafted:
        maker = block["made_by"]
        if maker not in made:
            maker = renamed.pop((block["type"], block.get("facts")), maker)
        found.append((block, maker))
    return found


def differs(block: Block, fresh: Block) -> bool:
    """The facts changed, and with them what the text should say.

    Both must hold. Other words for the same facts are a matter of the drafting code, and facts
    that change nothing in the draft (a new column that is still empty) are nobody's business. A
    text that says already what would be drafted today has been corrected by hand.
    """
    if _same_facts(block, fresh):
        return False
    kind, today = block["type"], content(fresh)
    drafted = block.get("drafted")
    if drafted is not None and same_content(kind, drafted, today):
        return False
    return not same_content(kind, content(block), today)


def taken(block: Block, fresh: Block) -> Block:
    """The block with the text that would be drafted today."""
    return {**_storable(fresh), "id": block["id"]}


def _storable(fresh: Block) -> Block:
    return {key: value for key, value in fresh.items() if key != EARLIER}


def kept(block: Block, fresh: Block) -> Block:
    """The block with its own text, knowing what would be drafted today."""
    return {**block, "drafted": fresh["drafted"], "facts": fresh["facts"]}


def placed(blocks: list[Block], fresh: list[Block], offer: Block) -> list[Block]:
    """The blocks with an offered one put after the one that stands before it in a fresh draft."""
    order = [block["made_by"] for block in fresh]
    before = set(order[: order.index(offer["made_by"])])
    place = max(
        (
            index
            for index, block in enumerate(blocks, start=1)
            if block.get("made_by") in before
        ),
        default=0,
    )
    ids = {block["id"] for block in blocks}
    made = _storable(offer)
    if made["id"] in ids:
        made["id"] = f"{made['id']}-2"
    return [*blocks[:place], made, *blocks[place:]]


def freshened(blocks: Iterable[Block], fresh: Iterable[Block]) -> list[Block]:
    """Blocks whose text says already what would be drafted today, with today's facts noted."""
    made = {block["made_by"]: block for block in fresh}
    result = []
    for block in standing(blocks):
        today = made.get(block.get("made_by", ""))
        if (
            today
            and block.get("facts") != today["facts"]
            and same_content(block["type"], content(block), content(today))
        ):
            block = kept(block, today)
        result.append(block)
    return result
