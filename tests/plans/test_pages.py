"""The pages of a plan as a browser asks for them: pasted, typed, sent, made into sessions."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from clusters.models import SchoolYear
from clusters.partial_dates import PartialDate
from sessions.actions import plans
from sessions.models import ExchangeSession, PlanVersion, YearPlan
from sessions.planning.content import line_of, rows_of
from tests import builders
from tests.plans.helpers import NOW, actor, in_state, round_line, saved, school_year
from tests.sessions.helpers import posted

HEAD = "Lần\tThời gian\tTrường đăng cai\tMôn/lớp\tTên bài\tGV dạy\tChủ trì"
YEAR = "2026-2027"


def address(world, name: str, *more) -> str:
    return reverse(f"sessions:{name}", args=[world.north.pk, YEAR, *more])


@pytest.fixture
def head(world, signed_in):
    school_year()
    return signed_in(world.cluster_head)


def pasted(world, client, *rows: str, **fields):
    data = {"pasted": "\n".join([HEAD, *rows]), "step": "read", "version": "word"}
    return client.post(address(world, "plan_paste"), data | fields)


def press(world, client, response, step: str, **changes):
    fields = posted(response, step=step, **changes)
    return client.post(address(world, "plan_paste"), fields)


def stored() -> list:
    return [line_of(row) for row in rows_of(PlanVersion.objects.latest("pk"))]


# --- pasting -------------------------------------------------------------------------------------
def test_a_table_is_shown_before_anything_is_stored(world, head):
    response = pasted(
        world, head, "Lần 1\tOct-26\tpa suong\tKHTN 8\tÁp suất\tVàng Thị Mai\t"
    )
    text = response.text
    assert "tháng 10/2026" in text
    assert "THCS Pa Sương" in text
    assert "Khoa học tự nhiên" in text
    assert not YearPlan.objects.exists()
    press(world, head, response, "save")
    [line] = stored()
    assert [host.school for host in line.hosts] == [world.guest]
    assert str(line.on) == "2026-10"


def test_a_name_that_somebody_bears_is_a_question_and_no_guess(world, head):
    response = pasted(
        world, head, "Lần 1\t10/2026\tPa Sương\tKHTN 8\tÁp suất\tVàng Thị Mai\t"
    )
    label = "Vàng Thị Mai · PTDTBT THCS Nậm Xuân"
    assert response.context["sheet"].people_asked[0].options == [(label, label)]
    press(world, head, response, "save")
    assert stored()[0].lessons[0].teachers[0].user is None


def test_the_answer_to_the_question_ties_the_person(world, head):
    response = pasted(
        world, head, "Lần 1\t10/2026\tPa Sương\tKHTN 8\tÁp suất\tVàng Thị Mai\t"
    )
    label = "Vàng Thị Mai · PTDTBT THCS Nậm Xuân"
    press(world, head, response, "save", who_pick=label)
    teacher = stored()[0].lessons[0].teachers[0]
    assert (teacher.user, teacher.school) == (world.teacher, world.host)


def test_a_wrong_row_keeps_everything_that_was_pasted(world, head):
    rows = [
        "Lần 1\t31/2\tPa Sương\tKHTN 8\tÁp suất\t\t",
        "Lần 2\t11/2026\tPa Sương\tToán 9\t\t\t",
    ]
    response = pasted(world, head, *rows)
    response = press(world, head, response, "save")
    assert "Tháng 2 không có ngày 31" in response.text
    assert "\n".join(rows) in response.text.replace("\r\n", "\n")
    assert not YearPlan.objects.exists()
    press(world, head, response, "save", **{"lines-0-when": "2/2027"})
    assert [str(line.on) for line in stored()] == ["2027-02", "2026-11"]


def test_pasting_the_same_table_twice_doubles_nothing(world, head):
    row = "Lần 1\t10/2026\tPa Sương\tKHTN 8\tÁp suất\t\t"
    press(world, head, pasted(world, head, row), "save")
    response = pasted(world, head, row)
    assert response.context["sheet"].counts["same"] == 1
    press(world, head, response, "save")
    assert len(stored()) == 1


def test_a_changed_round_is_asked_about_then_replaced_added_or_left_out(world, head):
    press(
        world,
        head,
        pasted(world, head, "Lần 1\t10/2026\tPa Sương\tKHTN 8\tÁp suất\t\t"),
        "save",
    )
    changed = "Lần 1\t11/2026\tPa Sương\tKHTN 8\tÁp suất\t\t"
    response = pasted(world, head, changed)
    refused = press(world, head, response, "save")
    assert "thay, thêm hay bỏ qua" in refused.text
    press(world, head, refused, "save", repeated="skip")
    assert [str(line.on) for line in stored()] == ["2026-10"]
    press(world, head, refused, "save", repeated="replace")
    assert [str(line.on) for line in stored()] == ["2026-11"]
    again = pasted(world, head, changed.replace("11/2026", "12/2026"))
    press(world, head, again, "save", repeated="append")
    assert [str(line.on) for line in stored()] == ["2026-11", "2026-12"]


def test_a_table_without_headings_asks_what_its_columns_hold(world, head):
    box = {"pasted": "1\t10/2026\tPa Sương", "step": "read", "version": "word"}
    response = head.post(address(world, "plan_paste"), box)
    assert "Chưa thấy dòng tiêu đề" in response.text
    columns = ["label", "when", "hosts"]
    response = press(world, head, response, "columns", columns=columns)
    press(world, head, response, "save", columns=columns)
    assert stored()[0].label == "1"


def test_an_unknown_host_is_asked_and_may_stay_a_name(world, head):
    response = pasted(world, head, "Lần 1\t10/2026\tTrung tâm GDTX\tKHTN 8\t\t\t")
    [asked] = response.context["sheet"].places_asked
    assert asked.name == "Trung tâm GDTX"
    press(world, head, response, "save")
    host = stored()[0].hosts[0]
    assert (host.name, host.school) == ("Trung tâm GDTX", None)


@pytest.mark.parametrize(
    "text", ["", "   ", "\t\t\n\t", "vô nghĩa", "\x00\ufeff", '"' * 50]
)
def test_nonsense_is_answered_and_stores_nothing(world, head, text):
    response = head.post(address(world, "plan_paste"), {"pasted": text, "step": "read"})
    assert response.status_code == 200
    assert not YearPlan.objects.exists()


def test_more_rows_than_fit_are_said_and_stay_in_the_box(world, head):
    rows = [f"Lần {n}\t10/2026\tPa Sương\tKHTN 8\t\t\t" for n in range(1, 206)]
    response = pasted(world, head, *rows)
    assert response.context["sheet"].waiting == 5
    assert "Lần 205" in response.text


# --- typing --------------------------------------------------------------------------------------
def test_a_line_without_round_time_and_host_is_a_lesson_of_the_round_above(world, head):
    response = head.get(address(world, "plan_edit"))
    head.post(
        address(world, "plan_edit"),
        posted(
            response,
            **{
                "lines-0-label": "Lần 1",
                "lines-0-when": "tháng 10",
                "lines-0-hosts": "Pa Sương; Nậm Xuân",
                "lines-0-subject": "KHTN 8",
                "lines-1-subject": "Toán 9",
                "lines-1-teachers": "Vàng Thị Mai · PTDTBT THCS Nậm Xuân",
            },
        ),
    )
    [line] = stored()
    assert [host.school for host in line.hosts] == [world.guest, world.host]
    assert [one.subject_as_printed for one in line.lessons] == ["KHTN 8", "Toán 9"]
    assert line.lessons[1].teachers[0].user == world.teacher


def test_saving_the_form_as_it_was_shown_changes_nothing(world, head):
    pasted_row = (
        "Lần 1\t15/10\tPa Sương\tKHTN 8\tÁp suất\tVàng Thị Mai (Nậm Xuân)\tCụm trưởng"
    )
    press(world, head, pasted(world, head, pasted_row), "save")
    before = stored()
    shown = head.get(address(world, "plan_edit"))
    head.post(address(world, "plan_edit"), posted(shown))
    assert stored() == before
    assert AuditEntry.objects.filter(verb="plans.save").count() == 0


def test_a_time_without_words_gets_none_by_being_shown(world, head):
    """What was taken over from last year is known by its month; saving it again changes nothing."""
    saved(world, [round_line(world.host, when_as_printed="")])
    shown = head.get(address(world, "plan_edit"))
    changed = posted(shown, **{"lines-0-note": "Mang theo máy tính"})
    head.post(address(world, "plan_edit"), changed)
    [line] = stored()
    assert (str(line.on), line.when_as_printed) == ("2026-10", "")


def test_who_was_overtaken_sees_both_and_loses_nothing(world, head, signed_in):
    in_state(world, "draft")
    mine = posted(head.get(address(world, "plan_edit")))
    other = signed_in(world.secretary)
    theirs = posted(
        other.get(address(world, "plan_edit")), **{"lines-0-topic": "Của họ"}
    )
    other.post(address(world, "plan_edit"), theirs)
    response = head.post(
        address(world, "plan_edit"), mine | {"lines-0-topic": "Của tôi"}
    )
    assert "Của họ" in response.text
    assert "Của tôi" in response.text
    assert stored()[0].lessons[0].topic == "Của họ"


def test_a_plan_that_waits_sends_its_editor_away_with_a_sentence(world, head):
    in_state(world, "sent")
    response = head.get(address(world, "plan_edit"), follow=True)
    assert "đang chờ duyệt nên chưa sửa được" in response.text


def test_who_approves_is_asked_whether_to_put_it_into_force_and_others_to_send_it(
    world, head, signed_in
):
    in_state(world, "draft")
    where = reverse("sessions:plan_move", args=[world.north.pk, YEAR, "gui"])
    mine = head.get(where).text
    assert "Ban hành kế hoạch này?" in mine
    assert "Gửi duyệt" not in mine
    secretarys = signed_in(world.secretary).get(where).text
    assert "Gửi duyệt kế hoạch này?" in secretarys
    assert "Ban hành" not in secretarys


# --- rounds --------------------------------------------------------------------------------------
def test_one_press_makes_the_session_and_leads_to_it(world, head):
    version = in_state(world, "approved")
    where = address(world, "plan_schedule", version.rows.get().round_id)
    response = head.post(where)
    exchange = ExchangeSession.objects.get()
    assert response["Location"] == reverse("session", args=[exchange.pk])
    head.post(where)
    assert ExchangeSession.objects.count() == 1
    page = head.get(reverse("session", args=[exchange.pk]))
    assert f"#round-{version.rows.get().round_id}" in page.text


def test_of_a_day_in_the_plan_the_new_draft_shows_what_clashes_and_what_is_free(
    world, head
):
    taken = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        title="Định lí Pythagore",
        on=date(2027, 3, 25),
        state="scheduled",
    )
    day = PartialDate(2027, 3, 25)
    draft = saved(world, [round_line(world.host, on=day, when_as_printed="25/3/2027")])
    version = plans.send(version=draft, by=actor(world.cluster_head), now=NOW)
    where = address(world, "plan_schedule", version.rows.get().round_id)
    with time_machine.travel(NOW, tick=False):
        page = head.post(where, follow=True).text
        made = ExchangeSession.objects.exclude(pk=taken.pk).get()
        clashes = reverse("sessions:clashes", args=[made.pk])
        told = head.get(clashes).text
    assert "Xin xem lại ngày rồi mời các trường" in page
    assert f'hx-get="{clashes}"' in page
    assert "“Định lí Pythagore”" in told
    assert "Buổi trống gần đó" in told


def test_the_principal_of_the_host_may_press_and_other_schools_may_not(
    world, signed_in
):
    version = in_state(world, "approved")
    where = address(world, "plan_schedule", version.rows.get().round_id)
    assert signed_in(world.guest_principal).post(where).status_code == 403
    assert signed_in(world.principal).post(where).status_code == 302
    assert ExchangeSession.objects.get().created_by == world.principal


def test_an_existing_session_is_tied_on_a_page(world, head):
    version = in_state(world, "approved")
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, by=world.cluster_head
    )
    where = address(world, "plan_link", version.rows.get().round_id)
    assert exchange.title in head.get(where).text
    head.post(where, {"exchange": exchange.pk})
    assert version.rows.get().round.exchange == exchange
    head.post(where, {"untie": "1"})
    assert version.rows.get().round.exchange is None


def test_of_a_draft_the_schools_see_nothing(world, signed_in):
    in_state(world, "draft")
    page = signed_in(world.teacher).get(address(world, "plan"))
    assert "chưa có kế hoạch được duyệt" in page.text
    assert "Áp suất chất lỏng" not in page.text
    assert (
        signed_in(world.teacher).get(address(world, "plan") + "?ban=1").status_code
        == 404
    )


def test_the_old_version_stays_readable_while_a_newer_one_is_worked_on(
    world, head, signed_in
):
    first = in_state(world, "approved")
    saved(world, [round_line(world.guest, label="Lần 9")], base=first)
    assert "Lần 1" in signed_in(world.teacher).get(address(world, "plan")).text
    draft = head.get(address(world, "plan") + "?ban=2").text
    assert "Thay đổi so với bản 1" in draft


def test_a_wrong_year_or_version_is_no_page(world, head):
    assert (
        head.get(
            reverse("sessions:plan", args=[world.north.pk, "1999-2000"])
        ).status_code
        == 404
    )
    assert head.get(address(world, "plan") + "?ban=x").status_code == 404


# --- queries -------------------------------------------------------------------------------------
@pytest.fixture
def queries(django_assert_max_num_queries):
    def count(client, path: str) -> int:
        client.get(path)
        with django_assert_max_num_queries(200) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    return count


@pytest.mark.parametrize("rounds", [1, 3])
def test_a_plan_asks_the_same_for_one_round_or_three(world, head, queries, rounds):
    lines = [round_line(world.host, label=f"Lần {n}") for n in range(rounds)]
    from_head = saved(world, lines)
    head.post(reverse("sessions:plan_move", args=[world.north.pk, YEAR, "gui"]))
    assert from_head is not None
    assert queries(head, address(world, "plan")) == 24


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_table_asks_the_same_for_one_round_or_three(world, head, queries, rounds):
    saved(world, [round_line(world.host, label=f"Lần {n}") for n in range(rounds)])
    assert queries(head, address(world, "plan_edit")) == 21


def years_of(client, asked: str = "") -> list[str]:
    page = client.get(reverse("sessions:plans"), {"nam": asked} if asked else {})
    return re.findall(r'<option value="(\d{4}-\d{4})"', page.text)


def test_only_years_with_a_plan_this_one_and_the_next_are_offered(world, signed_in):
    school_year()
    client = signed_in(world.officer)
    with time_machine.travel(NOW):
        assert years_of(client) == ["2026-2027", "2027-2028"]
        # Who asks for another one by its address sees it chosen.
        assert years_of(client, "2020-2021") == ["2026-2027", "2020-2021", "2027-2028"]
        assert years_of(client, "2020-2099") == ["2026-2027", "2027-2028"]
        for label in ("2018-2019", "2031-2032"):
            year = SchoolYear.objects.get(label=label)
            YearPlan.objects.create(cluster=world.south, school_year=year)
        offered = ["2026-2027", "2018-2019", "2027-2028", "2031-2032"]
        assert years_of(client) == offered
        # A plan out of one's reach is no reason to look there.
        assert years_of(signed_in(world.principal)) == ["2026-2027", "2027-2028"]


def test_an_officer_learns_that_a_plan_is_being_written_and_nothing_of_it(
    world, signed_in
):
    client, url = signed_in(world.officer), reverse("sessions:plans")
    school_year()
    before = client.get(url).text
    assert (before.count("Chưa có kế hoạch"), before.count("Đang soạn")) == (2, 0)
    saved(world, [round_line(world.host, label="Lần bí mật")])
    page = client.get(url).text
    assert (page.count("Chưa có kế hoạch"), page.count("Đang soạn")) == (1, 1)
    assert "Lần bí mật" not in page
    assert "Lần bí mật" not in client.get(address(world, "plan")).text


@pytest.mark.parametrize("clusters", [1, 3])
def test_the_list_of_plans_asks_the_same_for_one_cluster_or_three(
    world, signed_in, queries, clusters
):
    school_year()
    for number in range(clusters):
        school = builders.make_school(f"THCS Số {number}", authority=world.office)
        cluster = builders.make_cluster(
            f"Cụm {number + 3}", authority=world.office, schools=[school]
        )
        saved(world, [round_line(school)], cluster=cluster)
    assert queries(signed_in(world.officer), reverse("sessions:plans")) == 10
