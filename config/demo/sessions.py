"""The sessions of the demonstration, from data files to rows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.verbs import SYSTEM, Actor
from clusters.models import (
    Commitment,
    Document,
    Grade,
    Partnership,
    PartnershipParty,
    SchoolYear,
    Subject,
)
from clusters.partial_dates import PartialDate
from clusters.programme import match_subject
from config.demo import writing
from config.demo.places import Counter, Places
from sessions import actions
from sessions.models import (
    Attendance,
    Decision,
    DecisionOwner,
    ExchangeSession,
    Group,
    Item,
    Lesson,
    LessonTeacher,
    Part,
    RosterEntry,
    SessionDocument,
    SessionUnit,
)
from sessions.rows import PersonRow
from sessions.searching import search_key_of

_SUNDAY = 6


@dataclass
class SessionLoader:
    """Loads one session after another; what exists already stays as it is."""

    where: Places
    who: dict[str, User]
    anchor: date
    loaded: Counter
    photos: bool

    def load(
        self, key: str, data: dict[str, Any], *, recorded: bool
    ) -> ExchangeSession:
        """The session with that key: found, or made with all its rows in one transaction."""
        found = ExchangeSession.objects.filter(client_key=f"demo:{key}").first()
        if found is None:
            with transaction.atomic():
                found = self._exchange(key, data, recorded=recorded)
                audit.record(by=SYSTEM, verb="demo.load", row=found, after={"key": key})
            self.loaded.add("session")
        if self.photos:
            writing.add_photos(found, key, data.get("photo", []), self.loaded)
        if "article" in data:
            writing.add_article(found, data["article"], self.day, self.loaded)
        return found

    def day(self, offset: int) -> date:
        """The day that many days from the first load; a Sunday becomes the Monday after it."""
        day = self.anchor + timedelta(days=offset)
        return day + timedelta(days=1) if day.weekday() == _SUNDAY else day

    def _date(self, data: dict[str, Any]) -> PartialDate | None:
        if "day" in data:
            return PartialDate.of(self.day(data["day"]))
        return PartialDate.parse(data["on"]) if "on" in data else None

    def _subject(self, words: str) -> Subject:
        subject = match_subject(words)
        if subject is None:
            raise ValueError(f"the programme has no subject {words!r}")
        return subject

    def _exchange(
        self, key: str, data: dict[str, Any], *, recorded: bool
    ) -> ExchangeSession:
        lead = data["lead"]
        on = self._date(data)
        state = "held" if recorded else data["state"]
        by = self.who.get(data.get("by", ""))
        year = data.get("school_year")
        exact = on.exact if on else None
        exchange = ExchangeSession.objects.create(
            client_key=f"demo:{key}",
            kind=data["kind"],
            called=data.get("called", ""),
            title=data["title"],
            lead_cluster=self.where.clusters.get(lead.get("cluster", "")),
            lead_school=self.where.schools.get(lead.get("school", "")),
            lead_authority=self.where.authorities.get(lead.get("authority", "")),
            cluster=self.where.clusters.get(data.get("cluster", "")),
            school_year=SchoolYear.objects.get(label=year)
            if year
            else (
                SchoolYear.objects.containing(exact) if exact and not recorded else None
            ),
            on=on,
            half_day=data.get("half_day", ""),
            duration_as_printed=data.get("duration", ""),
            rounds_as_printed=data.get("rounds", ""),
            purpose=data.get("purpose", ""),
            partnership=self._partnership(data.get("partnership")),
            seats=data.get("seats"),
            seats_each=data.get("seats_each"),
            state=state,
            state_at=timezone.now(),
            state_by=by,
            state_reason=data.get("reason", ""),
            recorded=recorded,
            created_by=by,
        )
        exchange.subjects.set(
            [self._subject(words) for words in data.get("subjects", [])]
        )
        exchange.grades.set(Grade.objects.filter(number__in=data.get("grades", [])))
        parts = self._parts(exchange, data.get("part", []))
        units = self._units(exchange, data.get("unit", []))
        lessons = self._lessons(exchange, data.get("lesson", []), parts)
        entries = self._roster(exchange, data.get("roster", []), units)
        if state in {"held", "closed"}:
            self._attendance(entries, parts, recorded=recorded)
        self._bases(exchange, data.get("basis", []))
        self._items(exchange, data.get("item", []), parts, lessons, entries)
        self._decisions(exchange, data.get("decision", []))
        self._naming(exchange, units, data.get("naming", []))
        self._asking(exchange, data.get("asking", []))
        exchange.search_key = search_key_of(exchange)
        exchange.save(update_fields=["search_key"])
        return exchange

    def _partnership(self, data: dict[str, Any] | None) -> Partnership | None:
        if data is None:
            return None
        partnership = Partnership.objects.create(
            instrument_as_printed=data["instrument"],
            programme_name=data["programme"],
            programme_owner_as_printed=data.get("owner", ""),
            period_from=PartialDate.parse(data["from"]),
            period_to=PartialDate.parse(data["to"]),
            signed_on=PartialDate.parse(data["signed"]),
            state=Partnership.State.IN_FORCE,
        )
        for order, party in enumerate(data["party"], 1):
            PartnershipParty.objects.create(
                partnership=partnership,
                order=order,
                school=self.where.schools[party["school"]],
                signer_as_printed=party["signer"],
                signer_title_as_printed=party["title"],
            )
        for order, text in enumerate(data["commitments"], 1):
            Commitment.objects.create(partnership=partnership, order=order, text=text)
        return partnership

    def _parts(
        self, exchange: ExchangeSession, rows: list[dict[str, Any]]
    ) -> list[Part]:
        held = exchange.state in {"held", "closed"}
        parts = []
        for order, row in enumerate(rows, 1):
            part = Part.objects.create(
                exchange=exchange,
                order=order,
                title=row.get("title", ""),
                purposes=row.get("purposes", []),
                on=self._date(row),
                half_day=row.get("half_day", ""),
                starts_at=_time(row.get("starts")),
                ends_at=_time(row.get("ends")),
                site=self.where.schools.get(row.get("site", "")),
                place_as_printed=row.get("place", ""),
                state="held" if held else row.get("state", "planned"),
                state_reason=row.get("reason", ""),
            )
            for place, name in enumerate(row.get("groups", []), 1):
                group = Group.objects.create(part=part, order=place, name=name)
                group.subjects.set([self._subject(name)])
            parts.append(part)
        return parts

    def _units(
        self, exchange: ExchangeSession, rows: list[dict[str, Any]]
    ) -> dict[str, SessionUnit]:
        held = exchange.state in {"held", "closed"}
        units = {}
        for order, row in enumerate(rows, 1):
            reply = row.get("reply", "")
            units[row.get("school") or row["authority"]] = SessionUnit.objects.create(
                exchange=exchange,
                order=order,
                school=self.where.schools.get(row.get("school", "")),
                authority=self.where.authorities.get(row.get("authority", "")),
                name_as_printed=row.get("printed", ""),
                organises=row.get("organises", False),
                hosts=row.get("hosts", False),
                invited=not row.get("hosts", False),
                reply=reply,
                reply_count=row.get("count"),
                replied_at=timezone.now() if reply else None,
                took_part=True if held else None,
            )
        return units

    def _lessons(
        self, exchange: ExchangeSession, rows: list[dict[str, Any]], parts: list[Part]
    ) -> list[Lesson]:
        lessons = []
        for order, row in enumerate(rows, 1):
            number = row.get("grade")
            lesson = Lesson.objects.create(
                exchange=exchange,
                order=order,
                part=parts[row["part"] - 1]
                if "part" in row
                else (parts[0] if len(parts) == 1 else None),
                subject=self._subject(row["subject"]),
                subject_as_printed=row.get("printed", ""),
                grade=Grade.objects.get(number=number) if number else None,
                klass=row.get("klass", ""),
                topic=row.get("topic", ""),
                school=self.where.schools.get(row.get("school", "")),
                class_school=self.where.schools.get(row.get("class_school", "")),
            )
            for place, name in enumerate(row.get("teachers", []), 1):
                LessonTeacher.objects.create(
                    lesson=lesson,
                    order=place,
                    name_as_printed=name,
                    user=self.who.get(row.get("user", "")) if place == 1 else None,
                )
            lessons.append(lesson)
        return lessons

    def _roster(
        self,
        exchange: ExchangeSession,
        rows: list[dict[str, Any]],
        units: dict[str, SessionUnit],
    ) -> list[RosterEntry]:
        entries = []
        for order, row in enumerate(rows, 1):
            user = self.who.get(row.get("user", ""))
            post = user.posts.first() if user else None
            kind = "person" if user else ("group" if "group" in row else "name")
            name = (
                row.get("group") or row.get("name") or (user.full_name if user else "")
            )
            entry = RosterEntry(
                exchange=exchange,
                order=order,
                kind=kind,
                user=user,
                name_as_printed=name,
                title_as_printed=row.get("title", post.title if post else ""),
                unit=units.get(row.get("unit", "")),
                capacities=row.get("capacities", []),
                group_count=row.get("count"),
            )
            entry.set_name(name)
            entry.save()
            entries.append(entry)
        return entries

    def _naming(
        self,
        exchange: ExchangeSession,
        units: dict[str, SessionUnit],
        rows: list[dict[str, Any]],
    ) -> None:
        """Schools name their people by the real verb, so that who is too many waits."""
        for row in rows:
            actions.name_people(
                unit=units[row["school"]],
                people=[self.who[key].pk for key in row.get("users", [])],
                names=[actions.TypedName(name) for name in row.get("names", [])],
                by=Actor(self.who[row["by"]], request_id="demo"),
                now=self._first_morning(),
            )

    def _asking(self, exchange: ExchangeSession, rows: list[dict[str, Any]]) -> None:
        """The lead asks principals for people of theirs."""
        for row in rows:
            user = self.who[row["user"]]
            post = user.posts.first()
            title = post.title if post else ""
            actions.save_roster(
                exchange=exchange,
                rows=[PersonRow(name=user.full_name, user=user, title=title)],
                by=Actor(self.who[row["by"]], request_id="demo"),
                now=self._first_morning(),
            )

    def _first_morning(self) -> datetime:
        """The morning of the first load: what is loaded again later had not begun then."""
        return timezone.make_aware(datetime.combine(self.anchor, time(8)))

    def _attendance(
        self, entries: list[RosterEntry], parts: list[Part], *, recorded: bool
    ) -> None:
        for entry in entries:
            for part in parts:
                Attendance.objects.create(
                    entry=entry,
                    part=part,
                    how=Attendance.How.RECORDED if recorded else Attendance.How.DESK,
                    at=None if recorded else timezone.now(),
                    number=entry.group_count,
                )

    def _bases(self, exchange: ExchangeSession, rows: list[dict[str, Any]]) -> None:
        for order, row in enumerate(rows, 1):
            document = Document.objects.create(
                type_as_printed=row.get("type", ""),
                number=row.get("number", ""),
                issued_on=self._date(row),
                issuer_as_printed=row.get("issuer", ""),
                summary=row.get("summary", ""),
            )
            SessionDocument.objects.create(
                exchange=exchange,
                document=document,
                order=order,
                role=row.get("role", "basis"),
                opening_words=row.get("opening", ""),
            )

    def _items(
        self,
        exchange: ExchangeSession,
        rows: list[dict[str, Any]],
        parts: list[Part],
        lessons: list[Lesson],
        entries: list[RosterEntry],
    ) -> None:
        by_name = {entry.name_as_printed: entry for entry in entries}
        for order, row in enumerate(rows, 1):
            item = Item.objects.create(
                exchange=exchange,
                order=order,
                kind=row["kind"],
                text=row["text"],
                part=parts[row["part"] - 1] if "part" in row else None,
                lesson=lessons[row["lesson"] - 1] if "lesson" in row else None,
            )
            item.said_by.set([by_name[name] for name in row.get("by", [])])

    def _due(self, row: dict[str, Any]) -> PartialDate | None:
        if "due_day" in row:
            return PartialDate.of(self.day(row["due_day"]))
        return PartialDate.parse(row["due"]) if "due" in row else None

    def _decisions(self, exchange: ExchangeSession, rows: list[dict[str, Any]]) -> None:
        for order, row in enumerate(rows, 1):
            decision = Decision.objects.create(
                exchange=exchange,
                order=order,
                text=row["text"],
                when_as_printed=row.get("when", ""),
                due=self._due(row),
                status=row.get("status", Decision.Status.OPEN),
                proof=row.get("proof", ""),
                obstacle=row.get("obstacle", ""),
                due_until=PartialDate.parse(row["until"]) if "until" in row else None,
            )
            for place, key in enumerate(row.get("owners", []), 1):
                DecisionOwner.objects.create(
                    decision=decision, order=place, school=self.where.schools[key]
                )


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
