"""Everything near a session by the labels that a form shows, and what typed labels mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.models import User
from accounts.text import nfc
from clusters.models import School, Subject
from clusters.models.programme import subject_said
from sessions.models import ExchangeSession
from sessions.permissions import Leads
from sessions.suggestions.people import Person, people_of, person_labelled
from sessions.suggestions.scope import Scope, Unit, scope_of_exchange, scope_of_leads
from sessions.suggestions.units import (
    MOST_SCHOOLS,
    far_label,
    key,
    labelled,
    school_labelled,
    school_near_named,
)


@dataclass(frozen=True)
class Near:
    """What a form offers at once, by the label of each suggestion; `scope` is where it looks for
    others."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)

    @property
    def schools(self) -> dict[str, School]:
        return {
            label: unit
            for label, unit in self.units.items()
            if isinstance(unit, School)
        }

    @property
    def has_more_schools(self) -> bool:
        """More schools are near than a list to choose from can hold."""
        return len(self.scope.schools) > MOST_SCHOOLS

    def label_of(self, unit: Unit | None) -> str:
        """The words that stand for a unit in a form: those that mean it again when they come back."""
        if unit is None:
            return ""
        for label, known in self.units.items():
            if known == unit and type(known) is type(unit):
                return label
        return far_label(unit) if isinstance(unit, School) else str(unit)

    def unit(self, text: str) -> Unit | None:
        """The unit that these words are the suggestion of: one that is near, or a school picked with
        its place. A bare name means nobody who is far."""
        wanted = key(text)
        if not wanted:
            return None
        for label, unit in self.units.items():
            if key(label) == wanted:
                return unit
        return school_near_named(self.scope, text) or school_labelled(text)

    def school(self, text: str) -> School | None:
        unit = self.unit(text)
        return unit if isinstance(unit, School) else None

    def person(self, text: str) -> Person | None:
        """The person whose suggestion was picked, letter by letter; never by name alone."""
        label = nfc(" ".join(text.split()))
        if label not in self.people and (found := person_labelled(self.scope, label)):
            self.people[label] = found
        return self.people.get(label)

    def school_of(self, user: User) -> School | None:
        """The school at which this person, picked in this form, works."""
        for person in self.people.values():
            if person.user == user and person.school_id is not None:
                for school in self.schools.values():
                    if school.pk == person.school_id:
                        return school
                return School.objects.filter(pk=person.school_id).first()
        return None


def near_exchange(exchange: ExchangeSession, *, people: bool = True) -> Near:
    """What is near a stored session."""
    return _near(scope_of_exchange(exchange), people=people)


def near_leads(leads: Leads) -> Near:
    """What is near the leads that a person may make a session for."""
    return _near(scope_of_leads(leads), people=True)


def _near(scope: Scope, *, people: bool) -> Near:
    schools = list(School.objects.filter(pk__in=scope.schools)[:MOST_SCHOOLS])
    return Near(
        units=labelled([*schools, *scope.units]),
        people=people_of(scope) if people else {},
        scope=scope,
    )


def _taught_at(levels: Collection[int]) -> QuerySet[Subject]:
    subjects = Subject.objects.filter(is_active=True)
    return subjects.filter(levels__in=levels).distinct() if levels else subjects


def subject_words(levels: Collection[int] = ()) -> list[str]:
    """The subjects as people choose them, of these levels if any are given: the short form where it
    says something, else the name."""
    return [
        subject_said(name, short)
        for name, short in _taught_at(levels).values_list("name", "short_name")
    ]
