"""The life of a paper: asked for, claimed, made, failed, tried again, replaced."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import SYSTEM, Actor
from reports import filing, production
from reports.models import ArticleState, Bulletin, Paper, PaperState
from reports.rendering import document
from reports.rendering.document import BulletinDocument
from tests.reports.making import BLOCKS, make_article, publish, write_revision

pytestmark = pytest.mark.django_db


def _files(settings) -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {
        str(path.relative_to(root))
        for path in (root / "papers").rglob("*")
        if path.is_file()
    }


def _ask(article) -> Paper:
    return production.request_news_paper(article, SYSTEM)


def _produced(article) -> Paper:
    paper = _ask(article)
    assert production.produce(paper.pk, now=timezone.now()) is True
    paper.refresh_from_db()
    return paper


def test_asking_writes_a_queued_row_and_who_asked(article, world):
    paper = production.request_news_paper(article, Actor(user=world.principal))
    assert (paper.kind, paper.state, paper.attempts) == ("news", "queued", 0)
    entry = AuditEntry.objects.get(verb="paper.request")
    assert (entry.actor, entry.object_id) == (world.principal, str(paper.pk))


def test_asking_twice_finds_the_same_row_and_rings_once(
    article, bells, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = _ask(article), _ask(article)
    assert first == second
    assert Paper.objects.count() == 1
    assert bells() == 1


def test_a_changed_text_is_another_paper(article):
    first = _ask(article)
    write_revision(article, BLOCKS[:1])
    assert _ask(article) != first


def test_a_paper_is_made_with_its_pdf_word_and_page_images(article, settings):
    paper = _produced(article)
    assert paper.state == PaperState.READY
    assert _bytes(paper.pdf)[:5] == b"%PDF-"
    assert _bytes(paper.docx)[:2] == b"PK"
    assert (paper.pdf_size, paper.docx_size) == (paper.pdf.size, paper.docx.size)
    assert paper.page_count == len(paper.pages) == 1
    assert _files(settings) == {paper.pdf.name, paper.docx.name, *paper.pages}
    image = Path(settings.MEDIA_ROOT, paper.pages[0]).read_bytes()
    assert image[8:12] == b"WEBP"
    assert len(image) < 100_000


def test_twice_called_is_once_made(article, settings):
    paper = _produced(article)
    before = _files(settings)
    assert production.produce(paper.pk, now=timezone.now()) is False
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == (PaperState.READY, 1)
    assert _files(settings) == before


def test_a_row_that_is_gone_is_no_error():
    assert production.produce(4711, now=timezone.now()) is False


def test_same_content_same_bytes(article, world):
    article.published_on = timezone.localdate()
    first = _produced(article)
    again = make_article(cluster=world.north, published_on=article.published_on)
    write_revision(again, article.revisions.get().blocks)
    # A report shows its own photos only.
    article.photos.update(article=again)
    second = _produced(again)
    assert first.pk != second.pk
    assert _sha(first.pdf) == _sha(second.pdf)
    assert _sha(first.docx) == _sha(second.docx)


def _sha(file) -> str:
    return hashlib.sha256(_bytes(file)).hexdigest()


def _bytes(file) -> bytes:
    return Path(file.path).read_bytes()


def test_a_claim_holds_until_its_lease_ends(article, settings):
    paper, now = _ask(article), timezone.now()
    assert production._claim(paper.pk, now=now)
    lease = timedelta(seconds=settings.PAPER_LEASE_SECONDS)
    assert production.produce(paper.pk, now=now + lease) is False
    late = now + lease + timedelta(seconds=1)
    assert production.produce(paper.pk, now=late) is True


def test_who_lost_the_claim_writes_nothing_and_takes_its_files_away(article, settings):
    paper, now = _ask(article), timezone.now()
    slow = production._claim(paper.pk, now=now)
    paper.refresh_from_db()
    fields = production._store(paper, slow, production._render(paper))
    lease = timedelta(seconds=settings.PAPER_LEASE_SECONDS + 1)
    assert production.produce(paper.pk, now=now + lease) is True
    made = Paper.objects.get(pk=paper.pk)
    with pytest.raises(production._ClaimLost):
        production._finish(paper, slow, fields)
    made_again = Paper.objects.get(pk=paper.pk)
    assert made_again.claim == made.claim != slow
    assert _files(settings) == {made.pdf.name, made.docx.name, *made.pages}


def test_a_full_disk_is_tried_again_and_then_failed_until_somebody_retries(
    article, settings, world
):
    paper, now = _ask(article), timezone.now()
    blocked = Path(settings.MEDIA_ROOT, "papers")
    blocked.write_text("a file where the folder should be")
    states = []
    for minute in range(3):
        assert (
            production.produce(paper.pk, now=now + minute * timedelta(minutes=2))
            is False
        )
        paper.refresh_from_db()
        states.append((paper.state, paper.error_code, paper.next_try_at))
    assert states == [
        ("queued", "storage", now),
        ("queued", "storage", now + timedelta(minutes=3)),
        ("failed", "storage", None),
    ]
    blocked.unlink()
    assert production.retry(paper, Actor(user=world.principal)) is True
    assert production.retry(paper, Actor(user=world.principal)) is False
    assert production.produce(paper.pk, now=now) is True
    assert AuditEntry.objects.filter(verb="paper.retry").count() == 1


def test_a_paper_is_not_tried_before_its_next_try(article, settings):
    paper, now = _ask(article), timezone.now()
    Paper.objects.filter(pk=paper.pk).update(next_try_at=now + timedelta(seconds=60))
    assert production.produce(paper.pk, now=now) is False
    assert production.produce(paper.pk, now=now + timedelta(seconds=60)) is True


def test_what_the_engine_can_never_set_fails_at_once(article):
    paper = _ask(article)
    Paper.objects.filter(pk=paper.pk).update(document={"kind": "news"})
    assert production.produce(paper.pk, now=timezone.now()) is False
    paper.refresh_from_db()
    assert (paper.state, paper.error_code, paper.attempts) == ("failed", "document", 1)
    assert paper.error == "news: the field 'title' is missing"


def test_a_lost_photo_does_not_stop_the_paper(article, settings):
    for path in Path(settings.MEDIA_ROOT, "photos").rglob("*.jpg"):
        path.unlink()
    assert _produced(article).state == PaperState.READY


def test_no_character_that_people_paste_stops_the_paper(world):
    bulletin = Bulletin.objects.create(
        cluster=world.north,
        title="Bản tin",
        starts_on=date(2026, 11, 1),
        ends_before=date(2026, 12, 1),
    )
    pasted = BulletinDocument(
        title="a\x00b \ud800 \u202e 🎓 \ufffe 漢", metadata_date="2026-12-01"
    )
    paper = production.request_bulletin_paper(bulletin, pasted, {}, SYSTEM)
    assert production.produce(paper.pk, now=timezone.now()) is True


def test_what_is_published_is_not_made_again_when_a_template_changed(
    article, monkeypatch
):
    publish(article)
    paper = _produced(article)
    monkeypatch.setattr(document, "ink_hash", lambda: "another layout")
    assert _ask(article) == paper
    article.state = "draft"
    assert _ask(article) != paper


def test_the_sweep_frees_papers_of_workers_that_died(article, bells, settings):
    paper, now = _ask(article), timezone.now()
    production._claim(paper.pk, now=now)
    later = now + timedelta(seconds=settings.PAPER_LEASE_SECONDS + 1)
    production.sweep(now=now + timedelta(seconds=settings.PAPER_LEASE_SECONDS))
    paper.refresh_from_db()
    assert (paper.state, bells()) == ("rendering", 0)
    production.sweep(now=later)
    paper.refresh_from_db()
    assert (paper.state, paper.rung_at, bells()) == ("queued", later, 1)


def test_a_paper_that_kills_every_worker_ends_as_failed(article, settings):
    paper, now = _ask(article), timezone.now()
    for _ in range(3):
        assert production._claim(paper.pk, now=now)
        now += timedelta(seconds=settings.PAPER_LEASE_SECONDS + 1)
        production.sweep(now=now)
    paper.refresh_from_db()
    assert (paper.state, paper.error_code) == ("failed", "crash")
    assert paper.error


def test_the_sweep_rings_again_for_bells_that_nobody_heard(article, bells, settings):
    paper = _ask(article)
    now = paper.requested_at
    production.sweep(now=now + timedelta(seconds=30))
    assert bells() == 0
    production.sweep(now=now + timedelta(seconds=31))
    assert bells() == 1
    production.sweep(now=now + timedelta(seconds=90))
    assert bells() == 1
    production.sweep(now=now + timedelta(seconds=32 + settings.PAPER_LEASE_SECONDS))
    assert bells() == 2


def test_papers_of_older_drafts_are_dropped_after_a_day_those_published_are_kept(
    article, settings
):
    draft = _produced(article)
    write_revision(article, BLOCKS[:1])
    publish(article)
    published = _produced(article)
    write_revision(article, BLOCKS[:2])
    corrected = _produced(article)
    assert Paper.objects.current().get() == corrected
    tomorrow = timezone.now() + timedelta(days=1, seconds=1)
    production.sweep(now=tomorrow)
    assert set(Paper.objects.all()) == {published, corrected}
    assert not any(
        name.startswith(f"papers/000/{draft.pk}-") for name in _files(settings)
    )


def test_published_reports_that_never_had_a_paper_get_one(article, world):
    make_article(cluster=world.north, title="Bản nháp")
    publish(article)
    broken = make_article(cluster=world.north, title="Hỏng")
    publish(broken)
    broken.head = 9
    broken.save()
    now = timezone.now()
    production.sweep(now=now)
    production.sweep(now=now)
    assert [paper.article for paper in Paper.objects.all()] == [article]
    entry = AuditEntry.objects.get(verb="paper.request")
    assert (entry.actor, entry.request_id) == (None, "system")


def test_files_without_a_row_are_found_when_no_worker_can_be_writing_them(
    article, settings
):
    paper = _produced(article)
    orphan = filing.store(filing.name_of(paper, "0badc0de", ".pdf"), b"%PDF-")
    unfinished = Path(settings.MEDIA_ROOT, orphan + ".part")
    unfinished.write_bytes(b"%PD")
    before = _files(settings)
    assert list(filing.orphans(now=timezone.now())) == []
    assert _files(settings) == before
    later = timezone.now() + timedelta(seconds=2 * settings.PAPER_LEASE_SECONDS + 5)
    found = set(filing.orphans(now=later))
    assert len(found) == 2
    assert before - found == {paper.pdf.name, paper.docx.name, *paper.pages}


MARK = "Bản nháp – chưa duyệt"


def test_a_report_that_is_not_published_says_so_and_its_final_print_does_not(article):
    draft = _ask(article)
    assert draft.document["mark"] == MARK
    article.state = ArticleState.IN_REVIEW
    article.save(update_fields=["state"])
    assert _ask(article) == draft
    publish(article)
    final = _ask(article)
    assert final != draft
    assert final.document["mark"] == ""


def test_a_published_paper_from_before_documents_had_a_mark_is_not_made_again(article):
    publish(article)
    paper = _produced(article)
    del paper.document["mark"]
    paper.digest = "0" * 64
    paper.save(update_fields=["document", "digest"])
    assert _ask(article) == paper


def test_a_stored_document_that_nobody_can_read_any_more_is_made_again(article):
    publish(article)
    paper = _produced(article)
    paper.document["layers"] = 3
    paper.digest = "0" * 64
    paper.save(update_fields=["document", "digest"])
    assert _ask(article) != paper
