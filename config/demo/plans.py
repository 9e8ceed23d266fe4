"""The plans of the demonstration: one in force with sessions made of its rounds, one not sent yet."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.verbs import Actor
from clusters.models import Cluster, SchoolYear
from clusters.partial_dates import PartialDate
from config.demo.places import Counter, Places
from sessions.actions import plans
from sessions.forms.plans.scope import PlanScope
from sessions.models import ExchangeSession, PlanVersion, YearPlan
from sessions.models.exchange import Kind
from sessions.models.year_plan import PLAN_TEXTS
from sessions.planning.content import mark_of, rows_of
from sessions.planning.rows import HostLine, LessonLine, PlanWords, RoundLine
from sessions.planning.words import read_subjects

# The plan was approved before the first of its sessions.
_BEFORE = timedelta(days=80)


@dataclass
class PlanLoader:
    """Loads one plan after another, by the verbs that people use; what exists stays as it is."""

    where: Places
    who: dict[str, User]
    anchor: date
    loaded: Counter

    def load(self, data: dict[str, Any]) -> None:
        cluster = self.where.clusters[data["cluster"]]
        year = SchoolYear.objects.containing(self.anchor)
        if year is None or YearPlan.objects.filter(cluster=cluster, school_year=year).exists():  # fmt: skip
            return
        scope = PlanScope(cluster, year)
        sessions = [
            ExchangeSession.objects.filter(client_key=f"demo:{one['session']}").first()
            if "session" in one
            else None
            for one in data["round"]
        ]
        lines = [
            self._line(scope, one, exchange)
            for one, exchange in zip(data["round"], sessions, strict=True)
        ]
        by = Actor(user=self.who[data["by"]], request_id="demo")
        version = self._save(cluster, year, lines, data, by)
        if data["approved"]:
            plans.send(version=version, by=by, now=self._now)
        for row, exchange in zip(version.rows.all(), sessions, strict=True):
            if exchange is not None:
                plans.link(planned=row.round, exchange=exchange, by=by)
        self.loaded.add("plan")

    @property
    def _now(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.anchor - _BEFORE, time(8, 30)))

    def _save(
        self,
        cluster: Cluster,
        year: SchoolYear,
        lines: list[RoundLine],
        data: dict[str, Any],
        by: Actor,
    ) -> PlanVersion:
        words = PlanWords(
            number_as_printed=data.get("number", ""),
            **{name: data.get(name, "").strip() for name in PLAN_TEXTS},
        )
        about: dict[str, Any] = {"cluster": cluster, "school_year": year, "by": by}
        version = plans.save(
            **about, lines=lines, form=mark_of(None, []), now=self._now
        )
        if version is None:
            raise ValueError("a plan of the demonstration has no rounds")
        mark = mark_of(version, rows_of(version))
        return plans.save_words(**about, words=words, form=mark, now=self._now) or version  # fmt: skip

    def _line(
        self, scope: PlanScope, data: dict[str, Any], exchange: ExchangeSession | None
    ) -> RoundLine:
        hosts = [self.where.schools[key] for key in data.get("hosts", [])]
        return RoundLine(
            label=data["label"],
            when_as_printed=data.get("when", ""),
            on=self._month(data, exchange),
            kind=data.get("kind", Kind.LESSON_STUDY),
            hosts=tuple(HostLine(name=one.name, school=one) for one in hosts),
            chair=scope.teacher(data["chair"], {}) if "chair" in data else None,
            note=data.get("note", ""),
            lessons=tuple(self._lesson(scope, one) for one in data.get("lesson", [])),
        )

    def _month(
        self, data: dict[str, Any], exchange: ExchangeSession | None
    ) -> PartialDate | None:
        if exchange is not None and exchange.on is not None:
            return PartialDate(exchange.on.year, exchange.on.month)
        if "months" not in data:
            return None
        month = self.anchor.month - 1 + data["months"]
        return PartialDate(self.anchor.year + month // 12, month % 12 + 1)

    def _lesson(self, scope: PlanScope, data: dict[str, Any]) -> LessonLine:
        taught = read_subjects(data["subject"], scope.subjects, scope.grades)
        return LessonLine(
            subject_as_printed=data["subject"],
            topic=data.get("topic", ""),
            subjects=taught.subjects,
            grades=taught.grades,
            teachers=tuple(scope.teacher(one, {}) for one in data.get("teachers", [])),
        )
