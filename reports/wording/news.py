"""The draft of a news report, in the order and style of the reports that schools write. Pure.

Each maker turns a few facts into blocks and knows nothing else. A block remembers its maker, its
text as drafted and the hash of its facts, so that an edited block is recognised later and a change
of the facts is shown beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from reports.facts.shapes import NewsFacts, earlier_hash, facts_hash
from reports.wording import lessons, opening, people, plans, said, signing
from reports.wording.made import Made, called
from reports.wording.vietnamese import school_line, upper_first


@dataclass(frozen=True)
class Draft:
    """A drafted report: `blocks` in the form that revisions keep.

    `earlier` holds by maker the hash that drafts of an earlier version remember for the same facts.
    """

    title: str
    lead: str
    blocks: tuple[dict[str, Any], ...]
    earlier: dict[str, str]


@dataclass(frozen=True)
class AuthorFacts:
    """Whose name stands under the report."""

    name: str = ""
    school: str = ""
    label: str = ""


def draft(facts: NewsFacts, author: AuthorFacts | None = None) -> Draft:
    """The first draft of the news report of a session: nothing that its rows do not say."""
    made: list[Made] = []
    for maker in _MAKERS:
        made.extend(maker(facts))
    if author and (author.name or author.school):
        content = {
            "type": "author",
            "name": author.name,
            "school": school_line(author.school),
            "label": author.label,
        }
        made.append(Made("author", content, (author,)))
    return Draft(
        title=title(facts),
        lead="",
        blocks=tuple(_block(one) for one in made),
        earlier={one.made_by: earlier_hash(*(one.before or one.facts)) for one in made},
    )


def _block(made: Made) -> dict[str, Any]:
    content = {key: value for key, value in made.content.items() if key != "type"}
    return {
        "id": made.made_by,
        **made.content,
        "made_by": made.made_by,
        "drafted": content,
        "facts": facts_hash(*made.facts),
    }


def title(facts: NewsFacts) -> str:
    """The title as typed, else the event's word with who held it."""
    if facts.title:
        return facts.title
    return upper_first(
        " ".join(word for word in (called(facts), facts.cluster) if word)
    )


def photos(facts: NewsFacts) -> Iterator[Made]:
    """The photos of the session, each with its own line."""
    if facts.photos:
        yield Made(
            "photos.heading",
            {"type": "heading", "text": "Một số hình ảnh"},
            ("photos",),
        )
        chosen = [{"photo": pk, "caption": ""} for pk in facts.photos]
        yield Made("photos", {"type": "photos", "photos": chosen}, (facts.photos,))


_MAKERS: tuple[Callable[[NewsFacts], Iterator[Made]], ...] = (
    opening.bases,
    opening.opening,
    people.people,
    opening.parts,
    signing.signing,
    lessons.lessons,
    plans.agreed,
    lessons.course,
    said.groups,
    said.told,
    plans.talked_about,
    said.discussed,
    signing.commitments,
    said.agreed,
    said.closing,
    photos,
)
