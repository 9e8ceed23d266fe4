"""A year, a cluster with a plan, brought to a state by the real verbs."""

from datetime import UTC, date, datetime

from accounts.verbs import Actor
from clusters import programme
from clusters.models import SchoolYear
from clusters.partial_dates import PartialDate
from sessions.actions import plans
from sessions.forms.plans.scope import PlanScope
from sessions.models import PlanVersion
from sessions.planning.content import mark_of, rows_of
from sessions.planning.rows import HostLine, LessonLine, RoundLine, TeacherLine

NOW = datetime(2026, 9, 10, 3, 0, tzinfo=UTC)
TODAY = date(2026, 9, 10)


def actor(user=None) -> Actor:
    return Actor(user=user, request_id="test")


def school_year() -> SchoolYear:
    programme.load()
    return SchoolYear.objects.get(label="2026-2027")


def round_line(school=None, **fields) -> RoundLine:
    """A round in October 2026 at a school, with one lesson."""
    fields.setdefault("label", "Lần 1")
    fields.setdefault("on", PartialDate(2026, 10))
    fields.setdefault("when_as_printed", "10/2026")
    fields.setdefault(
        "hosts", (HostLine(name=school.name, school=school),) if school else ()
    )
    fields.setdefault("lessons", (lesson_line(),))
    return RoundLine(**fields)  # fmt: skip


def lesson_line(teacher="Vàng Thị Mai", user=None, school=None, **fields) -> LessonLine:
    fields.setdefault("subject_as_printed", "KHTN 8A2")
    fields.setdefault("topic", "Áp suất chất lỏng")
    people = (TeacherLine(name=teacher, user=user, school=school),) if teacher else ()
    return LessonLine(teachers=people, **fields)


def form_of(version: PlanVersion | None, word: str = "tab-typed") -> str:
    rows = []
    if version is not None:
        version = PlanVersion.objects.get(pk=version.pk)
        rows = rows_of(version)
    return f"{mark_of(version, rows)}-{word}"


def saved(world, lines=None, *, base=None, by=None, cluster=None, word="tab-typed"):
    """The plan's table as one form says it."""
    return plans.save(
        cluster=cluster or world.north,
        school_year=school_year(),
        lines=[round_line(world.host)] if lines is None else lines,
        form=form_of(base, word),
        by=actor(by or world.cluster_head),
        now=NOW,
    )


def in_state(world, state: str) -> PlanVersion:
    """A version of the North's plan in a state; RETURNED and SENT come from the secretary."""
    version = saved(world, by=world.secretary)
    if state != "draft":
        version = plans.send(version=version, by=actor(world.secretary), now=NOW)
    head = actor(world.cluster_head)
    if state == "returned":
        version = plans.give_back(version=version, by=head, now=NOW, reason="Thiếu đợt học kỳ II")  # fmt: skip
    if state in {"approved", "replaced"}:
        version = plans.approve(version=version, by=head, now=NOW)
    if state == "replaced":
        second = saved(
            world,
            [round_line(world.guest, round=version.rows.get().round_id)],
            base=version,
        )
        plans.send(version=second, by=head, now=NOW)
        version.refresh_from_db()
    assert version.state == state
    return version


def scope(world) -> PlanScope:
    return PlanScope(world.north, school_year())
