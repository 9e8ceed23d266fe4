"""Tie a name that stands in a session to the account of the person, or to the school, it means."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.verbs import Actor, Refused
from sessions.actions.guard import edit, refusing
from sessions.models import ExchangeSession, LessonTeacher, RosterEntry
from sessions.suggestions import Namesake, namesakes_of, schools_meant


def link_teacher(
    *, exchange: ExchangeSession, lesson: int, name: str, user: int, by: Actor
) -> None:
    """The teacher of this name is this person: the lesson then stands among that person's own.

    A lesson whose school nobody wrote down gets the one where the person works. Refuses anybody of
    another name, and whom the editor may not be shown.
    """
    with edit("lessons", exchange=exchange, by=by, version=None) as locked:
        person = _meant(locked, name, user, by)
        found = (
            LessonTeacher.objects.select_related("lesson")
            .filter(lesson__exchange=locked, lesson=lesson)
            .filter(name_as_printed=name, user=None)
            .first()
        )
        if found is None:
            raise _changed()
        found.user_id = person.user_id
        found.save(update_fields=["user"])
        if found.lesson.school_id is None:
            found.lesson.school_id = person.school_id
            found.lesson.save(update_fields=["school"])


def link_entry(
    *, exchange: ExchangeSession, entry: int, name: str, user: int, by: Actor
) -> None:
    """The entry of the roster that holds only this name is this person; what is printed stays."""
    with (
        edit("people", exchange=exchange, by=by, version=None) as locked,
        refusing(_("One person stands on the list twice.")),
    ):
        person = _meant(locked, name, user, by)
        changed = locked.roster.filter(
            pk=entry, name_as_printed=name, kind=RosterEntry.Kind.NAME
        ).update(user=person.user_id, kind=RosterEntry.Kind.PERSON)
        if not changed:
            raise _changed()


def link_unit(
    *, exchange: ExchangeSession, unit: int, name: str, school: int, by: Actor
) -> None:
    """The unit that is only this name is this school, whose people then see the session; what is
    printed stays. Refuses a school of another name."""
    with (
        edit("units", exchange=exchange, by=by, version=None) as locked,
        refusing(_("One unit stands here twice: it takes part once.")),
    ):
        units = list(locked.units.all())
        meant = {
            one.school_id
            for question in schools_meant(units)
            if question.row == unit
            for one in question.schools
        }
        found = next((one for one in units if one.pk == unit), None)
        if found is None or found.name_as_printed != name or school not in meant:
            raise _changed()
        found.school_id = school
        found.save(update_fields=["school"])


def _meant(exchange: ExchangeSession, name: str, user: int, by: Actor) -> Namesake:
    editor = by.user
    people = (
        namesakes_of(exchange, [name], user=editor) if isinstance(editor, User) else {}
    )
    for person in people.get(name, []):
        if person.user_id == user:
            return person
    raise _changed()


def _changed() -> Refused:
    return Refused(_("This name was changed meanwhile. Please look at the page again."))
