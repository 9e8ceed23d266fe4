"""The seam: what comes back, what is refused, and what is left behind."""

import io
from pathlib import Path

import pypdf
import pytest

from reports.rendering.document import NewsDocument, to_json
from reports.rendering.engine import Renderer, RenderError
from tests.reports.rendering.samples import lesson_study, photo_files


@pytest.fixture(scope="module")
def renderer(tmp_path_factory):
    with Renderer(tmp_path_factory.mktemp("work")) as renderer:
        yield renderer


def test_a_news_report_becomes_a_pdf_with_its_photos(renderer, tmp_path):
    items, files = photo_files(tmp_path, ["landscape", "portrait"])
    pdf = renderer.render("news", to_json(lesson_study(items)), files)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert "02/HD" not in pages[0].extract_text()
    assert "1000/KH-PGDĐT" in pages[0].extract_text()
    assert sum(len(page.images) for page in pages) == 2
    assert renderer.warnings == []


def test_page_images_are_png_one_for_each_page(renderer):
    pages = renderer.render("news", to_json(lesson_study()), {}, output="png")
    assert [page[:8] for page in pages] == [b"\x89PNG\r\n\x1a\n"] * 2


def test_a_document_of_another_kind_is_refused(renderer):
    with pytest.raises(RenderError) as refused:
        renderer.render(
            "bulletin", to_json(NewsDocument(title="A", metadata_date="2024-01-01")), {}
        )
    assert refused.value.reason_code == "document"


def test_no_job_folder_is_left_behind(renderer):
    renderer.render("news", to_json(lesson_study()), {})
    assert list(Path(renderer.work_folder).iterdir()) == []
