"""What a line of a plan is read against: the schools, people and subjects near, the months of a year."""

from __future__ import annotations

from django.utils.functional import cached_property

from clusters.models import Cluster, Grade, School, SchoolYear
from clusters.partial_dates import PartialDate
from clusters.programme import KnownSubjects
from sessions.permissions import Leads
from sessions.planning.content import month_words
from sessions.planning.rows import TeacherLine
from sessions.planning.words import name_and_place
from sessions.suggestions import levels_of_leads, near_leads, subject_words
from sessions.unit_names import Units


class PlanScope:
    """What a line of the plan is read against: the cluster's schools, people and subjects, the months
    of the year. Made once for a form, however many lines it has."""

    def __init__(self, cluster: Cluster, year: SchoolYear) -> None:
        self.cluster, self.year = cluster, year
        leads = Leads(clusters=[cluster])
        self.near = near_leads(leads)
        self.levels = levels_of_leads(leads)
        self.subjects = KnownSubjects()
        self.schools = {one.pk: one for one in self.near.schools.values()}
        self._units = Units({pk: [one.name] for pk, one in self.schools.items()})

    @cached_property
    def grades(self) -> dict[int, Grade]:
        return {
            one.number: one for one in Grade.objects.exclude(number=None) if one.number
        }

    @cached_property
    def subject_words(self) -> list[str]:
        return subject_words(self.levels)

    @cached_property
    def months(self) -> list[tuple[str, str]]:
        """The months of the school year, in its order."""
        first = self.year.starts_on
        dates = [
            PartialDate(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1)
            for n in range(12)
        ]  # fmt: skip
        return [(str(one), month_words(one)) for one in dates]

    def school(self, words: str) -> School | None:
        """The school that these words mean: by its suggestion, or the only one near of that name."""
        found = self._units.find(words)
        return self.schools[found] if found is not None else self.near.school(words)

    def teacher(self, words: str, known: dict[str, TeacherLine]) -> TeacherLine:
        """Who is meant: who stood there already, the person of a suggestion, a school, or a name, with
        its school where one is written behind it."""
        if words in known:
            return known[words]
        person = self.near.person(words)
        if person is not None:
            school = self.schools.get(person.school_id or 0) or self.near.school_of(
                person.user
            )
            return TeacherLine(
                name=person.user.full_name, user=person.user, school=school
            )
        school = self.school(words)
        if school is not None:
            return TeacherLine(name=school.name, school=school)
        name, place = name_and_place(words)
        school = self.school(place) if place else None
        return TeacherLine(name=name if school else words, school=school)
