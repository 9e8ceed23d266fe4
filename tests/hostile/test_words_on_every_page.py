"""Names that are programs elsewhere: on every page and in every file they stay words."""

import csv
import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.access.table import TABLE
from tests.access.test_matrix import body_of
from tests.hostile.elsewhere import make_elsewhere

# A tag, both quotes, a sign that turns the line around, one of no width, a picture of four bytes.
HOSTILE = "<script>alert(1)</script>\"'&{{x}}\u202e\u200b😀"
PEOPLE = ("cluster_head", "principal", "teacher", "officer")


def _reads(answer) -> str:
    if answer.streaming:
        body_of(answer)
        return ""
    return answer.content.decode("utf-8", "replace")


@pytest.mark.parametrize("session", ["scheduled", "held"])
def test_no_page_runs_what_somebody_is_called(world, session):
    stage = make_elsewhere(word=HOSTILE, session=session).stage
    wrong, shown = [], 0
    for person in PEOPLE:
        client = Client(raise_request_exception=False)
        client.force_login(getattr(stage.world, person))
        for name, row in sorted(TABLE.items()):
            answer = client.get(reverse(name, kwargs=row.args(stage)))
            text = _reads(answer)
            shown += "&lt;script&gt;alert(1)" in text
            if answer.status_code >= 500:
                wrong.append((person, name, answer.status_code))
            elif "html" in answer["Content-Type"] and "<script>alert(1)" in text:
                wrong.append((person, name, "runs"))
    assert wrong == []
    # The words were there to be seen.
    assert shown > 200


@pytest.mark.parametrize("word", ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)"])
def test_no_table_calculates_what_somebody_is_called(world, signed_in, word):
    stage = make_elsewhere(word="Bình thường").stage
    exchange = stage.exchange
    exchange.roster.update(
        name_as_printed=word, title_as_printed=word, organisation_as_printed=word
    )
    part = exchange.parts.get()
    client = signed_in(stage.world.cluster_head)
    answer = client.get(reverse("sessions:presence_file", args=[exchange.pk, part.pk]))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if zipfile.is_zipfile(io.BytesIO(body)):
        book = load_workbook(io.BytesIO(body))
        cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert any(word in str(cell.value) for cell in cells)
        return
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    cells = [cell for line in lines for cell in line]
    assert any(word in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r"))] == []


def test_a_name_with_line_breaks_adds_no_line_to_a_calendar(world, signed_in):
    stage = make_elsewhere(word="Bình thường", session="scheduled").stage
    exchange = stage.exchange
    exchange.title = "Bài\r\nEND:VEVENT\r\nATTACH:http://x.example/\u2028X"
    exchange.save(update_fields=["title"])
    client = signed_in(stage.world.principal)
    answer = client.get(reverse("sessions:download", args=[exchange.pk]))
    lines = answer.content.decode().split("\r\n")
    assert [line for line in lines if line.startswith("ATTACH")] == []
    assert sum(line == "END:VEVENT" for line in lines) == 1
