"""The draft of a news report, in the order and style of the reports that schools write. Pure.

Each maker turns a few facts into blocks and knows nothing else. A block remembers its maker, its
text as drafted and the hash of its facts, so that an edited block is recognised later and a change
of the facts is shown beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from reports.facts.news import (
    BasisFacts,
    DecisionFacts,
    ItemFacts,
    LessonFacts,
    NewsFacts,
    PersonFacts,
    UnitFacts,
    WhenFacts,
    facts_hash,
)
from reports.wording.vietnamese import (
    HALF_DAYS,
    bare_school,
    clause,
    clock,
    day_in_news,
    join_and,
    lower_first,
    number,
    school,
    schools,
    sentence,
    upper_first,
)

CALLED = {
    "lesson_study": "sinh hoạt chuyên môn theo hướng nghiên cứu bài học",
    "demo_lessons": "sinh hoạt chuyên môn",
    "exchange": "buổi giao lưu chuyên môn",
    "joint_exam": "khảo sát chung",
    "signing": "lễ ký kết",
    "conference": "hội nghị",
    "visit": "buổi thăm và trao đổi chuyên môn",
}
_TOLD = {"remark", "visit", "performance", "gift", "election", "answer"}
_LISTS = (
    ("subject", "Nội dung trao đổi"),
    ("strength", "Ưu điểm"),
    ("difficulty", "Khó khăn, vướng mắc"),
    ("proposal", "Đề xuất"),
)
_COUNT = {2: "hai", 3: "ba", 4: "bốn", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám"}


@dataclass(frozen=True)
class Made:
    """One drafted block: its maker, its content, and the facts it was made from."""

    made_by: str
    content: dict[str, Any]
    facts: tuple[Any, ...]


@dataclass(frozen=True)
class Draft:
    """A drafted report: `blocks` in the form that revisions keep."""

    title: str
    lead: str
    blocks: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class AuthorFacts:
    """Whose name stands under the report."""

    name: str = ""
    school: str = ""
    label: str = ""


def draft(facts: NewsFacts, author: AuthorFacts | None = None) -> Draft:
    """The first draft of the news report of a session: nothing that its rows do not say."""
    made: list[Made] = []
    for maker in _MAKERS:
        made.extend(maker(facts))
    if author and (author.name or author.school):
        content = {
            "type": "author",
            "name": author.name,
            "school": bare_school(author.school),
            "label": author.label,
        }
        made.append(Made("author", content, (author,)))
    return Draft(title=title(facts), lead="", blocks=tuple(_block(one) for one in made))


def _block(made: Made) -> dict[str, Any]:
    content = {key: value for key, value in made.content.items() if key != "type"}
    return {
        "id": made.made_by,
        **made.content,
        "made_by": made.made_by,
        "drafted": content,
        "facts": facts_hash(*made.facts),
    }


def title(facts: NewsFacts) -> str:
    """The title as typed, else the event's word with who held it."""
    if facts.title:
        return facts.title
    return upper_first(
        " ".join(word for word in (called(facts), facts.cluster) if word)
    )


def called(facts: NewsFacts) -> str:
    """The event's own word, for the middle of a sentence."""
    return clause(facts.called) or CALLED[facts.kind]


def person(name: str, title_words: str, address: str) -> str:
    """`đồng chí Nguyễn Thị Hằng Nga, Hiệu trưởng …`; with the other setting the name alone."""
    named = f"đồng chí {name}" if address == "dong_chi" else name
    return f"{named}, {title_words}" if title_words else named


def teacher(name: str, address: str) -> str:
    """A teacher inside a sentence; nobody's gender is guessed."""
    return f"đồng chí {name}" if address == "dong_chi" else f"giáo viên {name}"


# --- the makers, in the order of the report -------------------------------------------------


def _bases(facts: NewsFacts) -> Iterator[Made]:
    cited = [basis for basis in facts.bases if basis.role != "mentioned"]
    if cited:
        lines = [basis_line(basis) for basis in cited]
        if len(lines) == 1:
            text = sentence(lines[0])
            yield Made("bases", {"type": "paragraph", "text": text}, (cited,))
            return
        items = [f"{line};" for line in lines[:-1]] + [f"{lines[-1]}."]
        yield Made("bases", {"type": "list", "items": items}, (cited,))


def basis_line(basis: BasisFacts) -> str:
    """A basis without its closing mark: opening words, type, number, day, issuer, summary.

    What is not known is left out; what was written as one raw line stays as it was.
    """
    opening = basis.opening_words or (
        "Thực hiện" if basis.role == "carries_out" else "Căn cứ"
    )
    if basis.raw and not (basis.number or basis.summary or basis.type):
        return (
            f"{opening} {lower_first(clause(basis.raw))}"
            if basis.opening_words
            else clause(basis.raw)
        )
    words = [opening, clause(basis.type)]
    if basis.number:
        words.append(f"số {basis.number}")
    words.append(day_in_news(basis.issued_on))
    if basis.issuer:
        words.append(f"của {basis.issuer}")
    summary = clause(basis.summary)
    if summary:
        words.append(
            summary
            if summary.lower().startswith("về ")
            else f"về {lower_first(summary)}"
        )
    return " ".join(word for word in words if word)


def _opening(facts: NewsFacts) -> Iterator[Made]:
    who, beside = _organisers(facts)
    verb = "đã tổ chức" if facts.held else "sẽ tổ chức"
    said = f"{who} {verb} {called(facts)}"
    if facts.rounds:
        said += f" ({facts.rounds})"
    if beside:
        said += f" với {beside}"
    place = _one_place(facts)
    if place:
        said += f" tại {place}"
    if facts.school_year:
        said += f", năm học {facts.school_year}"
    when = _when_words(facts)
    text = sentence(f"{when}, {said}" if when else said)
    if facts.purpose.strip():
        text += f" {_purpose(facts.purpose)}"
    if facts.when.duration:
        text += f" Hoạt động diễn ra trong {clause(facts.when.duration)}."
    yield Made(
        "opening",
        {"type": "paragraph", "text": text},
        (
            who,
            beside,
            facts.held,
            facts.called,
            facts.kind,
            facts.rounds,
            place,
            facts.school_year,
            when,
            facts.purpose,
            facts.when.duration,
        ),
    )


def _when_words(facts: NewsFacts) -> str:
    """`Chiều ngày 31/03/2023`; the words as printed win; nothing if nothing is known.

    Without a day of its own the session takes that of its parts if they share one; otherwise
    the parts tell their own days.
    """
    when = _shared_when(facts)
    if when.date_as_printed:
        return clause(when.date_as_printed)
    day = day_in_news(when.on)
    if not day:
        return ""
    half = HALF_DAYS.get(when.half_day, "")
    words = f"{half} {day}" if half else day
    return f"{clock(when.starts_at)} {words}" if when.starts_at else words


def _shared_when(facts: NewsFacts) -> WhenFacts:
    parts = [part for part in facts.parts if part.state != "cancelled"]
    if not (facts.when.on or facts.when.date_as_printed):
        days = {(part.when.on, part.when.half_day) for part in parts}
        if len(days) == 1:
            starts = parts[0].when.starts_at if len(parts) == 1 else ""
            return replace(parts[0].when, starts_at=starts)
        return WhenFacts()
    if len(parts) == 1 and parts[0].when.on == facts.when.on:
        return replace(facts.when, starts_at=parts[0].when.starts_at)
    return facts.when


def _organisers(facts: NewsFacts) -> tuple[str, str]:
    """Who held it, and with whom; the order of the units is kept."""
    if facts.cluster:
        area = f" ({facts.cluster_area})" if facts.cluster_area else ""
        return f"{facts.cluster}{area}", ""
    organising = [
        unit.name for unit in facts.units if unit.organises and unit.kind == "school"
    ]
    others = [
        unit.name
        for unit in facts.units
        if not unit.organises and unit.kind == "school" and unit.took_part is not False
    ]
    if not organising:
        return (school(facts.lead) if facts.lead_kind == "school" else facts.lead), ""
    beside = schools(others) if facts.kind == "exchange" and others else ""
    return schools(organising), beside


def _one_place(facts: NewsFacts) -> str:
    places = {part.place for part in facts.parts if part.place}
    if len(places) == 1:
        return places.pop()
    hosts = [unit.name for unit in facts.units if unit.hosts]
    return schools(hosts) if hosts and not places else ""


def _purpose(purpose: str) -> str:
    words = lower_first(clause(purpose))
    return sentence(
        f"Hoạt động {words}" if words.startswith("nhằm ") else f"Hoạt động nhằm {words}"
    )


def _people(facts: NewsFacts) -> Iterator[Made]:
    present = [unit for unit in facts.units if unit.took_part is not False]
    named = {entry.unit for entry in facts.people if entry.unit >= 0}
    silent = [
        unit
        for index, unit in enumerate(facts.units)
        if unit in present and index not in named
    ]
    verb = "Tham gia có" if facts.held else "Thành phần mời gồm"
    # People who are named for no unit, beside units that name nobody: one sentence tells both.
    loose = [
        entry
        for entry in facts.people
        if entry.kind == "group" and not entry.organisation
    ]
    together = bool(silent) and not named and len(loose) == len(facts.people)
    if silent:
        # Everyone who came, also those whose people are named below: a list of some reads as all.
        text = _units_sentence(verb, present, loose if together else [])
        yield Made(
            "units", {"type": "paragraph", "text": text}, (facts.held, present, loose)
        )
    groups = []
    for index, unit in enumerate(facts.units):
        entries = [entry for entry in facts.people if entry.unit == index]
        if entries and unit in present:
            groups.append(
                {"unit": _unit_head(unit), "entries": _entries(entries, facts.address)}
            )
    free: dict[str, list[PersonFacts]] = {}
    for entry in facts.people:
        if entry.unit < 0 and not together:
            free.setdefault(entry.organisation, []).append(entry)
    for organisation, entries in free.items():
        groups.append(
            {
                "unit": upper_first(organisation),
                "entries": _entries(entries, facts.address),
            }
        )
    if groups:
        groups.sort(key=lambda group: group["unit"] == "")
        head = "Thành phần tham dự" if facts.held else "Thành phần mời"
        yield Made("people.heading", {"type": "heading", "text": head}, (facts.held,))
        yield Made(
            "people",
            {"type": "people", "groups": groups},
            (facts.units, facts.people, facts.address),
        )
    if facts.totals:
        text = sentence(f"Số người dự: {join_and(facts.totals)}")
        yield Made("totals", {"type": "paragraph", "text": text}, (facts.totals,))


def _units_sentence(
    verb: str, units: list[UnitFacts], people: list[PersonFacts]
) -> str:
    words = [_counted(entry) for entry in people]
    if len(words) == 1 and words[0].endswith(" các trường"):
        return (
            f"{verb} {words[0]} {join_and(bare_school(unit.name) for unit in units)}."
        )
    text = f"{verb} {_units(units)}."
    return f"{text} Thành phần gồm {join_and(words)}." if words else text


def _units(units: list[UnitFacts]) -> str:
    bare = [unit.name for unit in units if unit.kind == "school"]
    others = [unit.name for unit in units if unit.kind != "school"]
    return join_and([*others, *([schools(bare)] if bare else [])])


def _unit_head(unit: UnitFacts) -> str:
    name = school(unit.name) if unit.kind == "school" else unit.name
    return upper_first(f"{unit.inner_unit}, {name}" if unit.inner_unit else name)


def _entries(entries: list[PersonFacts], address: str) -> list[str]:
    return [_entry(entry, address) for entry in entries]


def _entry(entry: PersonFacts, address: str) -> str:
    if entry.kind != "group":
        return upper_first(person(entry.name, entry.title, address))
    return upper_first(_counted(entry))


def _counted(entry: PersonFacts) -> str:
    return f"{entry.name} ({number(entry.count)} người)" if entry.count else entry.name


def _parts(facts: NewsFacts) -> Iterator[Made]:
    titled = [part for part in facts.parts if part.title and part.state != "cancelled"]
    if len(titled) < 2:
        return
    told = _shared_when(facts).on
    lines = []
    for part in titled:
        day = day_in_news(part.when.on) if part.when.on != told else ""
        place = f"tại {part.place}" if part.place and not _one_place(facts) else ""
        beside = ", ".join(word for word in (day, place) if word)
        line = f"Buổi {part.order}: {upper_first(clause(part.title))}"
        lines.append(f"{line} ({beside})." if beside else f"{line}.")
    count = _COUNT.get(len(titled), str(len(titled)))
    yield Made(
        "parts.intro",
        {"type": "paragraph", "text": f"Nội dung gồm {count} buổi:"},
        (len(titled),),
    )
    yield Made("parts", {"type": "list", "items": lines}, (titled, told))


def _groups(facts: NewsFacts) -> Iterator[Made]:
    names = [name for part in facts.parts for name in part.groups]
    if names:
        verb = "đã thảo luận" if facts.held else "sẽ thảo luận"
        word = "Các nhóm chuyên môn" if len(names) > 1 else "Nhóm chuyên môn"
        text = f"{word} {join_and(names)} {verb} riêng."
        yield Made("groups", {"type": "paragraph", "text": text}, (names, facts.held))


def _signing(facts: NewsFacts) -> Iterator[Made]:
    agreement = facts.partnership
    if agreement is None:
        return
    instrument = lower_first(agreement.instrument) or "văn bản hợp tác"
    signers = [
        person(party.signer, party.title, facts.address)
        for party in agreement.parties
        if party.signer
    ]
    if agreement.signed and signers:
        comma = "," if agreement.parties[-1].title else ""
        said = f"{', và '.join(signers)}{comma} đã ký {instrument}"
    elif agreement.signed:
        said = f"Các bên đã ký {instrument}"
    else:
        said = f"Các bên trao đổi dự thảo {instrument}"
    if agreement.programme:
        said += f" thực hiện chương trình “{agreement.programme}”"
    if agreement.period:
        said += f" giai đoạn {agreement.period}"
    if agreement.owner:
        said += f", do {agreement.owner} triển khai"
    yield Made(
        "signing",
        {"type": "paragraph", "text": sentence(said)},
        (agreement, facts.address),
    )


def _commitments(facts: NewsFacts) -> Iterator[Made]:
    agreement = facts.partnership
    if agreement and agreement.commitments:
        head = f"Nội dung {lower_first(agreement.instrument) or 'hợp tác'}"
        yield Made("commitments.heading", {"type": "heading", "text": head}, (head,))
        items = [sentence(text) for text in agreement.commitments]
        yield Made(
            "commitments", {"type": "list", "items": items}, (agreement.commitments,)
        )


def _lessons(facts: NewsFacts) -> Iterator[Made]:
    if not facts.lessons:
        return
    activities = all(lesson.kind == "activity" for lesson in facts.lessons)
    word = "hoạt động học" if activities else "tiết dạy"
    plain = [replace(lesson, has_photo=False) for lesson in facts.lessons]
    if not any(
        lesson.topic or lesson.teachers or lesson.klass for lesson in facts.lessons
    ):
        names = [_subject_and_grade(lesson) for lesson in facts.lessons]
        text = f"{upper_first(word)} gồm {join_and(names)}."
        yield Made("lessons", {"type": "paragraph", "text": text}, (plain,))
        return
    head = upper_first(word) if len(facts.lessons) == 1 else f"Các {word}"
    yield Made("lessons.heading", {"type": "heading", "text": head}, (head,))
    rows = [
        {
            "order": order,
            "subject": lesson.subject,
            "klass": lesson.klass or lesson.grade.removeprefix("Lớp "),
            "topic": lesson.topic,
            "teachers": join_and(lesson.teachers),
            "school": lesson.school,
        }
        for order, lesson in enumerate(facts.lessons, 1)
    ]
    plain = [
        LessonFacts(**{**vars(lesson), "has_photo": False}) for lesson in facts.lessons
    ]
    yield Made("lessons", {"type": "lessons", "rows": rows}, (plain,))


def _subject_and_grade(lesson: LessonFacts) -> str:
    """`Ngữ văn 7`, as teachers say it."""
    return " ".join(
        word for word in (lesson.subject, lesson.grade.removeprefix("Lớp ")) if word
    )


def _course(facts: NewsFacts) -> Iterator[Made]:
    for item in facts.items:
        if item.kind == "course":
            lesson = facts.lessons[item.lesson] if item.lesson >= 0 else None
            text = sentence(item.text)
            if lesson:
                text = f"{upper_first(lesson_name(lesson))}: {lower_first(text)}"
            yield Made(
                f"item:{item.key}",
                {"type": "paragraph", "text": text},
                (item, lesson and lesson_name(lesson)),
            )


def lesson_name(lesson: LessonFacts) -> str:
    """`tiết dạy KHTN lớp 7A1`, `tiết dạy môn Tin học lớp 6A4`, `hoạt động học …`: only what is known."""
    word = lesson.word or ("hoạt động học" if lesson.kind == "activity" else "tiết dạy")
    words = [word]
    if lesson.subject:
        words.append(
            lesson.subject if lesson.subject_is_short else f"môn {lesson.subject}"
        )
    if lesson.klass:
        words.append(f"lớp {lesson.klass}")
    elif lesson.grade:
        words.append(lower_first(lesson.grade))
    return " ".join(words)


def _told(facts: NewsFacts) -> Iterator[Made]:
    """What was said and what happened, in the order in which it was typed."""
    for item in facts.items:
        if item.kind in _TOLD:
            text = sentence(_with_group(item))
            yield Made(f"item:{item.key}", {"type": "paragraph", "text": text}, (item,))
        elif item.kind == "speech":
            text = _speech(item, facts)
            used = (
                item,
                [facts.units[unit] for _, _, unit in item.said_by if unit >= 0],
            )
            yield Made(
                f"item:{item.key}",
                {"type": "paragraph", "text": text},
                (*used, facts.address),
            )


def _speech(item: ItemFacts, facts: NewsFacts) -> str:
    text = clause(item.text)
    if not item.said_by:
        return sentence(text)
    speakers = [
        person(
            name,
            _title_at(words, facts.units[unit] if unit >= 0 else None),
            facts.address,
        )
        for name, words, unit in item.said_by
    ]
    comma = "," if item.said_by[-1][1] else ""
    return sentence(f"{join_and(speakers)}{comma} phát biểu: {lower_first(text)}")


def _title_at(title_words: str, unit: UnitFacts | None) -> str:
    """`Hiệu trưởng trường X`; `Phó phòng` at a `Phòng …` says the word once."""
    if not title_words or unit is None:
        return title_words
    where = school(unit.name) if unit.kind == "school" else unit.name
    if where.lower() in title_words.lower():
        return title_words
    first, _, rest = where.partition(" ")
    if title_words.split()[-1].lower() == first.lower():
        return f"{title_words} {rest}"
    return f"{title_words} {where}"


def _with_group(item: ItemFacts) -> str:
    return (
        f"{item.group}: {lower_first(clause(item.text))}" if item.group else item.text
    )


def _discussed(facts: NewsFacts) -> Iterator[Made]:
    for kind, head in _LISTS:
        items = [item for item in facts.items if item.kind == kind]
        if items:
            yield Made(f"{kind}.heading", {"type": "heading", "text": head}, (head,))
            lines = [sentence(_with_group(item)) for item in items]
            yield Made(kind, {"type": "list", "items": lines}, (items,))


def _agreed(facts: NewsFacts) -> Iterator[Made]:
    agreed = [item for item in facts.items if item.kind == "agreement"]
    lines = [sentence(_with_group(item)) for item in agreed]
    everyone = {unit.name for unit in facts.units if unit.kind == "school"}
    lines += [
        decision_line(
            replace(decision, owners=())
            if set(decision.owners) == everyone
            else decision
        )
        for decision in facts.decisions
    ]
    if lines:
        yield Made(
            "agreed.heading",
            {"type": "heading", "text": "Nội dung thống nhất"},
            ("agreed",),
        )
        yield Made(
            "agreed", {"type": "list", "items": lines}, (agreed, facts.decisions)
        )


def decision_line(decision: DecisionFacts) -> str:
    """A decision with when and who, as far as known."""
    when = decision.when or " – ".join(
        day
        for day in (day_in_news(decision.due), day_in_news(decision.due_until))
        if day
    )
    owners = f"thực hiện: {join_and(decision.owners)}" if decision.owners else ""
    beside = "; ".join(word for word in (when, decision.frequency, owners) if word)
    text = clause(decision.text)
    return sentence(f"{text} ({beside})" if beside else text)


def _closing(facts: NewsFacts) -> Iterator[Made]:
    for kind in ("conclusion", "thanks", "outlook"):
        for item in facts.items:
            if item.kind == kind:
                yield Made(
                    f"item:{item.key}",
                    {"type": "paragraph", "text": sentence(_with_group(item))},
                    (item,),
                )


def _photos(facts: NewsFacts) -> Iterator[Made]:
    if facts.photos:
        yield Made(
            "photos.heading",
            {"type": "heading", "text": "Một số hình ảnh"},
            ("photos",),
        )
        chosen = [{"photo": pk, "caption": ""} for pk in facts.photos]
        yield Made("photos", {"type": "photos", "photos": chosen}, (facts.photos,))


_MAKERS: tuple[Callable[[NewsFacts], Iterator[Made]], ...] = (
    _bases,
    _opening,
    _people,
    _parts,
    _signing,
    _lessons,
    _course,
    _groups,
    _told,
    _discussed,
    _commitments,
    _agreed,
    _closing,
    _photos,
)
