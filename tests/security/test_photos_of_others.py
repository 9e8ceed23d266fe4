"""A photo is named by its number, and numbers can be typed: only the own ones count."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import Actor
from reports.actions import articles
from reports.documents import news_document
from reports.models import Photo
from reports.rendering.document import to_json
from tests import builders

SECRET = "Chân dung học sinh Phiêng Ban"


@pytest.fixture
def foreign(world):
    """A photo of a draft of the other cluster, which nobody in the North may see."""
    elsewhere = builders.make_exchange(
        cluster=world.south, host=world.far, by=world.far_principal
    )
    return Photo.objects.create(
        exchange=elsewhere,
        order=1,
        caption=SECRET,
        print_file="photos/print/far.jpg",
        screen_file="photos/screen/far.webp",
        thumb_file="photos/thumb/far.webp",
        width=1200,
        height=800,
        sha256="f" * 64,
        consent="given",
        uploaded_by=world.far_principal,
    )


@pytest.fixture
def article(world, foreign):
    """A report of the North whose author typed the number of the foreign photo."""
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, by=world.cluster_head, state="held"
    )
    by = Actor(user=world.cluster_head)
    made, _ = articles.draft(exchange=exchange, by=by)
    articles.save(
        article=made,
        by=by,
        base=1,
        title="Bản tin",
        lead="",
        blocks=[
            {
                "id": "b1",
                "type": "photos",
                "photos": [{"photo": foreign.pk, "caption": ""}],
            }
        ],
        now=timezone.now(),
    )
    made.refresh_from_db()
    return made


def test_the_paper_shows_no_photo_of_another_session(article):
    revision = article.revisions.get(number=article.head)
    document, paths = news_document(article, revision)
    assert paths == {}
    assert SECRET not in json.dumps(json.loads(to_json(document)), ensure_ascii=False)


@pytest.mark.parametrize("page", ["news", "news_edit", "news_send"])
def test_no_page_of_the_report_tells_of_it(page, article, world, foreign, signed_in):
    client = signed_in(world.cluster_head)
    answer = client.get(reverse(f"reports:{page}", args=[article.pk]))
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()
    assert foreign.sha256[:12] not in answer.content.decode()
