"""What can go wrong while a paper is made, and what the row says afterwards."""

import itertools
import json
from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from accounts.verbs import SYSTEM, Refused
from reports import production, tasks
from reports.actions import papers as actions
from reports.models import PAPER_MOVES, Paper, PaperState
from reports.rendering import engine
from tests.reports.making import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(article):
    return production.request_news_paper(article, SYSTEM)


def _next_renderer(settings, **limits) -> None:
    """The renderer that the next paper is made with."""
    engine.close_all()
    engine._idle[settings.RENDER_FOLDER] = [
        engine.Renderer(settings.RENDER_FOLDER, **limits)
    ]


def test_a_renderer_that_dies_is_tried_again_at_once(paper, settings, bells):
    _next_renderer(settings, memory=60)  # not enough to live
    now = timezone.now()
    assert production.produce(paper.pk, now=now) is False
    paper.refresh_from_db()
    assert (paper.state, paper.error_code) == ("queued", "crash")
    assert (paper.next_try_at, bells()) == (now, 1)
    _next_renderer(settings)
    assert production.produce(paper.pk, now=now) is True
    paper.refresh_from_db()
    assert (paper.state, paper.error, paper.attempts) == ("ready", "", 2)


def test_a_renderer_that_hangs_is_given_up_and_tried_again(paper, settings):
    _next_renderer(settings, seconds=0)
    assert production.produce(paper.pk, now=timezone.now()) is False
    paper.refresh_from_db()
    assert (paper.state, paper.error_code) == ("queued", "timeout")


def test_a_fault_of_the_program_ends_where_a_person_sees_it(paper):
    Paper.objects.filter(pk=paper.pk).update(photos={"photo-1": 5})
    assert production.produce(paper.pk, now=timezone.now()) is False
    paper.refresh_from_db()
    assert (paper.state, paper.error_code) == ("failed", "unexpected")
    assert paper.error.startswith("TypeError: ")


def test_a_paper_with_too_many_pages_for_a_preview_is_a_paper_all_the_same(
    world, monkeypatch
):
    long = [{"id": "b", "type": "paragraph", "text": "Sinh hoạt chuyên môn. " * 400}]
    article = make_article(cluster=world.north, blocks=long * 4)
    paper = production.request_news_paper(article, SYSTEM)
    pdf = engine.render("news", json.dumps(paper.document), {})
    monkeypatch.setattr(engine, "LARGEST_RESULT", len(pdf))
    assert production.produce(paper.pk, now=timezone.now()) is True
    paper.refresh_from_db()
    assert (paper.state, paper.pages, paper.page_count) == ("ready", [], None)


def test_a_preview_that_hangs_is_tried_again_with_the_whole_paper(paper, settings):
    class SlowAtImages(engine.Renderer):
        def render(self, *args, output="pdf", **kwargs):
            self.seconds = 0 if output == "png" else 60
            return super().render(*args, output=output, **kwargs)

    engine.close_all()
    engine._idle[settings.RENDER_FOLDER] = [SlowAtImages(settings.RENDER_FOLDER)]
    assert production.produce(paper.pk, now=timezone.now()) is False
    paper.refresh_from_db()
    assert (paper.state, paper.error_code) == ("queued", "timeout")


def test_a_store_that_is_no_folder_works_as_well(world, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "tests.reports.production.far.FarStorage"},
    }
    article = make_article(cluster=world.north, photos=1)
    paper = production.request_news_paper(article, SYSTEM)
    assert production.produce(paper.pk, now=timezone.now()) is True
    paper.refresh_from_db()
    with paper.pdf.open() as pdf:
        assert len(pdf.read()) == paper.pdf_size
    assert paper.pdf_size > 40_000  # the photo is in it


def test_nothing_is_rung_twice_in_one_sweep_while_the_broker_is_away(
    article, paper, monkeypatch
):
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    production.sweep(now=paper.requested_at + timedelta(minutes=5))
    paper.refresh_from_db()
    assert paper.rung_at is None


def test_only_a_failed_paper_is_made_again(paper):
    with pytest.raises(Refused):
        actions.retry(paper=paper, by=SYSTEM)


def test_the_tasks_do_what_the_machines_do(paper):
    tasks.render_paper(paper.pk)
    tasks.sweep()
    tasks.gather_bulletin(4711)
    paper.refresh_from_db()
    assert paper.state == PaperState.READY


FILES = {"pdf": "papers/000/x.pdf", "pdf_size": 1}
STATES = {
    PaperState.QUEUED: {},
    PaperState.RENDERING: {"claim": "feed"},
    PaperState.READY: FILES,
    PaperState.FAILED: {"error_code": "crash", "error": "crash"},
}


def _verbs(paper, settings):
    """Every machine that changes the state of a paper, and what it may lead to."""
    now = timezone.now()
    return {
        "claim": lambda: production._claim(paper.pk, now=now),
        "finish": lambda: production._finish(paper, "feed", dict(FILES)),
        "give back": lambda: production._give_back(paper, "feed", "crash", "", now=now),
        "give up": lambda: production._give_back(paper, "feed", "compile", "", now=now),
        "sweep": lambda: production.sweep(now=now),
        "retry": lambda: production.retry(paper, SYSTEM),
    }


def test_no_machine_makes_a_move_that_the_table_forbids(paper, settings):
    """Every state × every machine, fresh and with a lease that ran out long ago."""
    seen = set()
    day = timedelta(days=1)
    for state, claimed in itertools.product(STATES, (timezone.now(), None)):
        for name in _verbs(paper, settings):
            Paper.objects.filter(pk=paper.pk).update(
                **{
                    "attempts": 1,
                    "error": "",
                    "error_code": "",
                    "claim": "",
                    "next_try_at": None,
                    "finished_at": timezone.now(),
                    "claimed_at": claimed or timezone.now() - day,
                    **STATES[state],
                },
                state=state,
            )
            paper.refresh_from_db()
            try:
                _verbs(paper, settings)[name]()
            except production._ClaimLost:
                assert state != PaperState.RENDERING
            after = Paper.objects.get(pk=paper.pk).state
            assert after == state or paper.may_become(after), (state, name, after)
            if after != state:
                seen.add((state, after))
    allowed = {
        (state, after) for state, afters in PAPER_MOVES.items() for after in afters
    }
    # Rendering again is a new claim; queued papers fail only through a claim.
    assert allowed - seen == {
        (PaperState.RENDERING, PaperState.RENDERING),
        (PaperState.QUEUED, PaperState.FAILED),
    }
