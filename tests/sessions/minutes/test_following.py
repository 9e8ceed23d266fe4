"""What was agreed is followed up: moves, reasons, who may, where it comes back, the list."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, Notice
from accounts.verbs import Refused
from clusters.partial_dates import PartialDate
from sessions import actions, follow_up
from sessions.forms.following import FinishForm
from sessions.minutes import rights
from sessions.models import Decision
from sessions.models.decision import last_day
from sessions.rows import OwnerRow, UnitRow
from tests.sessions.helpers import actor, part_row, posted, recorded
from tests.sessions.minutes.making import NOW, agree, held

STATES = ("open", "done", "dropped")
PEOPLE = (
    "teacher", "subject_head", "principal", "guest_principal", "cluster_head",
    "officer", "far_principal", "other_officer", "admin",
)  # fmt: skip


@pytest.fixture
def decision(world):
    return agree(world, held(world), "Nộp báo cáo")[0]


def become(decision, to, by):
    if to == "done":
        return actions.finish_decision(
            decision=decision, proof="Đã nộp", by=actor(by), now=NOW
        )
    verb = {"dropped": actions.drop_decision, "open": actions.reopen_decision}[to]
    return verb(decision=decision, reason="Trùng việc khác", by=actor(by), now=NOW)


@pytest.mark.parametrize("start", STATES)
@pytest.mark.parametrize("to", STATES)
def test_every_move_is_the_one_of_the_table(world, decision, start, to):
    if start != "open":
        become(decision, start, world.cluster_head)
    allowed = to in Decision.MOVES[start] or to == start
    if allowed:
        assert become(decision, to, world.cluster_head).status == to
    else:
        with pytest.raises(Refused):
            become(decision, to, world.cluster_head)
    decision.refresh_from_db()
    assert decision.status == (to if allowed else start)


@pytest.mark.parametrize("who", PEOPLE)
def test_owners_settle_the_lead_decides_and_nobody_else(world, decision, who):
    user = getattr(world, who)
    owners, lead = {"principal"}, {"cluster_head"}
    assert rights.can_settle(user, decision) is (who in owners | lead)
    assert rights.can_drop(user, decision) is (who in lead)


def test_done_asks_what_came_of_it_or_a_link(world, decision):
    for proof, link in (("", ""), ("  ", ""), ("", "trang web"), ("", "javascript:x")):
        with pytest.raises(Refused):
            actions.finish_decision(
                decision=decision,
                proof=proof,
                link=link,
                by=actor(world.principal),
                now=NOW,
            )
    for _press in range(2):
        done = actions.finish_decision(
            decision=decision,
            proof="",
            link="https://truong.vn/bao-cao",
            by=actor(world.principal),
            now=NOW,
        )
    assert (done.status, done.proof_link, done.status_by, done.status_at) == (
        "done",
        "https://truong.vn/bao-cao",
        world.principal,
        NOW,
    )
    assert AuditEntry.objects.filter(verb="sessions.finish_decision").count() == 1


def test_what_came_of_it_may_be_told_better_afterwards(world, decision):
    become(decision, "done", world.principal)
    again = actions.finish_decision(
        decision=decision,
        proof="Đã nộp, có biểu mẫu",
        by=actor(world.principal),
        now=NOW,
    )
    assert (again.status, again.proof) == ("done", "Đã nộp, có biểu mẫu")


def test_what_stands_in_the_way_is_told_to_those_who_decide(world, decision):
    Notice.objects.all().delete()
    for _press in range(2):
        actions.hinder_decision(
            decision=decision,
            obstacle="Thiếu phòng máy",
            by=actor(world.principal),
            now=NOW,
        )
    decision.refresh_from_db()
    assert (decision.status, decision.obstacle, decision.obstacle_by) == (
        "open",
        "Thiếu phòng máy",
        world.principal,
    )
    assert [one.user for one in Notice.objects.all()] == [world.cluster_head]
    dropped = become(decision, "dropped", world.cluster_head)
    assert dropped.status_reason == "Trùng việc khác"
    with pytest.raises(Refused):
        actions.hinder_decision(
            decision=decision, obstacle="Muộn", by=actor(world.principal), now=NOW
        )


@pytest.mark.parametrize(
    "verb", ["drop_decision", "hinder_decision", "reopen_decision"]
)
@pytest.mark.parametrize("words", ["", "  ", "x" * 601])
def test_a_reason_is_asked_and_is_short(world, decision, verb, words):
    if verb == "reopen_decision":
        become(decision, "done", world.principal)
    name = "obstacle" if verb == "hinder_decision" else "reason"
    with pytest.raises(Refused) as refused:
        getattr(actions, verb)(
            decision=decision, **{name: words}, by=actor(world.cluster_head), now=NOW
        )
    assert refused.value.field == name


def test_a_task_that_is_gone_is_refused(world, decision):
    Decision.objects.all().delete()
    with pytest.raises(Refused):
        become(decision, "done", world.principal)


def test_a_task_of_a_closed_session_goes_on(world, decision):
    actions.close(exchange=decision.exchange, by=actor(world.cluster_head), now=NOW)
    assert become(decision, "done", world.principal).status == "done"


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (None, None),
        (PartialDate(None, 3, 31), None),
        (PartialDate(2026), date(2026, 12, 31)),
        (PartialDate(2026, 2), date(2026, 2, 28)),
        (PartialDate(2026, 12, 5), date(2026, 12, 5)),
    ],
)
def test_the_last_day_is_the_last_one_that_is_meant(on, last):
    assert last_day(on) == last


def test_late_is_what_is_open_after_its_last_day(world, decision):
    decision.due, decision.due_until = PartialDate(2026, 11), PartialDate(2026, 12, 5)
    decision.save()
    assert not decision.is_late(date(2026, 12, 5))
    assert decision.is_late(date(2026, 12, 6))
    assert list(Decision.objects.late(today=date(2026, 12, 6))) == [decision]
    assert list(follow_up.open_decisions_due(day=date(2026, 12, 5))) == [decision]
    become(decision, "done", world.principal)
    assert list(Decision.objects.late(today=date(2026, 12, 6))) == []


# --- where it comes back --------------------------------------------------------------------------


def on_day(exchange, days: int):
    day = date(2026, 11, 26) + timedelta(days=days)
    part = exchange.parts.get()
    part.on = PartialDate.of(day)
    part.save()
    return exchange


def carried(exchange):
    return [one.text for one in follow_up.open_before(exchange)]


def test_the_cluster_meets_it_again_until_it_is_closed(world, decision):
    second, third = on_day(held(world), 20), on_day(held(world), 40)
    assert (carried(second), carried(third)) == (["Nộp báo cáo"], ["Nộp báo cáo"])
    before = on_day(held(world), -20)
    assert carried(before) == []
    become(decision, "done", world.principal)
    assert carried(second) == []


def test_a_pair_of_schools_meets_its_own_again(world):
    def pair(*schools):
        return recorded(
            world,
            units=[UnitRow(school=one) for one in schools],
            lessons=[],
            parts=[part_row(site=None)],
        )

    first = pair(world.host, world.far)
    first.cluster = None
    first.save()
    agree(world, first, "Trao đổi đề")
    second = pair(world.far, world.host)
    other = pair(world.host, world.guest, world.far)
    for one in (second, other):
        one.cluster = None
        one.save()
        on_day(one, 30)
    assert (carried(second), carried(other)) == (["Trao đổi đề"], [])


# --- the list -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_row_or_three(world, signed_in, rows):
    exchange = held(world)
    agree(world, exchange, *[f"Việc {number}" for number in range(rows)])
    client = signed_in(world.principal)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("sessions:open_decisions"))
    assert page.context["page"].paginator.count == rows

    assert len(asked) == 8


def listed(signed_in, user, query=""):
    page = signed_in(user).get(reverse("sessions:open_decisions") + query)
    return [one.text for one in page.context["page"]]


def test_the_list_is_narrowed_by_whose_and_by_state(world, signed_in):
    exchange = held(world)
    host, guest, own = (
        OwnerRow(school=world.host),
        OwnerRow(school=world.guest),
        OwnerRow(user=world.teacher),
    )
    mine, theirs, personal = (
        agree(world, exchange, "Của trường chủ nhà", owners=[host])[-1],
        agree(world, exchange, "Của trường bạn", owners=[guest])[-1],
        agree(world, exchange, "Của cô Mai", owners=[own])[-1],
    )
    assert listed(signed_in, world.principal) == ["Của trường chủ nhà"]
    assert listed(signed_in, world.teacher) == ["Của cô Mai"]
    assert listed(signed_in, world.teacher, "?cua=truong") == ["Của trường chủ nhà"]
    assert listed(signed_in, world.teacher, "?cua=cum") == [
        "Của trường chủ nhà",
        "Của trường bạn",
        "Của cô Mai",
    ]
    assert listed(signed_in, world.far_principal, "?cua=tat-ca") == []
    become(mine, "done", world.principal)
    become(theirs, "dropped", world.cluster_head)
    assert listed(signed_in, world.officer, "?cua=tat-ca&tt=xong") == [mine.text]
    assert listed(signed_in, world.officer, "?cua=tat-ca&tt=bo") == [theirs.text]
    personal.due = PartialDate(2020)
    personal.save()
    assert listed(signed_in, world.teacher, "?tt=tre") == [personal.text]
    assert listed(signed_in, world.teacher, "?tt=nonsense&page=²&cua=¹") == [
        personal.text
    ]


def test_an_owner_from_outside_sees_the_task_and_not_the_session(world, signed_in):
    [decision] = agree(
        world, held(world), "Góp đề", owners=[OwnerRow(school=world.far)]
    )
    page = signed_in(world.far_principal).get(
        reverse("sessions:decision", args=[decision.pk])
    )
    assert page.status_code == 200
    assert page.context["exchange"] is None
    stranger = signed_in(world.other_officer).get(
        reverse("sessions:decision", args=[decision.pk])
    )
    assert stranger.status_code == 404


def test_a_task_is_noted_as_done_on_its_page(world, signed_in, decision):
    address = reverse("sessions:decision", args=[decision.pk])
    client = signed_in(world.principal)
    assert client.post(address, {"proof": ""}).status_code == 200
    assert client.post(address, {"proof": "Đã nộp", "link": "x"}).status_code == 200
    answer = client.post(address, {"proof": "Đã nộp", "link": ""})
    assert answer["Location"] == address
    decision.refresh_from_db()
    assert decision.status == "done"
    again = reverse("sessions:decision_reopen", args=[decision.pk])
    assert client.get(again).status_code == 403
    head = signed_in(world.cluster_head)
    assert head.post(again, {"reason": ""}).status_code == 200
    assert head.post(again, {"reason": "Nhầm"})["Location"] == address
    drop = reverse("sessions:decision_drop", args=[decision.pk])
    assert head.post(drop, {"reason": "Trùng"})["Location"] == address
    decision.refresh_from_db()
    assert (decision.status, decision.status_reason) == ("dropped", "Trùng")


def test_the_next_session_shows_what_is_still_open(world, signed_in, decision):
    second = on_day(held(world), 20)
    address = reverse("sessions:carried", args=[second.pk])
    client = signed_in(world.teacher)
    assert "Nộp báo cáo" in client.get(address).text
    fragment = client.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "Nộp báo cáo" in fragment


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("drive.google.com/d/abc", "https://drive.google.com/d/abc"),
        ("truong.edu.vn", "https://truong.edu.vn"),
        ("http://truong.vn/a", "http://truong.vn/a"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("báo cáo", "báo cáo"),
        ("", ""),
    ],
)
def test_an_address_is_read_as_a_browser_shows_it(typed, read):
    form = FinishForm({"proof": "", "link": typed})
    assert form.is_valid()
    assert form.cleaned_data["link"] == read


def test_the_list_opens_where_there_is_something_to_see(world, signed_in):
    exchange = held(world)
    agree(world, exchange, "Của trường bạn", owners=[OwnerRow(school=world.guest)])
    assert listed(signed_in, world.principal) == ["Của trường bạn"]
    assert listed(signed_in, world.principal, "?cua=toi") == []
    page = signed_in(world.principal).get(reverse("sessions:open_decisions"))
    assert page.context["asked"].whose == follow_up.CLUSTER
    own = [query for key, _, query in page.context["whose"] if key == follow_up.MINE]
    assert own == ["?cua=toi"]


def test_a_name_that_stayed_words_is_told_to_who_typed_it(world, signed_in):
    address = reverse("sessions:decisions", args=[held(world).pk])
    name = world.guest_principal.full_name
    head = signed_in(world.cluster_head)
    typed = {
        "decisions-0-text": "Mượn thiết bị",
        "decisions-0-owners": f"{name}; Các trường",
    }
    page = head.post(address, posted(head.get(address), **typed), follow=True)
    told = [str(one) for one in page.context["messages"] if name in str(one)]
    assert len(told) == 1
    assert "Các trường" not in told[0]
    assert [one.user for one in Decision.objects.get().owners.all()] == [None, None]


def test_a_name_chosen_with_its_school_is_no_question(world, signed_in):
    address = reverse("sessions:decisions", args=[held(world).pk])
    person = world.guest_principal
    head = signed_in(world.cluster_head)
    typed = {
        "decisions-0-text": "Mượn thiết bị",
        "decisions-0-owners": f"{person.full_name} · {world.guest.name}",
    }
    page = head.post(address, posted(head.get(address), **typed), follow=True)
    assert Decision.objects.get().owners.get().user == person
    assert not [one for one in page.context["messages"] if person.full_name in str(one)]
