"""What the page on which a plan is typed shows: the text as it stands, section by section."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lessons.models import LessonPlan, PlanComment, PlanDraft, PlanRevision
from lessons.structures import (
    HEAD,
    ORGANISATION,
    SECTIONS,
    Content,
    Field,
    Section,
    digest_of,
    form_for,
    form_of,
    mark_of,
    missing_of,
    next_extra,
    of_its_form,
    places_of,
    sections_of,
    too_long,
    written,
)
from sessions.models import Lesson

# Comments by the section that they are about.
Comments = Mapping[str, list[PlanComment]]

# The names of the forms, on the page.
NAMES = {
    "cv5512": "Công văn 5512, phụ lục IV (THCS, THPT)",
    "cv2345": "Công văn 2345 (tiểu học)",
    "free": "Tự do (mầm non)",
}


@dataclass(frozen=True)
class Text:
    """Where the text of a plan comes from: what is being typed, the last typed revision, or nothing yet."""

    content: Content
    draft: PlanDraft | None = None
    revision: PlanRevision | None = None

    @property
    def is_handed_in(self) -> bool:
        """Whether the newest standing revision says just this."""
        return self.revision is not None and self.revision.sha256 == digest_of(
            of_its_form(self.content)
        )


def text_of_plan(plan: LessonPlan | None, lesson: Lesson) -> Text:
    """What the page begins with: the draft, else the last typed revision, else what the lesson says."""
    if plan is None:
        return Text(first_content(lesson))
    draft = PlanDraft.objects.select_related("updated_by").filter(plan=plan).first()
    revision = (
        plan.revisions.filter(withdrawal=None, kind=PlanRevision.Kind.TYPED)
        .order_by("-number")
        .first()
    )
    if draft is not None:
        return Text(dict(draft.content), draft, revision)
    if revision is not None and revision.content:
        return Text(dict(revision.content), None, revision)
    return Text(first_content(lesson))


def first_content(lesson: Lesson) -> Content:
    """Of a plan that nobody has begun: the form of the class's level, the topic, the number of periods."""
    content = {
        "form": form_for(_level_of(lesson), lesson.klass),
        "title": lesson.topic,
        "periods": f"{lesson.periods} tiết"
        if lesson.periods and lesson.kind == Lesson.Kind.LESSON
        else "",
    }
    return {name: text for name, text in content.items() if text}


def _level_of(lesson: Lesson) -> str:
    """The code of the level: of the grade, else of a school that has only one."""
    if lesson.grade:
        return lesson.grade.level.code
    if lesson.kind == Lesson.Kind.ACTIVITY:
        return "mn"
    school = lesson.class_school or lesson.school
    levels = list(school.levels.values_list("code", flat=True)[:2]) if school else []
    return levels[0] if len(levels) == 1 else ""


def name_of(name: str, content: Mapping[str, str]) -> str:
    """What a field is called in a sentence: “a) Mục tiêu” of an activity with the activity."""
    if name in HEAD:
        return HEAD[name]
    for section in [
        *sections_of(content),
        *(one for sections in SECTIONS.values() for one in sections),
    ]:
        for field in section.fields:
            if field.key == name:
                return " – ".join(filter(None, [section.title, field.title]))
    return _("Another section")


def refusal_of_length(content: Mapping[str, str]) -> str:
    """Why this is too much text; empty if it fits."""
    name = too_long(content)
    if name is None:
        return ""
    if not name:
        return _("This is more text than a plan can hold. Please shorten it.")
    return _("“%(section)s” holds more text than fits. Please shorten it.") % {
        "section": name_of(name, content)
    }


def refusal_of_missing(content: Mapping[str, str]) -> str:
    """What is missing so that it can be handed in: a title and any text; empty if nothing is."""
    missing = missing_of(content)
    if missing is None:
        return ""
    if not content.get("title"):
        return _("Please write “%(field)s” first. Everything else may stay empty.") % {
            "field": missing
        }
    return _(
        "The plan has no text yet. Please write at least one section, for example “%(section)s”."
    ) % {"section": missing}


@dataclass(frozen=True)
class Cell:
    """A field as the page draws it."""

    name: str
    title: str
    text: str
    was: str
    short: bool = False
    # The heading above the first of the four steps.
    above: str = ""
    # What somebody else wrote there while this page was open.
    theirs: str | None = None


@dataclass(frozen=True)
class Block:
    """A section of the page; `heading` and `place` only of an own section."""

    section: Section
    cells: list[Cell]
    chapter: str = ""
    heading: Cell | None = None
    place: Cell | None = None
    # What colleagues said of it that is still open.
    said: list[PlanComment] = dataclasses.field(default_factory=list)

    @property
    def is_written(self) -> bool:
        return any(cell.text for cell in self.cells)


class Sheet:
    """The page: its head, its sections, the blank own one. `typed` are texts that were posted and not
    saved, since somebody else wrote the same field (`theirs`) meanwhile or they were refused; `said`
    is what colleagues said of the sections and what is still open."""

    def __init__(
        self,
        text: Text,
        *,
        typed: Mapping[str, str] | None = None,
        theirs: Mapping[str, str] | None = None,
        said: Comments | None = None,
    ) -> None:
        self.text = text
        self.stored = text.content
        self.shown = {**self.stored, **(typed or {})}
        self.theirs = theirs or {}
        self.said = said or {}
        self.form = form_of(self.shown)
        self.form_was = mark_of(self.stored.get("form", ""))
        self.forms = NAMES
        self.places = places_of(self.form)
        self.head = [
            self._cell(Field(name, title, short=True)) for name, title in HEAD.items()
        ]
        self.blocks = self._blocks()
        # Of the whole plan, of pages, of sections that this form does not have.
        self.said_elsewhere = elsewhere(
            self.said, {block.section.key for block in self.blocks}
        )
        new = next_extra(self.shown)
        self.blank = self._own(Section(f"x{new}", "", (), extra=True)) if new else None

    @property
    def other_form(self) -> bool:
        """Whether there is text of another form, which this one does not show."""
        here = {
            one.key for section in sections_of(self.shown) for one in section.fields
        }
        return any(
            field.key not in here and self.shown.get(field.key)
            for sections in SECTIONS.values()
            for section in sections
            for field in section.fields
        )

    def _cell(self, field: Field, above: str = "") -> Cell:
        return Cell(
            name=field.key,
            title=field.title,
            text=self.shown.get(field.key, ""),
            was=mark_of(self.stored.get(field.key, "")),
            short=field.short,
            above=above,
            theirs=self.theirs.get(field.key),
        )

    def _own(self, section: Section, chapter: str = "") -> Block:
        return Block(
            section=section,
            cells=[self._cell(Field(f"{section.key}.text"))],
            chapter=chapter,
            heading=self._cell(Field(f"{section.key}.title", short=True)),
            place=self._cell(Field(f"{section.key}.after", short=True)),
            said=self.said.get(section.key, []),
        )

    def _blocks(self) -> list[Block]:
        blocks = []
        last = ""
        for section in sections_of(self.shown):
            chapter = section.chapter if section.chapter != last else ""
            last = section.chapter or last
            if section.extra:
                blocks.append(self._own(section))
                continue
            cells = []
            organised = False
            for field in section.fields:
                above = ORGANISATION if field.step and not organised else ""
                organised = organised or field.step
                cells.append(self._cell(field, above))
            said = self.said.get(section.key, [])
            blocks.append(Block(section, cells, chapter, said=said))
        return blocks


@dataclass(frozen=True)
class Read:
    """A section as it is read: its heading, the texts with theirs, one paragraph each."""

    key: str
    chapter: str
    title: str
    texts: list[tuple[str, str, str]]
    said: list[PlanComment]


def elsewhere(said: Comments, shown: set[str]) -> list[PlanComment]:
    """The comments that belong to none of the sections shown, in the order they were written."""
    rest = [one for key, rows in said.items() if key not in shown for one in rows]
    return sorted(rest, key=lambda one: one.pk)


def reading_of(content: Mapping[str, str], said: Comments | None = None) -> list[Read]:
    """What a typed plan says, in order: only what was written; beside it what was said of it."""
    found = []
    last = ""
    for one in written(content):
        chapter = one.section.chapter if one.section.chapter != last else ""
        last = one.section.chapter or last
        texts = []
        organised = False
        title = one.section.title
        for field, text in one.texts:
            if field.key.endswith(".name"):
                title = f"{title} – {text}"
                continue
            above = ORGANISATION if field.step and not organised else ""
            organised = organised or field.step
            texts.append((above, field.title, text))
        beside = (said or {}).get(one.section.key, [])
        found.append(Read(one.section.key, chapter, title, texts, beside))
    return found
