"""What is asked about the names in a pasted table, who or which school is meant, and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from sessions.forms.fields import joined, separated
from sessions.forms.plans.pasted_line import PastedLineForm
from sessions.forms.plans.scope import PlanScope
from sessions.planning.rows import TeacherLine
from sessions.planning.words import bare_name, parted
from sessions.suggestions import people_named


@dataclass(frozen=True)
class NameQuestion:
    """A name and those whom it can mean: (what choosing it writes, how it is shown)."""

    name: str
    options: list[tuple[str, str]]
    picked: str = ""


def people_asked(
    lines: Sequence[PastedLineForm], scope: PlanScope
) -> list[NameQuestion]:
    """Names in the table that people of the cluster bear: each a question, one query."""
    written = _unknown_people(lines)
    found = people_named(
        scope.near.scope, [bare_name(one.name) for one in written.values()]
    )
    questions = []
    for words, one in written.items():
        people = found.get(bare_name(one.name), {})
        if one.school is not None:
            here = {
                label: person
                for label, person in people.items()
                if person.school_id == one.school.pk
            }
            people = here or people
        if people:
            options = [(label, label) for label in people]
            # Name and school are written, and one person is meant by both.
            sure = options[0][0] if one.school and len(options) == 1 else ""
            questions.append(NameQuestion(words, options, sure))
    return questions


def _unknown_people(lines: Sequence[PastedLineForm]) -> dict[str, TeacherLine]:
    """Who is written and tied to no account, by the words that stand for them; no schools."""
    written: dict[str, TeacherLine] = {}
    for form in lines:
        data = getattr(form, "cleaned_data", {})
        people = [*data.get("teachers", ()), *filter(None, [data.get("chair")])]
        written |= {
            words: one
            for words, one in zip(_names_in(form), people, strict=False)
            if one.user is None and not one.is_school
        }
    return written


def _names_in(form: PastedLineForm) -> list[str]:
    """The words of the people of a line, in the order in which they were cleaned."""
    names = separated(str(form["teachers"].value() or ""))
    chair = " ".join(str(form["chair"].value() or "").split())
    return [*names, *([chair] if chair else [])]


def places_asked(
    lines: Sequence[PastedLineForm], scope: PlanScope
) -> list[NameQuestion]:
    """Hosts that are no school near: which one is meant, if any."""
    schools = [(one.name, one.name) for one in scope.schools.values()]
    names = dict.fromkeys(
        host.name
        for form in lines
        for host in getattr(form, "cleaned_data", {}).get("hosts", ())
        if host.school is None
    )
    return [NameQuestion(name, schools) for name in names] if schools else []


def answered(data: QueryDict, prefix: str) -> QueryDict:
    """The posted lines with the names replaced for which somebody said who or which school is
    meant."""
    people = _picks(data, "who")
    places = _picks(data, "place")
    if not people and not places:
        return data
    changed = data.copy()
    for name in list(changed):
        if not name.startswith(f"{prefix}-"):
            continue
        if name.endswith(("-teachers", "-chair")):
            pieces = separated(changed[name])
            changed[name] = joined([people.get(one, one) for one in pieces])
        elif name.endswith("-hosts") and places:
            pieces = parted(changed[name])
            changed[name] = joined([places.get(one, one) for one in pieces])
    return changed


def _picks(data: QueryDict, what: str) -> dict[str, str]:
    """Names with what was picked for them."""
    names, picks = data.getlist(f"{what}_name"), data.getlist(f"{what}_pick")
    return {name: pick for name, pick in zip(names, picks, strict=False) if pick}
