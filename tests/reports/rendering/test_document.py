"""The document tree: what is written is what is read, and nothing else is taken."""

import dataclasses
import json
import re

import pytest

from reports.rendering.document import (
    BLOCKS,
    Heading,
    LessonRow,
    Lessons,
    NewsDocument,
    Paragraph,
    PhotoItem,
    Photos,
    digest,
    from_json,
    photo_keys,
    to_json,
)
from tests.reports.rendering.samples import bulletin, lesson_study

PHOTOS = (
    PhotoItem("a", "Ảnh một", "", 4, 3),
    PhotoItem("b", "", "", 3, 4),
    PhotoItem("a"),
)
NEWS = lesson_study(PHOTOS)


@pytest.mark.parametrize(
    "document", [NEWS, bulletin((NEWS,), (lesson_study(),))], ids=["news", "bulletin"]
)
def test_a_document_survives_its_own_json(document):
    assert from_json(to_json(document)) == document


def test_the_json_is_canonical_and_keeps_vietnamese_readable():
    text = to_json(
        NewsDocument(
            title="Bản tin", metadata_date="2023-12-08", blocks=(Heading("Căn cứ"),)
        )
    )
    assert text == (
        '{"blocks":[{"text":"Căn cứ","type":"heading"}],"issued_on":null,"kicker":"","kind":"news","lead":"",'
        '"mark":"","metadata_date":"2023-12-08","publisher":"","running":"","title":"Bản tin"}'
    )


def test_the_sample_uses_every_kind_of_block():
    assert {type(block) for block in NEWS.blocks} == set(BLOCKS.values())


def changed(path, value):
    data = json.loads(to_json(bulletin((NEWS,))))
    *way, last = path
    place = data
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            ("kind",),
            "letter",
            "unknown kind of document 'letter'; known: news, bulletin, official",
        ),
        (("title",), ..., "bulletin: the field 'title' is missing"),
        (("title",), 5, "bulletin.title: str was expected, not int"),
        (("title",), None, "bulletin.title: str was expected, not NoneType"),
        (("colour",), "red", "bulletin: unknown field 'colour'"),
        (
            ("metadata_date",),
            "8/12/2023",
            "bulletin.metadata_date: '8/12/2023' is not a date like 2023-12-07",
        ),
        (
            ("articles", 0, "issued_on"),
            "2023-02-31",
            "bulletin.articles[0].issued_on: '2023-02-31' is not a date like 2023-12-07",
        ),
        (
            ("articles", 0, "kind"),
            "bulletin",
            "bulletin.articles[0].kind: 'news' was expected",
        ),
        (
            ("articles", 0, "blocks", 0, "type"),
            "script",
            "bulletin.articles[0].blocks[0]: unknown block 'script'; known: heading, paragraph, list, bases, people, lessons, photos, author",
        ),
        (
            ("articles", 0, "blocks", 0),
            "text",
            "bulletin.articles[0].blocks[0]: unknown block 'text'; known: heading, paragraph, list, bases, people, lessons, photos, author",
        ),
        (
            ("articles", 0, "blocks"),
            {},
            "bulletin.articles[0].blocks: a list was expected",
        ),
        (("articles", 0), [], "bulletin.articles[0]: an object was expected"),
        (
            ("tables", 0, "aligns"),
            ["left"],
            "bulletin.tables[0].aligns: one of center, left, right for each column was expected",
        ),
        (
            ("tables", 0, "rows", 0),
            ["x"],
            "bulletin.tables[0].rows: every row needs 4 cells",
        ),
    ],
)
def test_what_is_not_a_document_is_refused_with_the_place(path, value, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        from_json(changed(path, value))


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "null", "{", '{"kind":"news"', "[" * 100_000]
)
def test_broken_json_is_a_value_error(text):
    with pytest.raises(
        ValueError, match=r"not a JSON document|unknown kind of document"
    ):
        from_json(text)


def test_a_number_of_pixels_is_not_true_or_false():
    text = to_json(NEWS).replace('"width":4', '"width":true')
    with pytest.raises(ValueError, match=r"width: int was expected, not bool"):
        from_json(text)


def test_photo_keys_come_once_in_the_order_of_the_pages():
    assert photo_keys(bulletin((lesson_study(PHOTOS[1:2]),), (NEWS,))) == ("b", "a")


def test_the_digest_changes_with_words_photos_and_templates(monkeypatch):
    hashes = {"a": "1", "b": "2"}
    first = digest(NEWS, hashes)
    assert len(first) == 64
    assert first == digest(from_json(to_json(NEWS)), dict(reversed(hashes.items())))
    assert first == digest(NEWS, {**hashes, "unused": "3"})
    others = {
        digest(dataclasses.replace(NEWS, title="Khác"), hashes),
        digest(NEWS, {"a": "1", "b": "3"}),
        digest(NEWS, {"a": "1"}),
        digest(dataclasses.replace(NEWS, metadata_date="2023-12-09"), hashes),
    }
    monkeypatch.setattr(
        "reports.rendering.document.ink_hash", lambda: "another template"
    )
    others.add(digest(NEWS, hashes))
    assert len(others | {first}) == 6


def test_documents_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        NEWS.title = "x"
    assert hash(Lessons((LessonRow("1"),))) == hash(Lessons((LessonRow("1"),)))
    assert hash(Photos(PHOTOS)) != hash(Paragraph("x"))


def test_a_lone_surrogate_does_not_break_the_digest():
    assert (
        len(digest(NewsDocument(title="\ud800", metadata_date="2024-01-01"), {})) == 64
    )
