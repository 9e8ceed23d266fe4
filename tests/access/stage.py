"""The stage of the access matrix: one object of each kind in the North cluster, in a given state,
and objects of the South cluster that carry a secret word."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Notice, SignInName, Slip, User
from clusters.models import (
    Delegation,
    Partnership,
    PartnershipParty,
    PeopleImport,
    Post,
    School,
)
from lessons.models import (
    LessonPlan,
    PlanAuthor,
    PlanComment,
    PlanPage,
    PlanRevision,
    Teaching,
)
from reports.models import Article, ArticleRevision, Bulletin, Paper, Photo
from sessions.minutes import page as minutes_page
from sessions.models import (
    Decision,
    ExchangeSession,
    Minutes,
    MinutesAnswer,
    MinutesFile,
    MinutesRevision,
    PlanVersion,
)
from tests import builders
from tests.conftest import World
from tests.reports.official.making import make_version

SECRET_OF_NORTH = "Hoa ban tím"
SECRET_OF_SOUTH = "Hoa gạo đỏ"


@dataclass
class Stage:
    world: World
    exchange: ExchangeSession
    article: Article
    photo: Photo
    paper: Paper
    bulletin: Bulletin
    bulletin_paper: Paper
    plan: LessonPlan
    # Agreed and taught in the North, in the bank of its people.
    banked: LessonPlan
    page: PlanPage
    plan_comment: PlanComment
    plan_version: PlanVersion
    revision: PlanRevision
    slip: Slip
    newcomer: User
    # Led the host and was the cluster's secretary until yesterday; the account goes on.
    left: User
    post: Post
    name: SignInName
    # The principal's post, lent to the newcomer from tomorrow on.
    loan: Delegation
    partnership: Partnership
    # Somebody's who is not in the cast.
    notice: Notice
    minutes: Minutes
    minutes_answer: MinutesAnswer
    minutes_page: MinutesFile
    decision: Decision
    extra: dict = field(default_factory=dict)


def photo_of(exchange: ExchangeSession, by: User) -> Photo:
    photo = Photo(
        exchange=exchange,
        order=1,
        caption=exchange.title,
        width=4,
        height=3,
        sha256="0" * 64,
        uploaded_by=by,
        consent=Photo.Consent.NOT_NEEDED,
    )
    for name in ("print_file", "screen_file", "thumb_file"):
        getattr(photo, name).save("matrix.jpg", ContentFile(b"picture"), save=False)
    photo.save()
    return photo


def article_of(exchange: ExchangeSession, state: str, by: User) -> Article:
    now = timezone.now()
    article = Article.objects.create(
        cluster=exchange.cluster,
        title=exchange.title,
        state=state,
        state_reason="Thiếu ảnh" if state in {"returned", "withdrawn"} else "",
        published_at=now if state in {"published", "withdrawn"} else None,
        sent_at=now,
        head=1,
        created_by=by,
    )
    article.exchanges.add(exchange)
    ArticleRevision.objects.create(
        article=article,
        number=1,
        title=exchange.title,
        blocks=[{"id": "b1", "type": "paragraph", "text": exchange.title}],
    )
    return article


def paper_of(**subject) -> Paper:
    paper = Paper(
        kind="news" if "article" in subject else "bulletin",
        document={},
        digest="0" * 64,
        state="ready",
        pdf_size=7,
        docx_size=7,
        page_count=1,
        finished_at=timezone.now(),
        **subject,
    )
    paper.pdf.save("matrix.pdf", ContentFile(b"%PDF-1."), save=False)
    paper.docx.save("matrix.docx", ContentFile(b"PK12345"), save=False)
    page = paper.pdf.storage.save("papers/matrix.png", ContentFile(b"\x89PNG..."))
    paper.pages = [page]
    paper.save()
    return paper


def plan_of(exchange: ExchangeSession, author: User) -> PlanRevision:
    lesson = builders.make_lesson(exchange, teacher=author, topic=exchange.title)
    plan = LessonPlan.objects.create(
        title=exchange.title, state="submitted", created_by=author
    )
    PlanAuthor.objects.create(plan=plan, order=1, user=author)
    Teaching.objects.create(lesson=lesson, plan=plan)
    revision = PlanRevision.objects.create(
        plan=plan,
        number=1,
        file=ContentFile(b"%PDF-1.", name="matrix.pdf"),
        original_name="bai-day.pdf",
        content_type="application/pdf",
        size=7,
        sha256="0" * 64,
        created_by=author,
    )
    PlanRevision.objects.create(
        plan=plan,
        number=2,
        kind=PlanRevision.Kind.TYPED,
        content={"form": "cv5512", "title": exchange.title, "materials": "Tranh"},
        original_name=exchange.title,
        size=7,
        sha256="1" * 64,
        created_by=author,
    )
    return revision


def page_of(plan: LessonPlan, author: User) -> PlanPage:
    """A photographed page of a third revision."""
    revision = PlanRevision.objects.create(
        plan=plan,
        number=3,
        kind=PlanRevision.Kind.PHOTOS,
        size=7,
        sha256="2" * 64,
        created_by=author,
    )
    page = PlanPage(
        plan=plan,
        revision=revision,
        order=1,
        width=3,
        height=4,
        size=7,
        sha256="0" * 64,
        uploaded_by=author,
    )
    for name in ("print_file", "screen_file", "thumb_file"):
        getattr(page, name).save("matrix.jpg", ContentFile(b"picture"), save=False)
    page.save()
    return page


def banked_plan(exchange: ExchangeSession, author: User) -> LessonPlan:
    """A plan of another lesson study of the same cluster, agreed."""
    other = builders.make_exchange(
        cluster=exchange.cluster,
        host=exchange.units.get(hosts=True).school,
        title=f"Đã thống nhất: {exchange.title}",
        state="held",
    )
    revision = plan_of(other, author)
    plan = revision.plan
    plan.state, plan.agreed_revision = "agreed", revision
    plan.agreed_at = timezone.now()
    plan.save()
    return plan


def minutes_of(exchange: ExchangeSession, school: School) -> MinutesAnswer:
    """Minutes that go round, with a page written by hand; the host is silent yet."""
    now = timezone.now()
    minutes = Minutes.objects.create(
        exchange=exchange, state="circulated", head=1, state_at=now
    )
    MinutesFile.objects.create(
        minutes=minutes,
        order=1,
        file=ContentFile(b"%PDF-1.", name="matrix.pdf"),
        original_name="bien-ban.pdf",
        content_type="application/pdf",
        size=7,
        sha256="0" * 64,
        added_at=now,
    )
    content = minutes_page.content_of(minutes)
    revision = MinutesRevision.objects.create(
        minutes=minutes,
        number=1,
        content=minutes_page.as_json(content),
        digest=minutes_page.digest_of(content),
        circulated_at=now,
        days=3,
        answer_until=timezone.localdate() + timedelta(days=3),
    )
    return MinutesAnswer.objects.create(revision=revision, school=school, order=1)


def _who_left(world: World) -> User:
    person = builders.make_person("Lường Văn Cũ")
    yesterday = timezone.localdate() - timedelta(days=1)
    post = builders.make_post(
        person, world.host, Post.Kind.VICE_PRINCIPAL, "Phó Hiệu trưởng"
    )
    office = builders.make_office(person, world.north, "secretary")
    for row in (post, office):
        row.valid_to = yesterday
        row.save(update_fields=["valid_to"])
    return person


def set_stage(
    world: World,
    *,
    session: str = "held",
    article: str = "published",
    title: str = SECRET_OF_NORTH,
    newcomer: tuple[str, str] = ("Lò Thị Mới", "+84912000099"),
) -> Stage:
    """Everything of the North in the asked states; the South beside it, held and published.

    `title` is what the North's objects carry, `newcomer` the name and phone of the new teacher.
    """
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        title=title,
        state=session,
        by=world.cluster_head,
    )
    far = builders.make_exchange(
        cluster=world.south,
        host=world.far,
        schools=[world.far],
        title=SECRET_OF_SOUTH,
        state="held",
        by=world.far_principal,
    )
    photo_of(far, world.far_principal)
    far_article = article_of(far, "published", world.far_principal)
    plan_of(far, world.far_teacher)
    news = article_of(exchange, article, world.cluster_head)
    revision = plan_of(exchange, world.teacher)
    bulletin = Bulletin.objects.create(
        cluster=world.north,
        starts_on=date(2026, 10, 1),
        ends_before=date(2026, 11, 1),
        title=title,
        state="proof",
        gathered_at=timezone.now(),
    )
    # In force, with a draft of the next version above it; the South keeps its own.
    planned = make_version(world.north, approved=True)
    make_version(world.north)
    make_version(world.south, approved=True, purposes=SECRET_OF_SOUTH)
    partnership = Partnership.objects.create(programme_name=title)
    banked = banked_plan(exchange, world.teacher)
    far_partnership = Partnership.objects.create(programme_name=SECRET_OF_SOUTH)
    for agreement, school in ((partnership, world.host), (far_partnership, world.far)):
        PartnershipParty.objects.create(partnership=agreement, order=1, school=school)
    asked = minutes_of(exchange, world.host)
    minutes_of(far, world.far)
    decision = Decision.objects.create(
        exchange=exchange, order=1, text=f"Khảo sát chung: {exchange.title}"
    )
    decision.owners.create(order=1, school=world.host)
    name, phone = newcomer
    new_here = builders.make_person(name, phone=phone)
    post = builders.make_post(new_here, world.host, Post.Kind.TEACHER, "Giáo viên")
    return Stage(
        world=world,
        exchange=exchange,
        article=news,
        photo=photo_of(exchange, world.cluster_head),
        paper=paper_of(article=news),
        bulletin=bulletin,
        bulletin_paper=paper_of(bulletin=bulletin),
        plan=revision.plan,
        banked=banked,
        page=page_of(banked, world.teacher),
        plan_comment=PlanComment.objects.create(
            revision=revision, text=title, by=world.subject_head, at=timezone.now()
        ),
        plan_version=planned,
        revision=revision,
        slip=Slip(),
        newcomer=new_here,
        left=_who_left(world),
        post=post,
        name=SignInName.objects.get(user=new_here),
        loan=Delegation.objects.create(
            post=Post.objects.get(user=world.principal),
            to=new_here,
            valid_from=timezone.localdate() + timedelta(days=1),
            valid_to=timezone.localdate() + timedelta(days=9),
        ),
        partnership=partnership,
        notice=Notice.objects.create(
            user=new_here,
            kind=Notice.Kind.CHANGED,
            key="matrix",
            title=title,
            at=timezone.now(),
        ),
        minutes=asked.revision.minutes,
        minutes_answer=asked,
        minutes_page=asked.revision.minutes.files.get(),
        decision=decision,
        extra={
            "far_article": far_article,
            "far": far,
            "brought": PeopleImport.objects.create(
                school=world.host,
                name="danh-sach.xlsx",
                state="checked",
                created_by=world.principal,
                created_at=timezone.now(),
                state_at=timezone.now(),
            ),
        },
    )
