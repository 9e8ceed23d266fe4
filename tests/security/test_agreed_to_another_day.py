"""A school agrees to a day, a place and a company: for others it is asked again."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from sessions import actions
from sessions.models import ExchangeSession
from sessions.rows import UnitRow
from sessions.waiting import sessions_asked
from tests.sessions.helpers import BEFORE, actor, part_row, plan, posted

SAID = "Các trường phải đồng ý lại: THCS Pa Sương."


@pytest.fixture
def exchange(world, signed_in) -> ExchangeSession:
    """Sent by the subject head for two schools, of which the guest has agreed."""
    units = [
        UnitRow(school=world.host, organises=True, hosts=True),
        UnitRow(school=world.guest, organises=True),
        UnitRow(school=world.far),
    ]
    by = actor(world.subject_head)
    data = plan(world, lead=world.host, units=units, parts=[part_row(site=world.host)])
    exchange = actions.schedule(by=by, data=data, now=BEFORE, announce=True)
    address = reverse("sessions:move", args=[exchange.pk, "approve"])
    assert signed_in(world.guest_principal).post(address).status_code == 302
    assert replies(exchange) == ["", "yes", ""]
    return exchange


def replies(exchange) -> list[str]:
    return list(exchange.units.order_by("order").values_list("reply", flat=True))


def save(client, name, exchange, *more, **changes):
    address = reverse(f"sessions:{name}", args=[exchange.pk, *more])
    return client.post(address, posted(client.get(address), **changes), follow=True)


@pytest.mark.parametrize(
    ("page", "changes"),
    [
        ("parts", {"parts-0-on": "01/05/2027"}),
        ("parts", {"parts-0-starts_at": "07:30"}),
        ("edit_part", {"part-on": "01/05/2027"}),
        ("details", {"on": "01/05/2027"}),
        ("units", {"units-2-DELETE": "on"}),
    ],
)
def test_the_word_for_one_day_does_not_count_for_another(
    world, exchange, signed_in, page, changes
):
    more = [exchange.parts.get().pk] if page == "edit_part" else []
    answer = save(signed_in(world.subject_head), page, exchange, *more, **changes)
    assert SAID in answer.text
    assert set(replies(exchange)) == {""}
    entry = AuditEntry.objects.get(verb="sessions.ask_again")
    assert (entry.before["reply"], entry.after["reply"]) == ("yes", "")
    # So the lead school's word alone does not schedule it, and the guest is asked on its page.
    address = reverse("sessions:move", args=[exchange.pk, "approve"])
    signed_in(world.principal).post(address)
    exchange.refresh_from_db()
    assert exchange.state == "proposed"
    assert sessions_asked(world.guest_principal, now=BEFORE).decisions == [exchange]


def test_what_is_no_matter_of_the_agreement_leaves_it(world, exchange, signed_in):
    client = signed_in(world.subject_head)
    answer = save(client, "details", exchange, title="Áp suất khí quyển")
    assert "phải đồng ý lại" not in answer.text
    save(client, "lessons", exchange, **{"lessons-0-topic": "Áp suất khí quyển"})
    assert replies(exchange) == ["", "yes", ""]


def test_whoever_makes_the_change_keeps_the_word_he_gave(world, exchange):
    exchange.units.filter(school=world.guest).update(replied_by=world.subject_head)
    actions.save_parts(
        exchange=exchange,
        rows=[part_row(site=world.guest)],
        by=actor(world.subject_head),
        now=BEFORE,
    )
    assert replies(exchange) == ["", "yes", ""]


def test_a_guest_who_said_he_comes_has_not_agreed_to_organise(
    world, exchange, signed_in
):
    far = exchange.units.get(school=world.far)
    actions.reply_for_school(
        unit=far, answer="yes", by=actor(world.far_principal), now=BEFORE
    )
    save(
        signed_in(world.subject_head), "units", exchange, **{"units-2-organises": "on"}
    )
    assert replies(exchange) == ["", "", ""]
