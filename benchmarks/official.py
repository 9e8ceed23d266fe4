"""Administrative papers, new content each time: minutes, a signing sheet of 150 people, a year's plan."""

import dataclasses
import tempfile

from reports.rendering.document import to_json
from reports.rendering.docx import to_docx
from reports.rendering.engine import Renderer
from reports.rendering.official import OfficialDocument
from reports.wording.minutes import minutes_paper
from reports.wording.signing_sheet import signing_sheet_paper
from reports.wording.year_plan import year_plan_paper
from tests.reports.official import samples

DAY = "2026-11-26"
PEOPLE = 150
_folder = tempfile.TemporaryDirectory(prefix="chungtay-benchmark-")
_renderer = Renderer(_folder.name)


def minutes(number: int) -> OfficialDocument:
    event = dataclasses.replace(samples.EVENT, rounds=f"lần {number}")
    return minutes_paper(samples.minutes(event=event), metadata_date=DAY)


def sheet(number: int) -> OfficialDocument:
    people = tuple(
        dataclasses.replace(one, name=f"{one.name} {number}.{at}")
        for at, one in enumerate(samples.people(PEOPLE // 5))
    )
    return signing_sheet_paper(samples.sheet(people=people), metadata_date=DAY)


def plan(number: int) -> OfficialDocument:
    rows = tuple(
        dataclasses.replace(row, topic=f"{row.topic} {number}.{at}")
        for at, row in enumerate(samples.ROWS * 10)
    )
    return year_plan_paper(samples.plan(rows=rows), metadata_date=DAY)


def pdf(document: OfficialDocument) -> bytes:
    return _renderer.render("official", to_json(document), {})


def word(document: OfficialDocument) -> bytes:
    return to_docx(document, {})


PAPERS = {
    "minutes, 2 pages": minutes,
    f"signing sheet, {PEOPLE} people": sheet,
    "year's plan, 40 rows": plan,
}


def close() -> None:
    _renderer.close()
    _folder.cleanup()
