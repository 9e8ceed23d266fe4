"""What a look for clashes costs among 2,000 sessions: `.venv/bin/python -m benchmarks.clashes`.

On a database of its own that is thrown away: SQLite, or the server that DATABASE_URL names.
"""

import os
import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    teardown_databases,
)

from clusters.models import ClusterOffice, Post  # noqa: E402
from clusters.partial_dates import PartialDate  # noqa: E402
from sessions.clashes import asked_by, clashes_of  # noqa: E402
from sessions.models import SessionUnit  # noqa: E402
from sessions.rows import (  # noqa: E402
    Details,
    LessonRow,
    NewExchange,
    PartRow,
    TeacherRow,
    UnitRow,
)
from tests import builders  # noqa: E402

SESSIONS, CLUSTERS, SCHOOLS = 2000, 8, 5
FIRST = date(2026, 9, 7)
DAYS = 240
ROUNDS = 15


def fill() -> tuple:
    """A school year of a province: clusters of five schools, each session with a lesson, a teacher
    and two people on its list, on weekdays, morning and afternoon."""
    office = builders.make_authority()
    world = []
    for number in range(CLUSTERS):
        schools = [
            builders.make_school(f"THCS {number}.{one}", authority=office)
            for one in range(SCHOOLS)
        ]
        cluster = builders.make_cluster(
            f"Cụm {number}", authority=office, schools=schools
        )
        teachers = []
        for school in schools:
            head = builders.make_person(f"Hiệu trưởng {school}")
            builders.make_post(head, school, Post.Kind.PRINCIPAL)
            for one in range(4):
                teacher = builders.make_person(f"Giáo viên {one} {school}")
                builders.make_post(teacher, school)
                teachers.append(teacher)
        builders.make_office(head, cluster, ClusterOffice.Kind.HEAD)
        world.append((cluster, schools, teachers, head))
    for number in range(SESSIONS):
        cluster, schools, teachers, _head = world[number % CLUSTERS]
        host = schools[number % SCHOOLS]
        exchange = builders.make_exchange(
            cluster=cluster,
            host=host,
            schools=schools,
            title=f"Chuyên đề {number}",
            on=FIRST + timedelta(days=number * 7 % DAYS),
            state="scheduled",
        )
        builders.make_lesson(
            exchange,
            klass=f"{6 + number % 4}A{number % 3}",
            teacher=teachers[number % len(teachers)],
        )
        for one in (1, 2):
            builders.make_roster_entry(
                exchange, teachers[(number * 3 + one) % len(teachers)]
            )
    return world[0]


def asked_for(cluster, schools, teachers, day: date):
    """A lesson study of the cluster in two parts, with all its schools."""
    return asked_by(
        NewExchange(
            details=Details(kind="lesson_study", lead=cluster, cluster=cluster),
            parts=[
                PartRow(on=PartialDate.of(day), site=schools[0]),
                PartRow(on=PartialDate.of(day + timedelta(days=7)), site=schools[0]),
            ],
            units=[
                UnitRow(school=school, hosts=school == schools[0]) for school in schools
            ],
            lessons=[
                LessonRow(
                    klass="8A2",
                    topic="Áp suất",
                    teachers=[TeacherRow(name=str(teachers[0]), user=teachers[0])],
                )
            ],
            lessons_in=2,
        ),
        ["0", "1"],
    )


def main() -> int:
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            cluster, schools, teachers, head = fill()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        times, queries, found = [], set(), 0
        for number in range(ROUNDS + 1):
            asked = asked_for(
                cluster, schools, teachers, FIRST + timedelta(days=60 + number)
            )
            head.__dict__.pop("_standing", None)
            with CaptureQueriesContext(connection) as captured:
                start = time.perf_counter()
                told = clashes_of(asked, viewer=head, today=FIRST)
                times.append(time.perf_counter() - start)
            queries.add(len(captured))
            found = max(found, len(told.clashes))
        units = SessionUnit.objects.count()
        print(
            f"{connection.vendor}: {SESSIONS} sessions, {units} units; a check "
            f"{statistics.median(times[1:]) * 1000:.0f} ms (worst {max(times[1:]) * 1000:.0f}), "
            f"{min(queries)}–{max(queries)} queries, up to {found} clashes"
        )
    finally:
        teardown_databases(kept, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
