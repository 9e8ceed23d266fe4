"""A session of today with so many people on its list, each signed in already: run inside the started
app (`manage.py shell`), prints what the crowd needs as one line of JSON."""

import json

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts.models import User
from sessions.models import ExchangeSession, RosterEntry
from tests import builders

PEOPLE = 150
# Names without an account, ticked at the desks.
NAMES = 40


def ticket(user: User) -> str:
    """The cookie of somebody who signed in before."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "accounts.backends.SignInNameBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def gather() -> dict:
    """A cluster of two schools, a session of today, everybody on its list."""
    schools = [
        builders.make_school(name) for name in ("THCS Nậm Xuân", "THCS Pa Sương")
    ]
    exchange = builders.make_exchange(
        cluster=builders.make_cluster(schools=schools),
        host=schools[0],
        schools=schools,
        on=timezone.localdate(),
        state="scheduled",
    )
    exchange.parts.update(starts_at=None)
    part = exchange.parts.get()
    keepers = []
    for number, capacity in enumerate(("chair", "secretary")):
        keeper = builders.make_person(f"Người Giữ Sổ {number}")
        builders.make_roster_entry(exchange, keeper, capacities=[capacity])
        keepers.append(keeper)
    order = exchange.roster.count()
    people = []
    for number in range(PEOPLE):
        user = User.objects.create_person(f"Giáo viên Thứ {number}")
        entry = RosterEntry(
            exchange=exchange,
            order=order + number + 1,
            kind="person",
            user=user,
        )
        entry.set_name(user.full_name)
        entry.save()
        people.append({"entry": entry.pk, "ticket": ticket(user)})
    names = []
    for number in range(NAMES):
        entry = RosterEntry(
            exchange=exchange, order=order + PEOPLE + number + 1, kind="name"
        )
        entry.set_name(f"Khách Thứ {number}")
        entry.save()
        names.append(entry.pk)
    return {
        "exchange": exchange.pk,
        "code": exchange.code,
        "part": part.pk,
        "people": people,
        "names": names,
        "desks": [ticket(user) for user in keepers],
    }


def outcome(exchange: int) -> dict:
    """What stands there afterwards."""
    found = ExchangeSession.objects.get(pk=exchange)
    marks = found.roster.filter(attendances__isnull=False)
    return {
        "button": marks.filter(attendances__how="button").count(),
        "desk": sorted(
            marks.filter(attendances__how="desk").values_list("pk", flat=True)
        ),
        "changes": found.roster.filter(presence_changes__was_here=False).count(),
    }


def tell(told: dict) -> None:
    print("TOLD " + json.dumps(told))  # noqa: T201
