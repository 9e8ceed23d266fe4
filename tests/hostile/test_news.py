"""Strange text on its way to paper, and a report that changed hands while somebody wrote."""

import unicodedata

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import Actor
from reports.actions import publishing
from reports.documents import news_document
from reports.models import ArticleDraft
from reports.rendering.document import to_json
from reports.rendering.engine import Renderer
from tests.hostile.inputs import EMOJI, LONG, MARKUP, NFD, SCRIPT, counts
from tests.reports.news.test_editor import posted
from tests.reports.rendering import reading

FIELDS = ("title", "lead", "opening-text")


@pytest.fixture(scope="module")
def renderer():
    with Renderer() as started:
        yield started


@pytest.fixture
def desk(article, secretary, signed_in):
    """The writer's browser at the desk: `desk(field=text)` posts the whole form."""
    client = signed_in(secretary)
    url = reverse("reports:news_edit", args=[article.pk])

    def post(do: str = "save-view", **typed: str):
        newest = article.revisions.order_by("-number").first()
        text = {"title": newest.title, "lead": newest.lead, "blocks": newest.blocks}
        data = posted(text, newest.number, do=do)
        return client.post(url, {**data, **typed}, follow=True)

    return post


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("typed", [NFD, SCRIPT, MARKUP, "a\x00b", EMOJI])
def test_strange_text_stands_on_paper_as_it_was_typed(
    desk,
    article,
    tried,
    renderer,
    field,
    typed,
):
    answer = desk(**{field: f"Mở đầu {typed} kết"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    revision = article.revisions.get(number=2)
    article.refresh_from_db()
    document, _photos = news_document(article, revision)
    words = reading.text(renderer.render("news", to_json(document), {}))
    if typed != EMOJI:  # no font of ours draws it; the rest of the line stands
        expected = unicodedata.normalize("NFC", typed.replace("\x00", " "))
        assert reading.folded(expected) in words
    assert "Mở đầu" in words
    assert "kết" in words
    tried()


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_without_end_comes_back_whole(desk, article, tried, field):
    before = counts()
    answer = desk(**{field: LONG})
    assert LONG.strip() in answer.text
    after = counts()
    # Only the writer's own draft may be there: what was typed is kept.
    assert after.pop("reports.ArticleDraft") == 1
    before.pop("reports.ArticleDraft")
    assert after == before
    tried()


def test_text_written_while_the_report_was_sent_is_kept(
    desk,
    article,
    secretary,
    world,
    signed_in,
    tried,
):
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    answer = desk(title="Gõ khi bản tin đã được gửi đi")
    assert answer.status_code == 200
    article.refresh_from_db()
    assert article.head == 1
    draft = ArticleDraft.objects.get(article=article, user=secretary)
    assert draft.title == "Gõ khi bản tin đã được gửi đi"
    # Who may not write now is not offered a form that would be refused.
    url = reverse("reports:news_edit", args=[article.pk])
    assert signed_in(secretary).get(url).status_code == 302
    assert signed_in(world.cluster_head).get(url).status_code == 200
    tried()
