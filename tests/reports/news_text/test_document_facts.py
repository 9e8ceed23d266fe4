"""Every fact of the five reports stands in the PDF, and comes from the rows that hold it."""

import io
import json
import re
import unicodedata
from pathlib import Path

import pytest
from django.db import transaction
from pypdf import PdfReader

from config.demo.load import load
from reports.documents import news_document
from reports.facts.news import news_facts
from reports.models import Article, ArticleRevision
from reports.rendering.document import to_json
from reports.rendering.engine import Renderer
from reports.wording.news import AuthorFacts, draft
from sessions.models import ExchangeSession
from tests import figures
from tests.reports.news_text.cells import CELLS

FACTS = json.loads(
    (Path(__file__).parents[2] / "data" / "document_facts.json").read_text()
)
NAMES = [name for name in FACTS if not name.startswith("_")]


def spellings(entry: str | list[str]) -> list[str]:
    return [folded(one) for one in ([entry] if isinstance(entry, str) else entry)]


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))


def cells_of(name: str, entry: str | list[str]):
    key = entry if isinstance(entry, str) else entry[0]
    return CELLS[name.removesuffix(".txt")][key]


@pytest.fixture
def demo(db):
    load(photos=False)


@pytest.fixture(scope="module")
def renderer(tmp_path_factory):
    with Renderer(tmp_path_factory.mktemp("render")) as one:
        yield one


def exchange_of(name: str) -> ExchangeSession:
    return ExchangeSession.objects.get(client_key=f"demo:{name.removesuffix('.txt')}")


def pdf_text(renderer: Renderer, exchange: ExchangeSession) -> str:
    """The text of the PDF of a report drafted from the rows as they are now."""
    article = Article.objects.select_related("cluster", "school").get(
        exchanges=exchange
    )
    author = AuthorFacts(article.author_as_printed, article.author_school_as_printed)
    drafted = draft(news_facts(exchange), author)
    revision = ArticleRevision(
        article=article,
        number=2,
        title=drafted.title,
        blocks=list(drafted.blocks),
        saved_at=article.created_at,
    )
    document, _ = news_document(article, revision)
    pdf = renderer.render("news", to_json(document), {})
    pages = PdfReader(io.BytesIO(pdf)).pages
    return folded(" ".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_shows_every_fact_of_the_report(demo, renderer, name):
    text = pdf_text(renderer, exchange_of(name))
    wanted = FACTS[name]["must_contain"]
    missing = [
        entry for entry in wanted if not any(one in text for one in spellings(entry))
    ]
    figures.record("facts_found", len(wanted) - len(missing))
    figures.record("facts_total", len(wanted))
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_taking_the_rows_away_takes_each_fact_out_of_the_pdf(demo, renderer, name):
    still_there = []
    for entry in FACTS[name]["must_contain"]:
        exchange = exchange_of(name)
        with transaction.atomic():
            for cell in cells_of(name, entry):
                assert cell.empty(exchange) > 0, f"no row holds {entry}"
            text = pdf_text(renderer, exchange)
            still_there += [one for one in spellings(entry) if one in text]
            transaction.set_rollback(True)
    assert still_there == []
