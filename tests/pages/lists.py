"""Every list of the app, and a world in which each of them grows by one row at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts import notices
from accounts.models import Notice
from accounts.verbs import Actor
from clusters import programme
from clusters.models import Partnership, PartnershipParty, Post, SchoolYear
from clusters.partial_dates import PartialDate
from lessons.models import (
    CriteriaSet,
    FeedbackAnswer,
    LessonPlan,
    Observation,
    ObservationNote,
    PlanAuthor,
    PlanRevision,
    Teaching,
)
from reports.models import Article, Bulletin
from sessions.minutes import page
from sessions.models import (
    Attendance,
    Decision,
    DecisionOwner,
    ExchangeSession,
    Item,
    Minutes,
    MinutesAnswer,
    MinutesRevision,
    PersonalLink,
    PlanHost,
    PlanRound,
    PlanRow,
    PlanVersion,
    SeatRequest,
    SessionUnit,
    StatedTotal,
    YearPlan,
)
from tests import builders


@dataclass
class Growing:
    """A cast, one session that holds something of everything, and the plan of a year."""

    world: object
    exchange: ExchangeSession
    minutes: Minutes
    revision: MinutesRevision
    version: PlanVersion
    rows: int = 0
    own: dict[str, int] = field(default_factory=dict)


def begun(world) -> Growing:
    """The world before the first row."""
    programme.load()
    now, day = timezone.now(), timezone.localdate()
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        by=world.cluster_head,
        state="scheduled",
        on=day,
    )
    minutes = Minutes.objects.create(
        exchange=exchange, state="circulated", state_at=now, head=1
    )
    revision = MinutesRevision.objects.create(
        minutes=minutes,
        number=1,
        content=page.as_json(page.content_of(minutes)),
        circulated_at=now,
        days=3,
        answer_until=day + timedelta(days=3),
    )
    builders.make_roster_entry(exchange, world.teacher)
    # Its desk is open from midnight on.
    exchange.parts.update(starts_at=None)
    plan = YearPlan.objects.create(
        cluster=world.north,
        school_year=SchoolYear.objects.get(starts_on__lte=day, ends_on__gte=day),
    )
    version = PlanVersion.objects.create(
        plan=plan, number=1, state="approved", state_at=now, approved_at=now
    )
    return Growing(world, exchange, minutes, revision, version)


def grow(growing: Growing) -> None:
    """One more row in every list."""
    growing.rows += 1
    number, world = growing.rows, growing.world
    now, day = timezone.now(), timezone.localdate()
    school = builders.make_school(f"THCS Số {number}", authority=world.office)
    world.north.memberships.create(school=school)
    builders.make_authority(f"Phòng {number}", parent=world.office)
    builders.make_cluster(
        f"Cụm {number + 10}",
        authority=world.office,
        schools=[builders.make_school(f"THCS Xa {number}", authority=world.office)],
    )
    principal = builders.make_person(f"Hiệu trưởng {number}")
    builders.make_post(principal, school, Post.Kind.PRINCIPAL)
    colleague = builders.make_person(f"Đồng nghiệp {number}")
    builders.make_post(colleague, world.host)
    deputy = builders.make_person(f"Phó {number}")
    builders.make_post(deputy, world.host, Post.Kind.VICE_PRINCIPAL)
    deputy.delegations.create(
        post=world.principal.posts.first(),
        valid_from=day + timedelta(days=number * 10),
        valid_to=day + timedelta(days=number * 10 + 5),
    )
    for person in (principal, colleague):
        accounts.issue_slip(
            person=person,
            purpose="invitation",
            place="",
            by=Actor(user=world.admin),
            now=now,
        )
    partnership = Partnership.objects.create(
        programme_name=f"Kết nghĩa {number}", state="in_force"
    )
    for order, party in enumerate((world.host, school), 1):
        PartnershipParty.objects.create(
            partnership=partnership, order=order, school=party
        )
    _more_sessions(growing, number, school, now, day)
    _more_of_the_session(growing, number, school, colleague, now)
    _more_news(growing, number, now)
    row = PlanRow.objects.create(
        version=growing.version,
        round=PlanRound.objects.create(plan=growing.version.plan),
        order=number,
        on=PartialDate(day.year, day.month),
        kind="lesson_study",
    )
    PlanHost.objects.create(
        row=row, order=1, school=school, name_as_printed=str(school)
    )


def _more_sessions(growing: Growing, number: int, school, now, day) -> None:
    """One that comes, one that waits, one that was held with people."""
    world = growing.world
    places = {
        "cluster": world.north,
        "host": school,
        "schools": [school, world.host, world.guest],
        "by": world.subject_head,
    }
    coming = builders.make_exchange(
        title=f"Sắp tới {number}", state="scheduled", on=day, **places
    )
    lesson = builders.make_lesson(coming, klass=f"7A{number}", teacher=world.teacher)
    plan = LessonPlan.objects.create(
        title=f"Bài {number}",
        owner_school=world.host,
        created_by=world.teacher,
        state="draft",
    )
    PlanAuthor.objects.create(plan=plan, order=1, user=world.teacher)
    Teaching.objects.create(lesson=lesson, plan=plan)
    _agreed(f"Đã thống nhất {number}", places, world)
    builders.make_exchange(title=f"Chờ {number}", state="proposed", on=day, **places)
    held = builders.make_exchange(
        title=f"Đã dạy {number}", state="held", on=day, **places
    )
    entry = builders.make_roster_entry(held, world.teacher, unit=held.units.first())
    Attendance.objects.create(entry=entry, part=held.parts.get(), how="paper", at=now)
    _decision(held, 1, f"Việc cũ {number}", world)


def _agreed(title: str, places: dict, world) -> None:
    """A plan in the bank, with a comment that was taken up."""
    now = timezone.now()
    taught = builders.make_exchange(
        title=title, state="closed", on=timezone.localdate(), **places
    )
    lesson = builders.make_lesson(taught, topic=title, teacher=world.subject_head)
    plan = LessonPlan.objects.create(title=title, owner_school=world.host)
    PlanAuthor.objects.create(plan=plan, order=1, user=world.subject_head)
    revision = PlanRevision.objects.create(
        plan=plan,
        number=1,
        file="plans/1.pdf",
        original_name="1.pdf",
        size=7,
        sha256="1" * 64,
        created_by=world.subject_head,
    )
    Teaching.objects.create(lesson=lesson, plan=plan, revision=revision)
    plan.state, plan.agreed_revision, plan.agreed_at = "agreed", revision, now
    plan.save()
    revision.comments.create(
        text=title, by=world.teacher, at=now, answer="adopted", answered_at=now
    )


def _decision(exchange, order: int, text: str, world) -> None:
    decision = Decision.objects.create(
        exchange=exchange, order=order, text=text, due=PartialDate(2027, 3, 31)
    )
    DecisionOwner.objects.create(decision=decision, order=1, school=world.host)
    DecisionOwner.objects.create(decision=decision, order=2, user=world.teacher)


def _more_of_the_session(growing: Growing, number: int, school, colleague, now) -> None:
    exchange, world = growing.exchange, growing.world
    part = exchange.parts.first()
    unit = SessionUnit.objects.create(
        exchange=exchange, order=number + 2, school=school, invited=True
    )
    entry = builders.make_roster_entry(exchange, f"Khách {number}", unit=unit)
    builders.make_roster_entry(
        exchange, colleague, unit=exchange.units.get(school=world.host)
    )
    Attendance.objects.create(entry=entry, part=part, how="desk", at=now)
    builders.make_lesson(exchange, klass=f"8A{number}", teacher=world.teacher)
    for lesson in (exchange.lessons.first(), None):
        FeedbackAnswer.objects.create(
            exchange=exchange,
            lesson=lesson,
            sheet="lesson-1" if lesson else "session-1",
            learned=f"Lời {number}",
            is_open=True,
        )
    observation = Observation.objects.create(
        lesson=exchange.lessons.first(),
        observer=colleague,
        state="shared",
        shared_at=now,
        started_at=now,
    )
    ObservationNote.objects.create(
        observation=observation, text=f"Thấy {number}", at=now, received_at=now
    )
    CriteriaSet.objects.create(code=f"bo-{number}", title=f"Bộ {number}")
    Item.objects.create(
        exchange=exchange, order=number, kind="speech", text=f"Ý {number}"
    )
    StatedTotal.objects.create(exchange=exchange, order=number, text=f"{number} người")
    _decision(exchange, number, f"Việc {number}", world)
    for state, position, user in (
        ("asked", number * 2, colleague),
        ("waiting", number * 2 + 1, None),
    ):
        SeatRequest.objects.create(
            exchange=exchange,
            unit=exchange.units.get(school=world.host),
            school=world.host,
            user=user,
            name_as_printed=f"Người xin {state} {number}",
            search_key=f"nguoi xin {state} {number}",
            state=state,
            position=position,
            named_at=now,
        )
    PersonalLink.objects.create(
        exchange=exchange, purpose="check_in", entry=entry, issued_at=now
    )
    PersonalLink.objects.create(
        exchange=exchange, purpose="reply", unit=unit, issued_at=now
    )
    MinutesAnswer.objects.create(revision=growing.revision, school=school, order=number)


def _more_news(growing: Growing, number: int, now) -> None:
    world = growing.world
    for state in ("published", "in_review"):
        article = Article.objects.create(
            cluster=world.north,
            title=f"Bản tin {state} {number}",
            state=state,
            head=1,
            sent_at=now,
            published_at=now if state == "published" else None,
            created_by=world.teacher,
        )
        article.exchanges.add(growing.exchange)
    Bulletin.objects.create(
        cluster=world.north,
        title=f"Bản tin tháng {number}",
        starts_on=date(2026, number, 1),
        ends_before=date(2026, number + 1, 1),
        state="proof",
        gathered_at=now,
    )
    notices.tell(
        [world.teacher],
        kind=Notice.Kind.values[0],
        key=f"k{number}",
        title=f"Thông báo {number}",
        now=now,
    )


Address = Callable[[Growing], str]


def _plain(name: str, *args) -> Address:
    return lambda growing: reverse(name, args=args)


def _of_session(name: str, *args) -> Address:
    return lambda growing: reverse(name, args=[growing.exchange.pk, *args])


def _of(what: str, name: str) -> Address:
    return lambda growing: reverse(name, args=[getattr(growing.world, what).pk])


def _of_part(name: str) -> Address:
    return lambda growing: reverse(
        name, args=[growing.exchange.pk, growing.exchange.parts.first().pk]
    )


def _plan(growing: Growing) -> str:
    plan = growing.version.plan
    return reverse("sessions:plan", args=[plan.cluster_id, plan.school_year.label])


def _minutes(growing: Growing) -> str:
    return reverse("sessions:minutes_one", args=[growing.minutes.pk])


EVERYBODY = ("teacher", "subject_head", "principal", "cluster_head", "officer")
# What it is called in the table: who looks, and at which address.
LISTS: dict[str, tuple[str, Address]] = {
    **{f"today, {who}": (who, _plain("today")) for who in EVERYBODY},
    **{f"session, {who}": (who, _of_session("session")) for who in EVERYBODY},
    "sessions": ("officer", _plain("sessions:list")),
    "month": ("cluster_head", _plain("sessions:calendar")),
    "schools behind a figure": ("officer", _plain("overview_rows", "truong")),
    "people behind a figure": ("officer", _plain("overview_rows", "nguoi-du")),
    "own lessons": ("teacher", _plain("lessons:mine")),
    "feedback of a session": ("teacher", _of_session("lessons:feedback")),
    "sheets at the door": (
        "teacher",
        lambda growing: reverse("sessions:door", args=[growing.exchange.code]),
    ),
    "results of a lesson": (
        "teacher",
        lambda growing: reverse(
            "lessons:lesson_results", args=[growing.exchange.lessons.first().pk]
        ),
    ),
    "results of a session": (
        "cluster_head",
        _of_session("lessons:session_results"),
    ),
    "notes that colleagues shared": (
        "teacher",
        lambda growing: reverse(
            "lessons:observe", args=[growing.exchange.lessons.first().pk]
        ),
    ),
    "sets of criteria": ("officer", _plain("lessons:criteria_sets")),
    "own year": ("teacher", _plain("own")),
    "bank of plans": ("teacher", _plain("lessons:bank")),
    "news": ("cluster_head", _plain("reports:news_list")),
    "bulletins": ("cluster_head", _plain("reports:bulletins")),
    "notices": ("teacher", _plain("accounts:notices")),
    "tasks": ("principal", _plain("sessions:open_decisions")),
    "requests for people": ("principal", _plain("sessions:requests")),
    "plans of clusters": ("officer", _plain("sessions:plans")),
    "plans of a cluster": ("cluster_head", _of("north", "sessions:cluster_plans")),
    "plan of a year": ("cluster_head", _plan),
    "clusters": ("officer", _plain("clusters:list")),
    "cluster": ("cluster_head", _of("north", "cluster")),
    "offices of a cluster": ("cluster_head", _of("north", "clusters:offices")),
    "invitations of a cluster": ("cluster_head", _of("north", "clusters:invitations")),
    "authorities": ("officer", _plain("clusters:authorities")),
    "authority": ("officer", _of("office", "clusters:authority")),
    "school": ("principal", _of("host", "clusters:school")),
    "people of a school": ("principal", _of("host", "clusters:school_people")),
    "invitations of a school": (
        "principal",
        _of("host", "clusters:school_invitations"),
    ),
    "delegations": ("principal", _of("host", "clusters:delegations")),
    "changes of a school": ("officer", _of("host", "clusters:school_changes")),
    "answers": ("cluster_head", _of_session("sessions:answers")),
    "personal links": ("cluster_head", _of_session("sessions:links")),
    "names on a session": ("cluster_head", _of_session("sessions:names")),
    "carried tasks": ("cluster_head", _of_session("sessions:carried")),
    "minutes of a session": ("cluster_head", _of_session("sessions:minutes")),
    "minutes": ("principal", _minutes),
    "desk": ("cluster_head", _of_part("sessions:desk")),
    "history of presence": ("cluster_head", _of_part("sessions:presence_history")),
    "check in": ("teacher", _of_session("sessions:check_in")),
    "photos": ("cluster_head", _of_session("reports:photos")),
}


def asked(growing: Growing) -> dict[str, int]:
    """How many questions each list asks now, on its second visit."""
    found = {}
    for name, (who, address) in LISTS.items():
        client, url = Client(), address(growing)
        client.force_login(getattr(growing.world, who))
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        found[name] = len(captured) if response.status_code == 200 else 0
    missing = [name for name, number in found.items() if not number]
    assert missing == [], missing
    return found
