"""The page of today: what waits for whom, what comes next, and what it says when there is nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from clusters.models import Cluster
from clusters.partial_dates import PartialDate
from sessions.mine import mine_of
from sessions.models import Attendance, ExchangeSession, Part
from tests import builders


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def make(world, day):
    def make(title: str = "Áp suất", days: int = 7, **fields):
        fields.setdefault("state", "scheduled")
        fields.setdefault("cluster", world.north)
        fields.setdefault("host", world.host)
        fields.setdefault("schools", [world.host, world.guest])
        return builders.make_exchange(
            title=title, on=day + timedelta(days=days), **fields
        )

    return make


@pytest.fixture
def waits(signed_in):
    """`waits(person)`: what the page says in English waits for them, without the notes."""

    def waits(person) -> list[str]:
        client = signed_in(person)
        client.cookies["language"] = "en"
        page = client.get(reverse("today"))
        assert page.status_code == 200
        return [todo.text for todo in page.context["todos"]]

    return waits


def everyone(world, waits) -> dict[str, list[str]]:
    return {
        who: waits(getattr(world, who))
        for who in (*world.PEOPLE, "guest_principal")
        if waits(getattr(world, who))
    }


def test_each_person_has_a_page_of_their_own(world, signed_in, make):
    make()
    pages = {
        who: signed_in(getattr(world, who)).get(reverse("today")).templates[0].name
        for who in (*world.PEOPLE, "guest_principal")
    }
    assert pages == {
        **dict.fromkeys((*world.PEOPLE, "guest_principal"), "pages/today.html"),
        "officer": "pages/overview.html",
        "other_officer": "pages/overview.html",
    }


def test_an_invitation_waits_for_the_leaders_of_the_guest_school(world, waits, make):
    make("Áp suất")
    words = ["Reply for THCS Pa Sương: Áp suất"]
    assert everyone(world, waits) == {"cluster_head": words, "guest_principal": words}


@pytest.mark.parametrize("change", ["answered", "not invited", "over", "cancelled"])
def test_an_invitation_that_needs_no_answer_does_not_wait(
    world, waits, make, day, change
):
    exchange = make()
    units = exchange.units.filter(school=world.guest)
    if change == "answered":
        units.update(reply="no", replied_at=timezone.now())
    elif change == "not invited":
        units.update(invited=False)
    elif change == "over":
        yesterday = day - timedelta(days=1)
        exchange.parts.update(on=PartialDate.of(yesterday), on_sort=yesterday)
    else:
        ExchangeSession.objects.update(state="cancelled", state_reason="Bão")
    assert waits(world.guest_principal) == []


def test_a_session_known_by_its_month_is_not_over_before_the_month_is(
    world, waits, make, day
):
    exchange = make()
    month = PartialDate(day.year, day.month)
    exchange.parts.update(on=month, on_sort=month.first_day)
    assert waits(world.guest_principal) == ["Reply for THCS Pa Sương: Áp suất"]
    assert waits(world.cluster_head) == ["Reply for THCS Pa Sương: Áp suất"]


def test_seven_invitations_are_one_line(world, waits, make):
    for number in range(7):
        make(f"Buổi {number}")
    assert waits(world.guest_principal) == ["7 sessions wait for your school's reply"]


@pytest.mark.parametrize("what", ["reply", "approve", "confirm", "send"])
def test_a_sentence_about_many_leads_to_exactly_these(world, signed_in, make, what):
    who = world.guest_principal if what == "reply" else world.cluster_head
    days = -7 if what == "confirm" else 7
    state = {"approve": "proposed", "send": "draft"}.get(what, "scheduled")
    for number in range(7):
        make(
            f"Chờ {number}",
            days=days,
            state=state,
            schools=[world.host] if what != "reply" else [world.host, world.guest],
            by=world.cluster_head if what == "send" else None,
        )
    # Beside them what is in the same state and waits for somebody else, or for nobody.
    make("Của trường khác", state="scheduled", schools=[world.host])
    make("Đã qua", days=-30, state="scheduled", schools=[world.host, world.guest])
    exchange = make("Đã trả lời", state="scheduled")
    exchange.units.update(reply="yes", replied_at=timezone.now())
    make("Nháp của người khác", state="draft", by=world.subject_head)
    make("Trường tự đề xuất", state="proposed", lead=world.guest, cluster=None)
    client = signed_in(who)
    many = [
        todo
        for todo in client.get(reverse("today")).context["todos"]
        if "?cho=" in todo.url or "&cho=" in todo.url
    ]
    assert len(many) == 1
    page = client.get(many[0].url)
    shown = [row.exchange.title for row in page.context["page"].object_list]
    expected = {f"Chờ {number}" for number in range(7)}
    if what == "confirm":
        expected.add("Đã qua")
    assert set(shown) == expected
    assert many[0].text.split()[0] == str(len(shown))
    assert escape(page.context["filters"].waits_words) in page.text


def test_who_leads_two_schools_asked_is_told_of_sessions_not_of_invitations(
    world, signed_in, make
):
    builders.make_post(world.guest_principal, world.far, "principal")
    for number in range(7):
        make(f"Buổi {number}", schools=[world.host, world.guest, world.far])
    [todo] = signed_in(world.guest_principal).get(reverse("today")).context["todos"]
    assert todo.text.split()[0] == "7"


def test_the_figure_of_held_sessions_leads_to_exactly_these(world, signed_in, make):
    make("Đã dạy", days=0, state="held")
    make("Sẽ dạy", days=0)
    make("Cụm khác", days=0, state="held", cluster=world.south, host=world.guest)
    page = signed_in(world.cluster_head).get(reverse("today"))
    listed = signed_in(world.cluster_head).get(
        reverse("sessions:list") + page.context["held_query"]
    )
    shown = [row.exchange.title for row in listed.context["page"].object_list]
    assert shown == ["Đã dạy"]
    assert len(page.context["figures"].held) == 1
    builders.make_office(world.cluster_head, world.south)
    page = signed_in(world.cluster_head).get(reverse("today"))
    assert page.context["held_query"] == ""


@pytest.mark.parametrize(
    ("approver", "who"),
    [
        (Cluster.SessionApprover.HEAD, {"cluster_head"}),
        (Cluster.SessionApprover.AUTHORITY, {"officer"}),
        (Cluster.SessionApprover.NOBODY, {"cluster_head"}),
    ],
)
def test_a_proposed_session_waits_for_its_approver(world, waits, make, approver, who):
    world.north.session_approver = approver
    world.north.save()
    make("Chuyên đề", state="proposed", schools=[world.host])
    assert set(everyone(world, waits)) == who


def test_a_session_led_by_a_school_waits_for_its_principal_until_he_agreed(
    world, waits, make
):
    exchange = make(
        "Giao lưu",
        state="proposed",
        cluster=None,
        lead=world.host,
        schools=[world.host],
    )
    assert everyone(world, waits) == {"principal": ["Approve: Giao lưu"]}
    exchange.units.update(organises=True, reply="yes", replied_at=timezone.now())
    assert everyone(world, waits) == {}


def test_what_is_over_and_not_confirmed_waits_for_the_lead(world, waits, make):
    make("Tuần trước", days=-7)
    assert everyone(world, waits) == {"cluster_head": ["Did it take place? Tuần trước"]}


def test_checking_in_waits_today_for_those_on_the_list(world, waits, make):
    exchange = make("Hôm nay", days=0)
    entry = builders.make_roster_entry(exchange, world.teacher)
    builders.make_roster_entry(make("Mai", days=1), world.teacher)
    assert waits(world.teacher) == ["Check in: Hôm nay"]
    Attendance.objects.create(
        entry=entry, part=exchange.parts.get(), how="button", at=timezone.now()
    )
    assert waits(world.teacher) == []


def test_one_press_on_the_page_of_today_checks_in(world, signed_in, make):
    exchange = make("Hôm nay", days=0)
    part = exchange.parts.get()
    entry = builders.make_roster_entry(exchange, world.teacher)
    client = signed_in(world.teacher)
    exchange.parts.update(starts_at=None)
    page = client.get(reverse("today")).text
    address = reverse("sessions:check_in", args=[exchange.pk])
    assert f'<form method="post" action="{address}" data-mark=' in page
    assert f'<input type="hidden" name="part" value="{part.pk}">' in page
    client.post(address, {"part": part.pk})
    assert Attendance.objects.get().entry == entry
    # Who is invited to another part only is not asked for this one.
    other = builders.make_roster_entry(exchange, world.subject_head)
    other.parts.add(Part.objects.create(exchange=exchange, order=2))
    assert address not in signed_in(world.subject_head).get(reverse("today")).text


def test_a_plan_waits_for_the_teacher_of_a_coming_lesson(world, waits, make):
    builders.make_lesson(make(), klass="8A2", teacher=world.teacher, topic="Áp suất")
    builders.make_lesson(make("Qua", days=-3), teacher=world.teacher)
    assert waits(world.teacher) == ["Hand in the plan: 8A2 · Áp suất"]


def test_own_drafts_wait_and_one_sent_back_says_why(world, signed_in, make):
    make("Nháp", state="draft", by=world.subject_head)
    back = make("Bị trả", state="draft", by=world.subject_head)
    back.state_reason = "Thiếu địa điểm"
    back.save()
    client = signed_in(world.subject_head)
    client.cookies["language"] = "en"
    page = client.get(reverse("today"))
    assert [(todo.text, todo.note) for todo in page.context["todos"]] == [
        ("Your draft: Nháp", ""),
        ("Sent back to you: Bị trả", "Thiếu địa điểm"),
    ]


def test_urgent_things_come_first(world, waits, make):
    make("Nháp", state="draft", by=world.cluster_head)
    make("Mời", days=3)
    assert waits(world.cluster_head) == [
        "Reply for THCS Pa Sương: Mời",
        # The answers are due three days before, which is today.
        "1 school has not answered: Mời",
        "Your draft: Nháp",
    ]


def test_what_comes_next_is_ones_own_and_in_order(world, signed_in, make):
    for title, days in (("Xa", 20), ("Gần", 2), ("Qua", -2), ("Hôm nay", 0)):
        make(title, days)
    make("Hủy", 1, state="cancelled")
    make("Nam", 1, cluster=world.south, host=world.far, schools=[world.far])
    page = signed_in(world.teacher).get(reverse("today"))
    assert [one.exchange.title for one in page.context["next"]] == [
        "Hôm nay",
        "Gần",
        "Xa",
    ]


def test_what_waits_for_approval_says_so_in_what_comes_next(world, signed_in, make):
    make("Chắc chắn", 2)
    page = signed_in(world.teacher).get(reverse("today"))
    assert "Chờ duyệt" not in page.text
    make("Còn chờ", 3, state="proposed")
    page = signed_in(world.teacher).get(reverse("today"))
    assert "Chờ duyệt" in page.text


def test_what_one_decides_comes_before_the_reply_of_ones_school(world, waits, make):
    make("Một buổi", state="proposed")
    told = waits(world.cluster_head)
    assert [words.split(":")[0] for words in told[:2]] == [
        "Approve",
        "Reply for THCS Pa Sương",
    ]


def test_a_person_without_a_post_is_told_whom_to_ask(world, signed_in):
    page = signed_in(builders.make_person("Người Mới")).get(reverse("today"))
    assert page.context["nowhere"] is True
    assert 'class="vacant"' in page.text


def test_the_administrator_begins_with_the_first_cluster(db, signed_in):
    boss = User.objects.create_superuser("boss", builders.PASSWORD, full_name="Cô Một")
    client = signed_in(boss)
    [todo] = client.get(reverse("today")).context["todos"]
    assert (todo.text, todo.url) == ("Chưa có cụm nào", reverse("clusters:cluster_new"))
    assert client.get(todo.url).status_code == 200
    builders.make_cluster()
    texts = [one.text for one in client.get(reverse("today")).context["todos"]]
    assert "Chưa có cụm nào" not in texts


def test_a_principal_who_is_alone_begins_with_the_people_of_the_school(
    world, signed_in, make
):
    principal = builders.make_person("Đỗ Văn Một")
    school = builders.make_school("Tiểu học Bản Xa")
    builders.make_post(principal, school, "principal")
    client = signed_in(principal)
    [todo] = client.get(reverse("today")).context["todos"]
    assert todo.text == "Tiểu học Bản Xa: chưa có ai trong Chung Tay ngoài thầy cô"
    assert todo.url == reverse("clusters:school_people", args=[school.pk])
    assert client.get(todo.url).status_code == 200
    make("Một buổi", schools=[world.host, school])
    [todo] = client.get(reverse("today")).context["todos"]
    assert "Một buổi" in todo.text
    ExchangeSession.objects.all().delete()
    builders.make_post(builders.make_person("Cô Hai"), school)
    assert client.get(reverse("today")).context["todos"] == []


def test_who_stands_in_is_told_the_last_day_even_when_the_post_ends_before(
    world, signed_in, day
):
    owner = builders.make_person("Cô Ba")
    post = builders.make_post(owner, world.host, "vice_principal")
    post.valid_to = day + timedelta(days=3)
    post.save()
    post.delegations.create(
        to=world.teacher, valid_from=day, valid_to=day + timedelta(days=9)
    )
    [todo] = signed_in(world.teacher).get(reverse("today")).context["todos"]
    assert f"đến hết ngày {post.valid_to:%d/%m/%Y}" in todo.text
    assert "Cô Ba" in todo.text


def test_an_empty_day_says_when_the_last_one_was(world, signed_in, make):
    page = signed_in(world.teacher).get(reverse("today"))
    assert 'class="vacant"' in page.text
    assert page.context["next"] == []


def test_nothing_of_another_cluster_is_on_anybodys_page(world, signed_in, make):
    make("Ong mật bí mật", days=0)
    make("Ong mật bí mật", state="proposed")
    for who in ("far_teacher", "far_principal", "other_officer"):
        assert "bí mật" not in signed_in(getattr(world, who)).get(reverse("today")).text


def test_the_office_of_a_cluster_sees_its_month_in_figures(world, signed_in, make):
    exchange = make("Đã dạy", days=0, state="held", schools=[world.host])
    page = signed_in(world.cluster_head).get(reverse("today"))
    assert (page.context["figures"].planned, len(page.context["figures"].held)) == (
        1,
        1,
    )
    assert page.context["figures"].unknown == 1
    assert signed_in(world.teacher).get(reverse("today")).context["figures"] is None
    assert exchange.title in page.text


@pytest.mark.parametrize(("who", "asked"), [("teacher", 11), ("cluster_head", 16)])
@pytest.mark.parametrize("rows", [1, 3])
def test_today_asks_the_same_for_one_row_or_three(
    world, signed_in, make, queries, rows, who, asked
):
    for number in range(rows):
        exchange = make(f"Buổi {number}", days=number)
        builders.make_roster_entry(exchange, world.teacher)
        builders.make_lesson(exchange, teacher=world.teacher)
        make(f"Chờ {number}", state="proposed")
        make(f"Xong {number}", state="held", days=0)
    assert queries(signed_in(getattr(world, who)), reverse("today")) == asked


def test_ones_own_sessions_are_a_part_of_what_one_may_see(world, make):
    for state in ("draft", "proposed", "scheduled", "held"):
        exchange = make(f"Bắc {state}", state=state, by=world.subject_head)
        builders.make_roster_entry(exchange, world.teacher)
        builders.make_lesson(exchange, teacher=world.far_teacher)
        make(
            f"Nam {state}",
            state=state,
            cluster=world.south,
            host=world.far,
            schools=[world.far],
        )
    for who in (*world.PEOPLE, "guest_principal"):
        person = getattr(world, who)
        own = set(mine_of(person).values_list("pk", flat=True))
        seen = ExchangeSession.objects.visible_to(person).values_list("pk", flat=True)
        assert own <= set(seen), who
    assert {one.title for one in mine_of(world.teacher)} == {
        "Bắc proposed",
        "Bắc scheduled",
        "Bắc held",
    }
