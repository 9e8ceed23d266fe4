"""Minutes for tests, brought to their states by the real verbs."""

from datetime import UTC, datetime, timedelta

from sessions import actions
from sessions.actions import Cell, mark_of_item, mark_of_text
from sessions.models import Item, Minutes, MinutesRevision
from sessions.rows import DecisionRow, OwnerRow, PersonRow
from tests.sessions.helpers import AFTER, actor, in_state, scheduled

NOW = AFTER
# Three days were given: until 4 December; this is 00:10 of the 5th in Vietnam.
OVER = datetime(2026, 12, 4, 17, 10, tzinfo=UTC)


def held(world):
    return in_state(world, "held")


def with_people(world):
    """A scheduled session with a chair, a secretary, a name and a group."""
    return scheduled(
        world,
        people=[
            PersonRow(
                name="Lường Văn Sơn",
                user=world.principal,
                title="Hiệu trưởng",
                capacities=["chair"],
            ),
            PersonRow(
                name="Vàng Thị Mai",
                user=world.teacher,
                title="Giáo viên",
                capacities=["secretary"],
            ),
            PersonRow(name="Lò Văn Ính", organisation="THCS Pa Sương"),
            PersonRow(name="các đồng chí tổ KHTN", is_group=True, group_count=4),
        ],
    )


def begun(world, exchange=None, *, by=None, **scope) -> Minutes:
    return actions.start_minutes(
        exchange=exchange or held(world),
        by=actor(by or world.cluster_head),
        now=NOW,
        **scope,
    )


def save(minutes, *cells, by, final=False, now=NOW):
    return actions.save_cells(
        minutes=minutes,
        cells=cells,
        final=final,
        by=actor(by),
        now=now,
    )


def new(text, kind="strength", number=0, **more) -> Cell:
    return Cell(name=f"new-{kind}-{number}", kind=kind, text=text, **more)


def row(item: Item, text: str, **more) -> Cell:
    """The row as a page that shows it now would send it."""
    more.setdefault("was", mark_of_item(item))
    return Cell(name=f"item-{item.pk}", kind=item.kind, text=text, **more)


def line(name: str, text: str, was: str = "") -> Cell:
    return Cell(name=f"line-{name}", text=text, was=mark_of_text(was))


def written(world, exchange=None, **scope) -> Minutes:
    minutes = begun(world, exchange, **scope)
    save(minutes, new("Học sinh mạnh dạn"), by=world.cluster_head)
    return minutes


def sent(world, minutes=None, *, days=3, now=NOW, note="") -> MinutesRevision:
    return actions.circulate(
        minutes=minutes or written(world),
        days=days,
        note=note,
        by=actor(world.cluster_head),
        now=now,
    )


def answer(revision, school, says="agrees", text="", *, by, now=NOW):
    return actions.answer_minutes(
        answer=revision.answers.get(school=school),
        says=says,
        text=text,
        by=actor(by),
        now=now,
    )


def all_agree(world, revision):
    answer(revision, world.host, by=world.principal)
    answer(revision, world.guest, by=world.guest_principal)


def confirm(world, minutes, now=NOW):
    return actions.confirm_minutes(
        minutes=minutes, by=actor(world.cluster_head), now=now
    )


def confirmed(world, minutes=None) -> Minutes:
    revision = sent(world, minutes)
    all_agree(world, revision)
    confirm(world, revision.minutes)
    found = Minutes.objects.get(pk=revision.minutes_id)
    assert found.state == "confirmed"
    return found


def minutes_in(world, state: str) -> Minutes:
    if state == "draft":
        return written(world)
    if state == "circulated":
        return sent(world).minutes
    return confirmed(world)


def agree(world, exchange, *texts, owners=None, **more):
    """Decisions of a session, each seen to by the host."""
    owners = owners if owners is not None else [OwnerRow(school=world.host)]
    actions.save_decisions(
        exchange=exchange,
        rows=[DecisionRow(text=text, owners=owners, **more) for text in texts],
        by=actor(world.cluster_head),
    )
    return list(exchange.decisions.all())


def later(**delta) -> datetime:
    return NOW + timedelta(**delta)
