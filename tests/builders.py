"""Test objects, with believable defaults. Plain functions; late states are reached by the real verbs."""

from datetime import date, time

from django.utils import timezone

from accounts.models import SignInName, User
from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    ClusterOffice,
    Post,
    School,
    SchoolAuthority,
    SchoolName,
)
from clusters.partial_dates import PartialDate
from sessions.models import (
    ExchangeSession,
    Lesson,
    LessonTeacher,
    Part,
    RosterEntry,
    SessionUnit,
)
from sessions.models.exchange import Kind

PASSWORD = "chung-tay-2026"


def make_person(full_name: str, *, phone: str | None = None, **fields) -> User:
    """A person who can sign in with `phone` and PASSWORD."""
    person = User.objects.create_person(full_name, password=PASSWORD, **fields)
    if phone:
        SignInName.objects.create(
            user=person, kind=SignInName.Kind.PHONE, normalised=phone
        )
    return person


def make_authority(
    name: str = "Sở GD&ĐT Nậm Xuân", *, parent=None, **fields
) -> Authority:
    fields.setdefault("kind", Authority.Kind.DEPARTMENT)
    return Authority.objects.create(name=name, parent=parent, **fields)


def make_school(
    name: str = "THCS Hoa Ban", *, authority: Authority | None = None
) -> School:
    school = School()
    school.set_name(name)
    school.save()
    SchoolName.objects.create(school=school, name=school.name)
    if authority:
        SchoolAuthority.objects.create(
            school=school, authority=authority, kind=SchoolAuthority.Kind.OWNER
        )
    return school


def make_cluster(
    label: str = "Cụm 1", *, authority: Authority | None = None, schools=(), **fields
) -> Cluster:
    cluster = Cluster(managing_authority=authority, **fields)
    cluster.set_label(label)
    cluster.save()
    for school in schools:
        ClusterMembership.objects.create(cluster=cluster, school=school)
    return cluster


def make_post(
    user: User, where: School | Authority, kind: str = Post.Kind.TEACHER, title=""
) -> Post:
    place = {"school": where} if isinstance(where, School) else {"authority": where}
    return Post.objects.create(user=user, kind=kind, title=title, **place)


def make_office(
    user: User, cluster: Cluster, kind: str = ClusterOffice.Kind.HEAD
) -> ClusterOffice:
    return ClusterOffice.objects.create(cluster=cluster, kind=kind, person=user)


def make_exchange(
    *,
    cluster: Cluster | None = None,
    lead=None,
    host: School | None = None,
    schools=(),
    by: User | None = None,
    title: str = "Áp suất chất lỏng",
    kind: str = Kind.LESSON_STUDY,
    on: date | None = date(2026, 11, 26),
    state: str = "draft",
    **fields,
) -> ExchangeSession:
    """A session with one part, its units and no lessons, in the state asked for."""
    lead = lead or cluster or host
    column = {
        Cluster: "lead_cluster",
        School: "lead_school",
        Authority: "lead_authority",
    }
    exchange = ExchangeSession.objects.create(
        **{column[type(lead)]: lead},
        cluster=cluster,
        kind=kind,
        title=title,
        on=PartialDate.of(on) if on else None,
        state=state,
        state_at=timezone.now(),
        state_by=by,
        state_reason="Bão số 5" if state == "cancelled" else "",
        created_by=by,
        **fields,
    )
    Part.objects.create(
        exchange=exchange,
        order=1,
        title="Dạy minh họa và rút kinh nghiệm",
        on=PartialDate.of(on) if on else None,
        starts_at=time(13, 30),
        site=host,
        state="held" if state in {"held", "closed"} else "planned",
    )
    everyone = list(schools) or ([host] if host else [])
    for order, school in enumerate(everyone, 1):
        SessionUnit.objects.create(
            exchange=exchange, order=order, school=school, hosts=school == host
        )
    return exchange


def make_lesson(
    exchange: ExchangeSession,
    *,
    klass: str = "8A2",
    teacher: str | User = "Vàng Thị Mai",
    **fields,
) -> Lesson:
    lesson = Lesson.objects.create(
        exchange=exchange,
        order=exchange.lessons.count() + 1,
        part=exchange.parts.first(),
        klass=klass,
        **fields,
    )
    user = teacher if isinstance(teacher, User) else None
    LessonTeacher.objects.create(
        lesson=lesson, order=1, user=user, name_as_printed=str(teacher)
    )
    return lesson


def make_roster_entry(
    exchange: ExchangeSession, who: str | User, **fields
) -> RosterEntry:
    user = who if isinstance(who, User) else None
    fields.setdefault("kind", "person" if user else "name")
    return RosterEntry.objects.create(
        exchange=exchange,
        order=exchange.roster.count() + 1,
        user=user,
        name_as_printed=str(who),
        **fields,
    )
