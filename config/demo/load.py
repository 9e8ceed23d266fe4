"""Loading the demonstration: creates what is missing, never changes a row that exists.

The five reports are kept as sessions recorded afterwards; around them stands a school year whose
days hang on the day of the first load. Every row is found again by a natural key.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from clusters import programme
from config.demo import feedback, lessons, minutes, notices, observing, people, places
from config.demo.plans import PlanLoader
from config.demo.sessions import SessionLoader
from lessons import criteria

HERE = Path(__file__).parent
PASSWORD = "chungtay2026"  # noqa: S105  (printed by the start of the app: the demonstration is no secret)


@dataclass
class Loaded:
    """What a load created, by kind of row."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


def read(name: str) -> dict[str, Any]:
    """One data file of the demonstration."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def documents() -> dict[str, dict[str, Any]]:
    """The five reports by the name of their source file, in order."""
    return {
        path.stem: read(f"documents/{path.name}")
        for path in sorted((HERE / "documents").glob("*.toml"))
    }


def first_day() -> date:
    """The day of the first load: later loads hang their days on it too."""
    first = User.objects.filter(is_demo=True).order_by("created_at").first()
    return timezone.localdate(first.created_at) if first else timezone.localdate()


def load(*, photos: bool = True) -> Loaded:
    """Load everything that is missing. `photos=False` leaves the drawn pictures out (tests)."""
    loaded = Loaded()
    programme.load()
    criteria.load()
    where = places.load(read("places.toml"), loaded)
    # Of the very first load the first person's day is today's.
    anchor = first_day()
    who = people.load(
        read("people.toml"), where, loaded, password=PASSWORD, anchor=anchor
    )
    loader = SessionLoader(
        where=where, who=who, anchor=anchor, loaded=loaded, photos=photos
    )
    for key, data in documents().items():
        loader.load(key, data, recorded=True)
    for data in read("year.toml")["session"]:
        loader.load(data["key"], data, recorded=False)
    lessons.load(read("lessons.toml"), who, anchor, loaded)
    observing.load(read("lessons.toml"), who, loaded)
    minutes.load(loader, loaded)
    feedback.load(loader, loaded)
    planner = PlanLoader(where=where, who=who, anchor=anchor, loaded=loaded)
    for data in read("plans.toml")["plan"]:
        planner.load(data)
    notices.load(anchor, loaded)
    return loaded


@dataclass(frozen=True)
class SignIn:
    """A demonstration sign-in to print: the role, who it is, what to type."""

    role: str
    name: str
    phone: str
    password: str


def sign_ins() -> list[SignIn]:
    """One sign-in for each role, in the order of the data file."""
    return [
        SignIn(one["shown"], one["name"], people.local_phone(one["phone"]), PASSWORD)
        for one in read("people.toml")["person"]
        if "shown" in one
    ]
