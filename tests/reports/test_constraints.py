"""What the database itself refuses: every constraint of reports, past the forms.

The names of the constraints that were tried are compared with those of the models, so a new one
without its forbidden row fails here.
"""

from datetime import UTC, date, datetime

import pytest

from clusters.models import SchoolYear
from lessons.models import LessonPlan, PlanRevision
from reports.models import (
    Article,
    ArticleDraft,
    ArticleRevision,
    Bulletin,
    BulletinEntry,
    Installation,
    Paper,
    Participation,
    Photo,
)
from sessions.models import ExchangeSession, Minutes, Part, PlanVersion, YearPlan
from tests import builders
from tests.refusals import promises_of, refused_for, twice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


class Rows:
    """Good rows to build the forbidden ones from."""

    def __init__(self):
        self.person = builders.make_person("Vàng Thị Mai")
        self.office = builders.make_authority()
        self.cluster = builders.make_cluster()
        self.kept_article = self.article()
        self.kept_bulletin = self.bulletin()

    def article(self, **fields) -> Article:
        return Article.objects.create(
            **{"cluster": self.cluster, "title": "Bản tin", **fields}
        )

    def revision(self, **fields) -> ArticleRevision:
        return ArticleRevision.objects.create(
            **{"article": self.kept_article, "number": 1, "title": "Bản tin", **fields}
        )

    def draft(self) -> ArticleDraft:
        return ArticleDraft.objects.create(
            article=self.kept_article, user=self.person, base=0, saved_at=NOW
        )

    def bulletin(self, **fields) -> Bulletin:
        return Bulletin.objects.create(
            **{
                "cluster": self.cluster,
                "title": "Bản tin tháng 11/2026",
                "starts_on": date(2026, 11, 1),
                "ends_before": date(2026, 12, 1),
                **fields,
            }
        )

    def of_office(self) -> Bulletin:
        return self.bulletin(cluster=None, authority=self.office)

    def entry(self) -> BulletinEntry:
        return BulletinEntry.objects.create(
            bulletin=self.kept_bulletin, article=self.kept_article, order=1
        )

    def paper(self, **fields) -> Paper:
        return Paper.objects.create(
            **{
                "kind": "news",
                "article": self.kept_article,
                "document": {},
                "digest": "a" * 64,
                **fields,
            }
        )

    def bulletin_paper(self, **fields) -> Paper:
        return self.paper(
            kind="bulletin", article=None, bulletin=self.kept_bulletin, **fields
        )

    def minutes_paper(self) -> Paper:
        minutes, _ = Minutes.objects.get_or_create(
            exchange=self.part().exchange, part=None, defaults={"state_at": NOW}
        )
        return self.paper(kind="minutes", article=None, minutes=minutes)

    def signing_sheet(self) -> Paper:
        return self.paper(kind="signing", article=None, part=self.part())

    def part(self) -> Part:
        exchange, _ = ExchangeSession.objects.get_or_create(
            kind="exchange", lead_cluster=self.cluster, defaults={"state_at": NOW}
        )
        return Part.objects.get_or_create(exchange=exchange, order=1)[0]

    def plan_paper(self) -> Paper:
        year, _ = SchoolYear.objects.get_or_create(
            label="2026-2027",
            defaults={"starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)},
        )
        plan, _ = YearPlan.objects.get_or_create(cluster=self.cluster, school_year=year)
        version, _ = PlanVersion.objects.get_or_create(
            plan=plan, number=1, defaults={"state_at": NOW}
        )
        return self.paper(kind="plan", article=None, plan_version=version)

    def participation(self) -> Participation:
        year, _ = SchoolYear.objects.get_or_create(
            label="2026-2027",
            defaults={"starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)},
        )
        return Participation.objects.get_or_create(user=self.person, school_year=year)[
            0
        ]

    def confirmation(self) -> Paper:
        return self.paper(
            kind="taken", article=None, participation=self.participation()
        )

    def lesson_paper(self) -> Paper:
        plan, _ = LessonPlan.objects.get_or_create(
            title="Áp suất", form="free", created_by=self.person
        )
        revision, _ = PlanRevision.objects.get_or_create(
            plan=plan,
            number=1,
            defaults={
                "kind": "typed",
                "content": {"title": "Áp suất"},
                "size": 1,
                "created_by": self.person,
            },
        )
        return self.paper(kind="lesson", article=None, plan_revision=revision)

    def observation_sheet(self) -> Paper:
        lesson = self.part().exchange.lessons.get_or_create(order=1, topic="Áp suất")[0]
        return self.paper(kind="observe", article=None, lesson=lesson)

    def photo(self, **fields) -> Photo:
        return Photo.objects.create(
            **{
                "article": self.kept_article,
                "order": 1,
                "print_file": "a.jpg",
                "screen_file": "a.webp",
                "thumb_file": "b.webp",
                "width": 4,
                "height": 3,
                **fields,
            }
        )


OCTOBER = {"starts_on": date(2026, 10, 1)}
READY = {"state": "ready", "pdf": "a.pdf", "pdf_size": 1, "finished_at": NOW}

FORBIDDEN = {
    "installation_is_one": [
        lambda r: Installation.objects.create(number=2, identity="0" * 32)
    ],
    "article_state": [lambda r: r.article(state="begun")],
    "article_origin": [lambda r: r.article(origin="copied")],
    "article_has_publisher": [
        lambda r: r.article(cluster=None),
        lambda r: r.article(authority=r.office),
    ],
    "article_published_has_time": [lambda r: r.article(state="published")],
    "article_has_title": [lambda r: r.article(title="")],
    "article_sent_back_with_reason": [
        lambda r: r.article(state="returned"),
        lambda r: r.article(state="withdrawn"),
    ],
    "article_revision_number": [twice(lambda r: r.revision())],
    "article_revision_from_one": [lambda r: r.revision(number=0)],
    "article_draft_once_a_person": [twice(lambda r: r.draft())],
    "bulletin_once_a_cluster": [lambda r: r.bulletin(title="Lần hai")],
    "bulletin_once_an_authority": [twice(lambda r: r.of_office())],
    "bulletin_of_one": [
        lambda r: r.bulletin(cluster=None),
        lambda r: r.bulletin(authority=r.office, starts_on=date(2026, 10, 1)),
    ],
    "bulletin_ends_after_start": [
        lambda r: r.bulletin(ends_before=date(2026, 11, 1)),
        lambda r: r.bulletin(ends_before=date(2026, 10, 1)),
    ],
    "bulletin_state": [
        lambda r: r.bulletin(state="lost", gathered_at=NOW, starts_on=date(2026, 10, 1))
    ],
    "bulletin_proof_was_gathered": [
        lambda r: r.bulletin(state="proof", starts_on=date(2026, 10, 1))
    ],
    "bulletin_approved_has_time": [
        lambda r: r.bulletin(**OCTOBER, state="approved", gathered_at=NOW),
        lambda r: r.bulletin(**OCTOBER, state="sent", gathered_at=NOW),
    ],
    "bulletin_entry_once": [twice(lambda r: r.entry())],
    "paper_state": [lambda r: r.paper(state="lost")],
    "paper_of_one_thing": [
        lambda r: r.paper(article=None),
        lambda r: r.paper(bulletin=r.kept_bulletin),
        lambda r: r.paper(kind="bulletin"),
        lambda r: r.paper(kind="letter"),
        lambda r: r.paper(kind="minutes"),
        lambda r: r.paper(kind="signing", article=None),
        lambda r: r.paper(part=r.part()),
    ],
    "paper_ready_has_file": [
        lambda r: r.paper(state="ready"),
        lambda r: r.paper(**READY | {"pdf": ""}),
        lambda r: r.paper(**READY | {"pdf_size": 0}),
        lambda r: r.paper(**READY | {"finished_at": None}),
    ],
    "paper_rendering_is_claimed": [lambda r: r.paper(state="rendering")],
    "paper_failed_has_reason": [lambda r: r.paper(state="failed")],
    "paper_once_an_article": [twice(lambda r: r.paper())],
    "paper_once_a_bulletin": [twice(lambda r: r.bulletin_paper())],
    "paper_once_minutes": [twice(lambda r: r.minutes_paper())],
    "paper_once_a_part": [twice(lambda r: r.signing_sheet())],
    "paper_once_a_plan": [twice(lambda r: r.plan_paper())],
    "paper_once_a_participation": [twice(lambda r: r.confirmation())],
    "paper_once_a_revision": [twice(lambda r: r.lesson_paper())],
    "paper_once_a_lesson": [twice(lambda r: r.observation_sheet())],
    "participation_once_a_year": [
        lambda r: Participation.objects.create(
            user=r.participation().user, school_year=r.participation().school_year
        )
    ],
    "photo_of_something": [lambda r: r.photo(article=None)],
    "photo_consent": [lambda r: r.photo(consent="perhaps")],
    "photo_has_size": [lambda r: r.photo(width=0), lambda r: r.photo(height=0)],
    "reports_photo.client_key": [twice(lambda r: r.photo(client_key="k"))],
}


@pytest.mark.parametrize(
    ("name", "number"),
    [(name, number) for name, rows in FORBIDDEN.items() for number in range(len(rows))],
)
def test_the_database_refuses(name, number):
    rows = Rows()
    with refused_for(name):
        FORBIDDEN[name][number](rows)


def test_every_constraint_has_its_forbidden_row():
    assert set(FORBIDDEN) == promises_of("reports")


def test_what_the_rules_leave_alone():
    rows = Rows()
    assert rows.paper(**READY).pk
    assert rows.paper(digest="b" * 64).pk
    assert rows.bulletin_paper().pk
    assert rows.minutes_paper().pk
    assert rows.signing_sheet().pk
    assert rows.plan_paper().pk
    assert rows.lesson_paper().pk
    assert rows.observation_sheet().pk
    assert rows.of_office().pk
    assert rows.article(cluster=None, publisher_as_printed="Công đoàn").pk


def test_a_revision_is_never_changed():
    revision = Rows().revision()
    revision.title = "Khác"
    with pytest.raises(TypeError):
        revision.save()
