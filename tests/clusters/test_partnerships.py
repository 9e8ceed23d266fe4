"""Agreements between schools: signed, in force, ended; by whom, and what a report says of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from clusters.actions import partnerships
from clusters.models import Partnership, PartnershipParty
from clusters.partial_dates import PartialDate
from reports.facts.news import news_facts
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
State = Partnership.State


@pytest.fixture
def by(world) -> Actor:
    return Actor(user=world.principal, request_id="abc")


@pytest.fixture
def agreement(world) -> Partnership:
    row = Partnership.objects.create(programme_name="Trường giúp trường")
    for order, school in enumerate((world.host, world.guest), 1):
        PartnershipParty.objects.create(partnership=row, order=order, school=school)
    return row


def move(row: Partnership, target: str, by: Actor) -> None:
    if target == State.IN_FORCE:
        partnerships.enter_force(partnership=row, signed_on=None, by=by, today=TODAY)
    else:
        partnerships.end_partnership(partnership=row, reason="Hết thời hạn", by=by)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("target", [State.IN_FORCE, State.ENDED])
def test_only_the_moves_of_the_table_are_made(agreement, by, state, target):
    Partnership.objects.filter(pk=agreement.pk).update(state=state)
    allowed = target in Partnership.MOVES[State(state)]
    if allowed or state == target:
        move(agreement, target, by)
    else:
        with pytest.raises(Refused):
            move(agreement, target, by)
    agreement.refresh_from_db()
    assert agreement.state == (target if allowed else state)
    assert AuditEntry.objects.count() == int(allowed)


def test_the_log_says_when_it_was_signed(agreement, by):
    day = PartialDate(2023, 12, 7)
    for _ in range(2):
        partnerships.enter_force(
            partnership=agreement, signed_on=day, by=by, today=TODAY
        )
    agreement.refresh_from_db()
    assert (agreement.signed_on, agreement.signed_sort) == (day, date(2023, 12, 7))
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.before, entry.after) == (
        "clusters.enter_force",
        by.user,
        {"state": "draft", "signed_on": None},
        {"state": "in_force", "signed_on": "2023-12-07"},
    )


def test_a_signing_that_lies_ahead_is_refused_and_a_day_that_stands_is_kept(
    agreement, by
):
    tomorrow = PartialDate.of(TODAY + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        partnerships.enter_force(
            partnership=agreement, signed_on=tomorrow, by=by, today=TODAY
        )
    assert refused.value.field == "signed_on"
    Partnership.objects.filter(pk=agreement.pk).update(signed_on=PartialDate(2023, 12))
    partnerships.enter_force(partnership=agreement, signed_on=None, by=by, today=TODAY)
    agreement.refresh_from_db()
    assert agreement.signed_on == PartialDate(2023, 12)


def test_from_the_session_of_the_signing_to_a_report_that_says_so(
    world, signed_in, agreement
):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        kind="signing",
        state="held",
        on=date(2026, 11, 12),
        by=world.cluster_head,
        partnership=agreement,
    )
    assert news_facts(exchange).partnership.signed is False
    client = signed_in(world.principal)
    page = client.get(reverse("session", args=[exchange.pk]))
    address = reverse("clusters:partnership_signed", args=[agreement.pk])
    assert f"{address}?ngay=2026-11-12" in page.text
    form = client.get(f"{address}?ngay=2026-11-12")
    assert "2026-11-12" in form.text
    answer = client.post(address, {"signed_on": "2026-11-12"})
    assert answer.url == reverse("clusters:partnership", args=[agreement.pk])
    assert "12/11/2026" in client.get(answer.url).text
    assert news_facts(exchange).partnership.signed is True
    page = client.get(reverse("session", args=[exchange.pk]))
    assert address not in page.text
    # Who only teaches there reads it.
    reader = signed_in(world.teacher)
    assert reader.get(answer.url).status_code == 200
    assert answer.url in reader.get(reverse("session", args=[exchange.pk])).text
    assert (
        answer.url in reader.get(reverse("clusters:school", args=[world.host.pk])).text
    )


def test_a_mistyped_day_comes_back_with_its_sentence(world, signed_in, agreement):
    address = reverse("clusters:partnership_signed", args=[agreement.pk])
    page = signed_in(world.principal).post(address, {"signed_on": "31/02/2026"})
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"signed_on"}
    agreement.refresh_from_db()
    assert agreement.state == State.DRAFT


def test_an_agreement_ends(world, signed_in, agreement, by):
    move(agreement, State.IN_FORCE, by)
    client = signed_in(world.principal)
    address = reverse("clusters:partnership_end", args=[agreement.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": " "}).status_code == 200
    for _ in range(2):
        answer = client.post(address, {"reason": "Hết thời hạn"})
        assert answer.status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == State.ENDED
    entry = AuditEntry.objects.get(verb="clusters.end_partnership")
    assert entry.after == {"state": "ended", "reason": "Hết thời hạn"}
    assert "Hết thời hạn" in client.get(answer.url).text


def test_officers_manage_what_their_authority_signed(world, signed_in):
    row = Partnership.objects.create(programme_name="Trường giúp trường")
    PartnershipParty.objects.create(partnership=row, order=1, authority=world.office)
    address = reverse("clusters:partnership_signed", args=[row.pk])
    assert signed_in(world.officer).post(address, {}).status_code == 302
    assert signed_in(world.other_officer).get(address).status_code == 404
    assert signed_in(world.principal).get(address).status_code == 404


def sheet(**more) -> dict[str, str]:
    """The form of an agreement of the two schools of the North, as a browser sends it."""
    return {
        "client_key": "k1",
        "instrument": "Biên bản ghi nhớ",
        "programme": "Trường giúp trường",
        "period_from": "2023",
        "period_to": "12/2025",
        "parties-TOTAL_FORMS": "3",
        "parties-INITIAL_FORMS": "0",
        "parties-0-place": "PTDTBT THCS Nậm Xuân",
        "parties-0-signer": "Lường Văn Sơn",
        "parties-0-title": "Hiệu trưởng trường PTDTBT THCS Nậm Xuân",
        "parties-1-place": "Trường THCS Ở Nơi Khác",
        "parties-1-signer": "Ngô Thị Xa",
        "promises-TOTAL_FORMS": "2",
        "promises-INITIAL_FORMS": "0",
        "promises-0-text": "Hằng năm tổ chức giao lưu",
        "promises-0-party": "2",
        "promises-0-frequency": "mỗi năm một lần",
        "promises-0-due": "2025",
        **more,
    }


def test_an_agreement_is_written_down_on_a_page_and_read_again(world, signed_in):
    client = signed_in(world.principal)
    new = reverse("clusters:partnership_new")
    school = reverse("clusters:school", args=[world.host.pk])
    assert f"{new}?truong={world.host.pk}" in client.get(school).text
    page = client.get(f"{new}?truong={world.host.pk}")
    assert page.context["sheet"].parties.forms[0]["place"].value() == str(world.host)
    for _ in range(2):
        answer = client.post(new, sheet())
    row = Partnership.objects.get()
    assert answer.url == reverse("clusters:partnership", args=[row.pk])
    assert (row.state, row.period_from, row.period_to) == (
        State.DRAFT,
        PartialDate(2023),
        PartialDate(2025, 12),
    )
    first, second = row.parties.all()
    assert (first.school, first.signer_as_printed) == (world.host, "Lường Văn Sơn")
    assert (second.school, second.name_as_printed) == (None, "Trường THCS Ở Nơi Khác")
    promise = row.commitments.get()
    assert (promise.party, promise.due) == (second, PartialDate(2025))
    text = client.get(answer.url).text
    for words in ("Ngô Thị Xa", "mỗi năm một lần", "Hằng năm tổ chức giao lưu"):
        assert words in text
    edit = reverse("clusters:partnership_edit", args=[row.pk])
    assert edit in text
    shown = client.get(edit).context["sheet"]
    assert shown.promises.forms[0]["party"].value() == 2
    changed = sheet(programme="Kết nghĩa", version=shown.form["version"].value())
    assert client.post(edit, changed).status_code == 302
    row.refresh_from_db()
    assert (row.programme_name, row.parties.count()) == ("Kết nghĩa", 2)
    saved = AuditEntry.objects.filter(verb="clusters.write_partnership")
    assert saved.exclude(after__has_key="form").count() == 2


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"parties-1-place": "", "parties-1-signer": ""}, "form"),
        ({"parties-1-place": "PTDTBT THCS Nậm Xuân"}, "form"),
        ({"parties-0-place": "THCS Pa Sương"}, "form"),
        ({"instrument": "", "programme": ""}, "form"),
        ({"period_to": "2022"}, "form"),
        ({"parties-1-place": ""}, "parties"),
        ({"promises-0-text": ""}, "promises"),
    ],
)
def test_what_an_agreement_cannot_be_comes_back_with_a_sentence(
    world, signed_in, changes, where
):
    page = signed_in(world.principal).post(
        reverse("clusters:partnership_new"), sheet(**changes)
    )
    assert page.status_code == 200
    shown = page.context["sheet"]
    assert [
        name
        for name in ("form", "parties", "promises")
        if (
            getattr(shown, name).errors
            if name == "form"
            else getattr(shown, name).total_error_count()
        )
    ] == [where]
    assert Partnership.objects.count() == 0


def test_rows_of_an_agreement_move_and_go_without_script(world, signed_in):
    page = signed_in(world.principal).post(
        reverse("clusters:partnership_new"), sheet(move_down="parties-0")
    )
    numbered = page.context["sheet"].parties.numbered()
    assert [form["place"].value() for _, form in numbered][:2] == [
        "Trường THCS Ở Nơi Khác",
        "PTDTBT THCS Nậm Xuân",
    ]
    page = signed_in(world.principal).post(
        reverse("clusters:partnership_new"), sheet(remove_row="parties-0")
    )
    assert [number for number, _ in page.context["sheet"].parties.numbered()] == [
        0,
        1,
        2,
    ]
    assert Partnership.objects.count() == 0


def test_the_session_of_a_signing_gets_its_agreement(world, signed_in):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        kind="signing",
        state="held",
        on=date(2026, 11, 12),
        by=world.cluster_head,
    )
    client = signed_in(world.cluster_head)
    address = reverse("sessions:agreement", args=[exchange.pk])
    session = reverse("session", args=[exchange.pk])
    assert address in client.get(session).text
    begun = client.get(address).context["sheet"]
    assert [form["place"].value() for form in begun.parties.forms] == [
        str(world.host),
        str(world.guest),
    ]
    data = sheet(**{"parties-1-place": str(world.guest)})
    assert client.post(address, data).status_code == 302
    exchange.refresh_from_db()
    row = exchange.partnership
    assert row is not None
    assert [party.school for party in row.parties.all()] == [world.host, world.guest]
    assert news_facts(exchange).partnership.signed is False
    # The head writes it down; that it was signed is noted by a principal.
    partnerships.enter_force(
        partnership=row, signed_on=None, by=Actor(user=world.principal), today=TODAY
    )
    assert address not in client.get(session).text
    refused = client.post(address, data)
    assert refused.status_code == 200
    assert refused.context["sheet"].form.errors


def test_an_agreement_that_ended_is_changed_no_more(world, signed_in, agreement):
    Partnership.objects.filter(pk=agreement.pk).update(state=State.ENDED)
    client = signed_in(world.principal)
    address = reverse("clusters:partnership_edit", args=[agreement.pk])
    assert client.post(address, sheet()).context["sheet"].form.errors
    page = reverse("clusters:partnership", args=[agreement.pk])
    assert address not in client.get(page).text


def edited(client, row: Partnership, **more) -> dict[str, str]:
    """The form of a written agreement of both schools as this person opened it, with changes."""
    address = reverse("clusters:partnership_edit", args=[row.pk])
    shown = client.get(address).context["sheet"]
    places = [str(party) for party in row.parties.all()]
    return sheet(
        **{
            "parties-0-place": places[0],
            "parties-1-place": places[1],
            "version": shown.form["version"].value(),
            **more,
        }
    )


@pytest.fixture
def written(world, signed_in) -> Partnership:
    """A draft of both schools, written down by the host's principal."""
    data = sheet(**{"parties-1-place": str(world.guest)})
    signed_in(world.officer).post(reverse("clusters:partnership_new"), data)
    row = Partnership.objects.get()
    Partnership.objects.update(created_by=world.principal)
    return row


def test_two_sides_at_one_draft_do_not_delete_each_others_rows(
    world, signed_in, written
):
    here, there = signed_in(world.principal), signed_in(world.guest_principal)
    address = reverse("clusters:partnership_edit", args=[written.pk])
    ours = edited(here, written, **{"promises-1-text": "Trao tặng sách"})
    theirs = edited(there, written, programme="Kết nghĩa")
    assert here.post(address, ours).status_code == 302
    page = there.post(address, theirs)
    assert page.status_code == 200
    assert page.context["sheet"].form.non_field_errors()
    # Both stand on the page: what is there now, and what was typed.
    assert "Trao tặng sách" in page.text
    assert page.context["sheet"].form["programme"].value() == "Kết nghĩa"
    written.refresh_from_db()
    assert written.programme_name == "Trường giúp trường"
    assert written.commitments.count() == 2
    # Who saves again has seen both.
    mark = page.context["sheet"].form["version"].value()
    assert there.post(address, {**theirs, "version": mark}).status_code == 302
    written.refresh_from_db()
    assert written.programme_name == "Kết nghĩa"


def test_a_second_press_of_save_is_no_quarrel(world, signed_in, written):
    client = signed_in(world.principal)
    address = reverse("clusters:partnership_edit", args=[written.pk])
    data = edited(client, written, programme="Kết nghĩa")
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]


def test_what_is_signed_is_not_changed_by_one_side(world, signed_in, written):
    client = signed_in(world.principal)
    address = reverse("clusters:partnership_edit", args=[written.pk])
    data = edited(client, written, **{"parties-1-place": "Trường THCS Ở Nơi Khác"})
    by = Actor(user=world.principal)
    partnerships.enter_force(partnership=written, signed_on=None, by=by, today=TODAY)
    page = reverse("clusters:partnership", args=[written.pk])
    assert client.get(address).url == page
    assert address not in client.get(page).text
    for changes in ({}, {"version": partnerships.mark_of(written)}):
        answer = client.post(address, {**data, **changes})
        assert answer.context["sheet"].form.non_field_errors()
    assert [party.school for party in written.parties.all()] == [
        world.host,
        world.guest,
    ]
    assert signed_in(world.guest_principal).get(page).status_code == 200


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("principal", True), ("guest_principal", False), ("officer", True)],
)
def test_the_parties_of_a_draft_are_named_by_its_writer_or_an_officer(
    world, signed_in, written, who, allowed
):
    person = getattr(world, who)
    own = world.guest if who == "guest_principal" else world.host
    changes = {"parties-0-place": str(own), "parties-1-place": "Trường Ở Nơi Khác"}
    terms = partnerships.Terms(programme="Kết nghĩa")
    rows = [
        partnerships.PartyRow(place=own),
        partnerships.PartyRow(name=changes["parties-1-place"]),
    ]
    before = AuditEntry.objects.filter(verb="clusters.write_partnership").count()
    if who == "officer":
        partnerships.write_partnership(
            partnership=written,
            terms=terms,
            parties=rows,
            by=Actor(user=person),
            version=partnerships.mark_of(written),
        )
    else:
        client = signed_in(person)
        address = reverse("clusters:partnership_edit", args=[written.pk])
        answer = client.post(address, edited(client, written, **changes))
        assert answer.status_code == (302 if allowed else 200)
        # The other side corrects the rest of the draft.
        if not allowed:
            data = edited(client, written, programme="Kết nghĩa")
            assert client.post(address, data).status_code == 302
    places = [party.school for party in written.parties.all()]
    assert places == ([own, None] if allowed else [world.host, world.guest])
    entries = AuditEntry.objects.filter(verb="clusters.write_partnership")
    assert entries.count() == before + 1
    if allowed:
        # Who was taken out stands in the log.
        assert str(world.guest) in str(entries.order_by("-pk")[0].before["parties"])
