"""The editor's desk: each block with what its card shows, beside what the session says today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.blocks import LESSON_COLUMNS, Block, blank, content, is_edited, words
from reports.changes import EARLIER, Changes, compare
from reports.facts.news import news_facts
from reports.models import Article, ArticleRevision, Photo
from reports.photo_lines import caption_of
from reports.photos import photos_for, with_lines
from reports.reading import ShownPhoto, sessions_in_order
from reports.wording.news import draft

TYPE_NAMES: dict[str, tuple[str | Promise, str]] = {
    "heading": (gettext_lazy("Heading"), "list"),
    "paragraph": (gettext_lazy("Paragraph"), "file-text"),
    "list": (gettext_lazy("List"), "list"),
    "people": (gettext_lazy("People by school"), "users"),
    "lessons": (gettext_lazy("Table of lessons"), "presentation"),
    "photos": (gettext_lazy("Photos"), "image"),
    "author": (gettext_lazy("Author"), "user"),
}


@dataclass
class Card:
    """One block on the desk."""

    block: Block
    name: str | Promise
    symbol: str
    edited: bool = False
    drafted: bool = False
    vanished: bool = False
    problem: str = ""
    first: bool = False
    last: bool = False
    focus: bool = False
    # What stands in the text and what would be drafted today, as plain text.
    says: str = ""
    fresh: str = ""
    photos: list[ShownPhoto] = field(default_factory=list)
    available: list[Photo] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.block["id"]

    @property
    def kind(self) -> str:
        return self.block["type"]

    @property
    def is_gone(self) -> bool:
        return bool(self.block.get("gone"))

    @property
    def items(self) -> str:
        return "\n".join(self.block["items"])

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The groups, each with its entries one a line; never none, so that there is a place to type."""
        groups = self.block["groups"] or blank("people")["groups"]
        return [
            {"unit": group["unit"], "entries": "\n".join(group["entries"])}
            for group in groups
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        rows = self.block["rows"] or blank("lessons")["rows"]
        return [{name: row.get(name, "") for name in LESSON_COLUMNS} for row in rows]


@dataclass(frozen=True)
class Offer:
    """A block that the session's data could make now."""

    maker: str
    name: str | Promise
    symbol: str
    text: str


@dataclass(frozen=True)
class Desk:
    cards: list[Card]
    offers: list[Offer]
    # Whether the session says anything else than the text.
    has_changes: bool


def fresh_blocks(article: Article) -> list[Block]:
    """What would be drafted today from the sessions of an article, in the order they were added."""
    fresh: list[Block] = []
    for number, exchange in enumerate(sessions_in_order(article)):
        made = draft(news_facts(exchange))
        blocks = [
            {**block, EARLIER: made.earlier[block["made_by"]]} for block in made.blocks
        ]
        fresh += (
            [_of_session(block, exchange.pk) for block in blocks] if number else blocks
        )
    return fresh


def _of_session(block: Block, pk: int) -> Block:
    """A block of a further session: its maker's name says which, the first session's are plain."""
    name = f"s{pk}.{block['made_by']}"
    return {**block, "id": name, "made_by": name}


def earlier_blocks(article: Article) -> list[Block]:
    """The blocks of the first and the newest revision: what was drafted before."""
    kept = ArticleRevision.objects.filter(article=article, number__in=[1, article.head])
    return [
        block for blocks in kept.values_list("blocks", flat=True) for block in blocks
    ]


def lay_out(
    article: Article,
    blocks: list[Block],
    *,
    problems: Mapping[str, tuple[str, int]] | None = None,
    focus: str = "",
) -> Desk:
    """The cards of the editor for these blocks. Reads; changes nothing."""
    fresh = fresh_blocks(article)
    changes = compare(blocks, fresh, earlier_blocks(article)) if fresh else Changes()
    choice = _photos_to_choose(article)
    cards = [_card(block, changes, choice) for block in blocks]
    standing = [card for card in cards if not card.is_gone]
    if standing:
        standing[0].first = standing[-1].last = True
    for card in cards:
        card.focus = card.id == focus
        if problems and card.id in problems:
            card.problem = sentence_of(problems[card.id])
    offers = [
        Offer(offer["made_by"], *TYPE_NAMES[offer["type"]], plain(offer, choice))
        for offer in changes.offered
    ]
    return Desk(cards, offers, has_changes=bool(changes))


def sentence_of(problem: tuple[str, int]) -> str:
    """What is wrong with one part of an article, and what to do."""
    reason, limit = problem
    sentences = {
        "empty": _("Please write a title."),
        "long": _("This text is too long. Please keep it under %(limit)s characters."),
        "many": _("These are too many. Please keep them under %(limit)s."),
    }
    return sentences[reason] % {"limit": limit}


def plain(block: Block, photos: Mapping[int, Photo]) -> str:
    """A block as plain lines, to be shown beside another."""
    if block["type"] == "people":
        return "\n\n".join(
            "\n".join([group["unit"], *group["entries"]]).strip()
            for group in block["groups"]
        )
    if block["type"] == "lessons":
        return "\n".join(
            " · ".join(str(row[name]) for name in LESSON_COLUMNS if row.get(name))
            for row in block["rows"]
        )
    if block["type"] == "photos":
        lines = [
            one["caption"]
            or (caption_of(photos[one["photo"]]) if one["photo"] in photos else "")
            or _("Photo without a caption")
            for one in block["photos"]
        ]
        return "\n".join(f"{at}. {line}" for at, line in enumerate(lines, start=1))
    return words("", "", [{**block, "gone": False}]).strip()


def in_words(
    title: str, lead: str, blocks: list[Block], photos: Mapping[int, Photo]
) -> str:
    """A whole text as plain lines, to be copied somewhere else."""
    said = [title, lead, *(plain(block, photos) for block in blocks)]
    return "\n\n".join(one.strip() for one in said if one.strip())


def _photos_to_choose(article: Article) -> dict[int, Photo]:
    return {photo.pk: photo for photo in with_lines(photos_for(article))}


def _card(block: Block, changes: Changes, choice: dict[int, Photo]) -> Card:
    name, symbol = TYPE_NAMES[block["type"]]
    card = Card(
        block,
        name,
        symbol,
        edited=is_edited(block),
        drafted="drafted" in block,
        vanished=block["id"] in changes.vanished,
    )
    if change := changes.changed.get(block["id"]):
        card.says = plain(block, choice)
        card.fresh = plain({**change.fresh, **content(change.fresh)}, choice)
    if block["type"] == "photos":
        have = {one["photo"] for one in block["photos"]}
        card.photos = [_photo(one, choice) for one in block["photos"]]
        card.available = [photo for pk, photo in choice.items() if pk not in have]
    if card.is_gone:
        card.says = plain(block, choice)
    return card


def _photo(one: dict[str, Any], choice: Mapping[int, Photo]) -> ShownPhoto:
    photo = choice.get(one["photo"])
    own = caption_of(photo) if photo else ""
    return ShownPhoto(one["photo"], photo, one["caption"], own)
