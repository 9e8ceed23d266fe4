"""Rows from which administrative papers are made."""

from datetime import date

from django.utils import timezone

from clusters.models import SchoolYear
from clusters.partial_dates import PartialDate
from sessions.models import (
    PlanHost,
    PlanLesson,
    PlanRound,
    PlanRow,
    PlanTeacher,
    PlanVersion,
    YearPlan,
)
from sessions.models.exchange import Kind


def make_version(cluster, *, approved: bool = False, rounds: int = 1, **fields):
    """A version of the plan of a cluster for 2026-2027: each round has two lessons."""
    year, _ = SchoolYear.objects.get_or_create(
        label="2026-2027",
        defaults={"starts_on": date(2026, 9, 1), "ends_on": date(2027, 5, 31)},
    )
    plan, _ = YearPlan.objects.get_or_create(cluster=cluster, school_year=year)
    now = timezone.now()
    version = PlanVersion.objects.create(
        plan=plan,
        number=plan.versions.count() + 1,
        state="approved" if approved else "draft",
        state_at=now,
        approved_at=now if approved else None,
        **{
            "issued_on": PartialDate.parse("2026-09-05"),
            "bases": "Căn cứ Quyết định số 2269/QĐ-BGDĐT\n\n",
            "purposes": "Nâng cao chất lượng sinh hoạt chuyên môn.",
        }
        | fields,
    )
    for order in range(1, rounds + 1):
        row = PlanRow.objects.create(
            version=version,
            round=PlanRound.objects.create(plan=plan),
            order=order,
            label=f"lần {order}",
            on=PartialDate.parse("2026-10"),
            kind=Kind.LESSON_STUDY,
            chair_as_printed="Dương Quốc Đạt",
        )
        PlanHost.objects.create(row=row, order=1, name_as_printed="THCS Pa Sương")
        for at, subject in enumerate(("KHTN 8", "Toán 9"), 1):
            lesson = PlanLesson.objects.create(
                row=row, order=at, subject_as_printed=subject
            )
            PlanTeacher.objects.create(
                lesson=lesson, order=1, name_as_printed="Vàng Thị Mai"
            )
    return version
