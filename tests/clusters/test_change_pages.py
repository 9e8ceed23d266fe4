"""The pages of changes with a day: seen before they are pressed, pressed once, told to those concerned."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Slip
from accounts.verbs import Actor
from clusters.actions import people as actions
from clusters.actions.moves import change_principal
from clusters.actions.schools import merge_schools
from clusters.history import loans_of, of_school
from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    ClusterOffice,
    Delegation,
    Post,
    School,
    SchoolAuthority,
    SchoolSuccession,
    Subject,
)
from sessions.models import ExchangeSession
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
SOON = date(TODAY.year + 1, 1, 1)


@pytest.fixture
def by_officer(world) -> Actor:
    return Actor(user=world.officer)


def url(name: str, *args) -> str:
    return reverse(f"clusters:{name}", args=args)


def main_of(answer) -> str:
    text = answer.text
    return re.sub(r"\s+", " ", text[text.index("<main") : text.index("</main")])


def mark_of(answer) -> str:
    found = re.search(r'name="confirm" value="(\w+)"', answer.text)
    return found[1] if found else ""


def press(client, address: str, data: dict, *, then: dict | None = None):
    """See what will happen, and confirm what was seen; answers both pages. With `then` something else
    is typed in between."""
    seen = client.post(address, data)
    assert seen.status_code == 200, seen
    done = client.post(address, {**data, **(then or {}), "confirm": mark_of(seen)})
    return seen, done


# --- seen first, then pressed -------------------------------------------------------------


def test_what_will_happen_is_told_before_it_is_pressed(world, signed_in):
    for _number in range(2):
        builders.make_exchange(host=world.host, on=TODAY - 9 * DAY, state="held")
    ahead = builders.make_exchange(host=world.host, on=SOON + DAY, state="scheduled")
    builders.make_exchange(host=world.host, on=SOON + DAY, title="Bản nháp kín")
    client = signed_in(world.principal)
    data = {"name": "Trường THCS Hoa Ban", "since": f"{SOON}"}
    seen = client.post(url("school_rename", world.host.pk), data)
    page = main_of(seen)
    assert f"Từ ngày {SOON:%d/%m/%Y} trường mang tên “THCS Hoa Ban”." in page
    assert "2 hoạt động trước ngày đó giữ tên “PTDTBT THCS Nậm Xuân”." in page
    assert reverse("session", args=[ahead.pk]) in page
    assert f"ngày {SOON + DAY:%d/%m/%Y} tự mang tên mới." in page
    assert "Bản nháp kín" not in page
    assert School.objects.get(pk=world.host.pk).names.count() == 1
    assert not AuditEntry.objects.filter(verb="clusters.rename_school").exists()


def test_a_name_that_is_borne_already_changes_nothing_and_says_so(world, signed_in):
    data = {"name": world.host.name, "since": f"{SOON}"}
    page = main_of(
        signed_in(world.principal).post(url("school_rename", world.host.pk), data)
    )
    assert (
        f"Khi đó trường vẫn mang tên “{world.host.name}”: không có gì thay đổi." in page
    )
    assert f"Từ ngày {SOON:%d/%m/%Y} trường mang tên" not in page


def test_a_merger_of_a_school_without_people_says_nothing_of_them(world, signed_in):
    Post.objects.filter(school=world.guest).delete()
    data = {"into": world.host.pk, "since": f"{SOON}"}
    page = main_of(
        signed_in(world.officer).post(url("school_merge", world.guest.pk), data)
    )
    assert f"là một phần của {world.host.name}" in page
    assert "giữ nguyên chức vụ" not in page


def test_of_a_school_that_ended_nothing_holds_but_what_it_became(world, by_officer):
    merge_schools(
        schools=[world.guest],
        into=world.host,
        since=TODAY,
        by=by_officer,
        now=timezone.now(),
        today=TODAY,
    )
    world.guest.refresh_from_db()
    rows = of_school(world.guest, today=TODAY)
    assert [row.value for row in rows if not row.over] == [world.host.name]
    assert {row.until for row in rows if row.over} == {TODAY - DAY}


def test_a_merger_that_leaves_nobody_to_lead_says_so_before_it_is_pressed(
    world, signed_in
):
    client = signed_in(world.officer)
    data = {"new_name": "THCS Mới", "others": [world.guest.pk], "since": f"{SOON}"}
    address = url("school_merge", world.host.pk)
    warned = "chưa có ai là hiệu trưởng THCS Mới"
    assert warned in main_of(client.post(address, data))
    leader = Post.objects.get(user=world.principal).pk
    led = {**data, f"leader-{leader}": "principal"}
    assert warned not in main_of(client.post(address, led))
    # A school that goes on keeps its own.
    into = {"into": world.guest.pk, "since": f"{SOON}"}
    assert warned.replace("THCS Mới", world.guest.name) not in main_of(
        client.post(address, into)
    )


def test_a_seen_change_is_made_by_the_second_press(world, signed_in):
    client = signed_in(world.principal)
    data = {"name": "THCS Hoa Ban", "since": f"{SOON}"}
    _seen, done = press(client, url("school_rename", world.host.pk), data)
    assert done.url == url("school_changes", world.host.pk)
    world.host.refresh_from_db()
    assert (world.host.name, world.host.name_on(SOON)) == (
        "PTDTBT THCS Nậm Xuân",
        "THCS Hoa Ban",
    )
    page = main_of(client.get(done.url))
    assert "THCS Hoa Ban" in page
    assert f"{SOON:%d/%m/%Y}" in page


def test_what_was_not_seen_is_not_made(world, signed_in):
    client = signed_in(world.principal)
    data = {"name": "THCS Hoa Ban", "since": f"{SOON}"}
    _seen, done = press(
        client, url("school_rename", world.host.pk), data, then={"name": "THCS Khác"}
    )
    assert done.status_code == 200
    assert "Có điều đã khác" in main_of(done)
    assert world.host.names.count() == 1
    # A mark that somebody made up is none.
    forged = client.post(
        url("school_rename", world.host.pk), {**data, "confirm": "0" * 16}
    )
    assert forged.status_code == 200
    assert world.host.names.count() == 1


def test_a_refusal_is_told_before_the_second_press(world, signed_in):
    client = signed_in(world.officer)
    School.objects.filter(pk=world.host.pk).update(valid_to=TODAY - DAY)
    seen = client.post(url("school_close", world.host.pk), {"since": f"{SOON}"})
    assert "Đã ghi" in main_of(seen)
    assert not mark_of(seen)


def test_an_empty_form_asks_for_the_day(world, signed_in):
    answer = signed_in(world.officer).post(url("school_close", world.host.pk), {})
    assert answer.status_code == 200
    assert not mark_of(answer)


# --- schools ------------------------------------------------------------------------------


def test_the_office_merges_two_schools_and_says_what_their_leaders_become(
    world, signed_in
):
    client = signed_in(world.officer)
    address = url("school_merge", world.guest.pk)
    vice = Post.objects.get(user=world.cluster_head)
    data = {"into": world.host.pk, "since": f"{TODAY}"}
    first = client.post(address, data)
    assert "Đường Thị Ân, nay là hiệu trưởng" in main_of(first)
    data |= {f"leader-{vice.pk}": "teacher"}
    _seen, done = press(client, address, data)
    assert done.status_code == 302
    assert SchoolSuccession.objects.get().predecessor == world.guest
    on = Post.objects.on(TODAY)
    assert on.get(user=world.cluster_head).kind == Post.Kind.TEACHER
    assert on.get(user=world.guest_principal).kind == Post.Kind.VICE_PRINCIPAL
    page = main_of(client.get(url("school", world.guest.pk)))
    assert f"hoạt động đến hết ngày {TODAY - DAY:%d/%m/%Y}" in page
    assert url("school", world.host.pk) in page


def test_the_second_tab_of_a_merger_leads_to_what_became_of_the_school(
    world, signed_in
):
    client = signed_in(world.officer)
    address = url("school_merge", world.guest.pk)
    data = {"into": world.host.pk, "since": f"{TODAY}"}
    press(client, address, data)
    again = client.post(address, data, follow=True)
    assert again.redirect_chain == [(url("school", world.guest.pk), 302)]
    until = f"{TODAY - DAY:%d/%m/%Y}"
    assert f"Đã ghi: {world.guest.name} hoạt động đến hết ngày {until}." in again.text
    assert url("school", world.host.pk) in main_of(again)
    assert SchoolSuccession.objects.count() == 1


def test_a_new_school_is_made_of_two(world, signed_in):
    data = {
        "new_name": "Trường THCS Nậm Xuân",
        "others": [world.guest.pk],
        "since": f"{SOON}",
    }
    _seen, done = press(
        signed_in(world.officer), url("school_merge", world.host.pk), data
    )
    assert done.status_code == 302
    made = School.objects.get(name="THCS Nậm Xuân")
    assert (made.valid_from, made.is_active) == (SOON, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"new_name": "THCS Mới"},
        {"into": "host", "new_name": "THCS Mới"},
        {"into": "far_away"},
        {"into": "999999999999999999999"},
    ],
)
def test_nonsense_merges_nothing(world, signed_in, wrong):
    far_away = builders.make_school("THCS Nơi khác")
    keys = {"host": world.host.pk, "far_away": far_away.pk}
    data = {"since": f"{TODAY}"} | {k: keys.get(v, v) for k, v in wrong.items()}
    answer = signed_in(world.officer).post(url("school_merge", world.guest.pk), data)
    assert answer.status_code == 200
    assert not mark_of(answer)
    assert not SchoolSuccession.objects.exists()


def test_a_school_is_closed_from_a_day_on(world, signed_in):
    client = signed_in(world.officer)
    seen, done = press(
        client, url("school_close", world.guest.pk), {"since": f"{TODAY}"}
    )
    assert "2 người không còn công tác tại trường" in main_of(seen)
    assert done.status_code == 302
    # Officers still open its page.
    assert client.get(url("school", world.guest.pk)).status_code == 200


def test_a_school_changes_its_cluster(world, signed_in):
    client = signed_in(world.officer)
    data = {
        "leaves": world.north.pk,
        "joins": world.south.pk,
        "since": f"{TODAY}",
    }
    seen, done = press(client, url("school_move", world.guest.pk), data)
    # The head of the cluster works at this school.
    assert "Dương Quốc Đạt còn giữ chức vụ" in main_of(seen)
    assert done.status_code == 302
    assert Cluster.objects.of_school(world.guest, day=TODAY).get() == world.south


def test_the_head_of_a_cluster_moves_schools_only_between_own_clusters(
    world, signed_in
):
    client = signed_in(world.cluster_head)
    page = client.post(
        url("school_move", world.guest.pk),
        {"leaves": world.north.pk, "joins": world.south.pk, "since": f"{TODAY}"},
    )
    assert not mark_of(page)
    assert ClusterMembership.objects.filter(cluster=world.south).count() == 1


def test_a_school_comes_under_another_authority(world, signed_in):
    data = {"kind": "owner", "authority": world.province.pk, "since": f"{SOON}"}
    seen, done = press(
        signed_in(world.officer), url("school_relation", world.host.pk), data
    )
    assert "Sở GD&amp;ĐT tỉnh Nậm Xuân" in main_of(seen)
    assert done.status_code == 302
    held = SchoolAuthority.objects.on(SOON).get(school=world.host)
    assert held.authority == world.province


# --- people -------------------------------------------------------------------------------


def test_somebody_goes_to_another_school_of_the_cluster(world, signed_in):
    client = signed_in(world.cluster_head)
    data = {"to": world.guest.pk, "kind": "teacher", "title": "", "since": f"{TODAY}"}
    seen, done = press(
        client, url("person_move", world.host.pk, world.teacher.pk), data
    )
    assert "giữ nguyên" in main_of(seen)
    assert done.url == url("school_people", world.host.pk)
    assert Post.objects.on(TODAY).get(user=world.teacher).school == world.guest


def test_a_principal_is_told_how_somebody_goes_to_a_school_of_others(world, signed_in):
    page = signed_in(world.principal).get(
        url("person_move", world.host.pk, world.teacher.pk)
    )
    assert "đúng số điện thoại và họ tên" in main_of(page)


def test_a_vice_principal_does_not_send_the_principal_away(world, signed_in):
    deputy = builders.make_person("Lò Thị Phó")
    builders.make_post(deputy, world.host, Post.Kind.VICE_PRINCIPAL)
    answer = signed_in(deputy).get(
        url("person_move", world.host.pk, world.principal.pk)
    )
    assert answer.status_code == 403


def test_another_person_leads_the_school(world, signed_in):
    post = Post.objects.get(user=world.cluster_head)
    data = {
        "person": post.pk,
        "title": "Hiệu trưởng",
        "stays_as": "",
        "since": f"{TODAY}",
    }
    seen, done = press(
        signed_in(world.officer), url("principal_change", world.host.pk), data
    )
    page = main_of(seen)
    assert "Lường Văn Sơn không còn chức vụ tại trường" in page
    assert "Phó Hiệu trưởng” tại THCS Pa Sương kết thúc theo" in page
    assert done.status_code == 302
    led = Post.objects.on(TODAY).get(school=world.host, kind="principal")
    assert led.user == world.cluster_head


def test_a_principal_takes_nobody_away_from_another_school(world, signed_in):
    client = signed_in(world.principal)
    address = url("principal_change", world.host.pk)
    page = main_of(client.get(address))
    assert "Đường Thị Ân" not in page
    assert "Vàng Thị Mai" in page
    # Somebody of the own school who leads another one besides.
    builders.make_post(world.teacher, world.guest, Post.Kind.VICE_PRINCIPAL)
    data = {
        "person": Post.objects.get(user=world.teacher, school=world.host).pk,
        "since": f"{TODAY}",
    }
    answer = client.post(address, data)
    assert "phụ trách một trường khác" in main_of(answer)
    assert not mark_of(answer)
    assert mark_of(signed_in(world.officer).post(address, data))


def test_whoever_stands_in_does_not_become_the_principal(world, signed_in):
    lend(signed_in(world.principal), world, world.subject_head)
    client = signed_in(world.subject_head)
    assert client.get(url("principal_change", world.host.pk)).status_code == 403
    end = url("post_end", world.host.pk, Post.objects.get(user=world.principal).pk)
    assert client.post(end).status_code == 403
    assert client.get(url("school_rename", world.host.pk)).status_code == 200


def test_nobody_is_made_the_principal_of_a_school_where_one_may_not_appoint(
    world, signed_in
):
    builders.make_post(world.principal, world.guest, Post.Kind.VICE_PRINCIPAL)
    data = {"to": world.guest.pk, "kind": "principal", "since": f"{TODAY}"}
    answer = signed_in(world.principal).post(
        url("person_move", world.host.pk, world.teacher.pk), data
    )
    assert answer.status_code == 403


def test_where_nobody_can_be_chosen_it_says_what_to_do(world, signed_in):
    Post.objects.exclude(user__in=[world.officer, world.principal]).delete()
    page = main_of(signed_in(world.officer).get(url("principal_change", world.host.pk)))
    assert "<select" not in page
    assert url("person_new", world.host.pk) in page


def test_an_office_is_handed_over(world, signed_in):
    office = ClusterOffice.objects.get(cluster=world.north)
    data = {"person": Post.objects.get(user=world.principal).pk, "since": f"{TODAY}"}
    _seen, done = press(
        signed_in(world.cluster_head),
        url("office_hand_over", world.north.pk, office.pk),
        data,
    )
    assert done.url == reverse("cluster", args=[world.north.pk])
    held = ClusterOffice.objects.on(TODAY).get(cluster=world.north)
    assert held.person == world.principal


# --- authorities --------------------------------------------------------------------------


def test_the_tree_of_authorities_stands_under_each_other(world, signed_in):
    page = main_of(signed_in(world.admin).get(url("authorities")))
    names = [
        "Sở GD&amp;ĐT tỉnh Cửa Lân",
        "Sở GD&amp;ĐT tỉnh Nậm Xuân",
        "Phòng GD&amp;ĐT huyện Nậm Xuân",
    ]
    assert [page.index(name) for name in names] == sorted(
        page.index(name) for name in names
    )
    found = main_of(signed_in(world.admin).get(url("authorities"), {"tim": "cua lan"}))
    assert "Cửa Lân" in found
    assert "Nậm Xuân" not in found
    nobody = main_of(signed_in(world.admin).get(url("authorities"), {"tim": "xyz"}))
    assert "Không tìm thấy tên này" in nobody
    assert "Cửa Lân" not in nobody


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_of_authorities_ask_the_same_for_one_or_three(
    rows, world, signed_in, django_assert_num_queries
):
    for number in range(rows):
        child = builders.make_authority(f"UBND xã {number}", parent=world.office)
        school = builders.make_school(f"THCS {number}", authority=world.office)
        builders.make_cluster(f"Cụm {number}", authority=world.office, schools=[school])
        builders.make_post(
            builders.make_person(f"Lò Văn {number}"), child, Post.Kind.OFFICER
        )
        builders.make_post(
            builders.make_person(f"Vì Thị {number}"), world.office, Post.Kind.OFFICER
        )
    client = signed_in(world.officer)
    client.get(url("authorities"))
    with django_assert_num_queries(LISTED):
        client.get(url("authorities"))
    with django_assert_num_queries(SHOWN):
        client.get(url("authority", world.office.pk))


LISTED, SHOWN = 9, 17


def test_a_new_authority_stands_below_the_own_one_and_its_kind_is_chosen(
    world, signed_in
):
    client = signed_in(world.officer)
    form = client.get(url("authority_new")).context["form"]
    assert form["parent"].value() == world.office.pk
    assert form.fields["kind"].choices[0] == ("", "Xin chọn")
    data = {"name": "UBND xã Pa Sương", "kind": "", "parent": world.office.pk}
    refused = client.post(url("authority_new"), data)
    assert "kind" in refused.context["form"].errors
    assert not Authority.objects.filter(name="UBND xã Pa Sương").exists()


def test_nothing_new_is_put_below_an_authority_that_ended(world, signed_in):
    old = Authority.objects.create(
        name="Phòng GD&ĐT cũ",
        kind="district_office",
        parent=world.office,
        valid_to=TODAY - DAY,
    )
    below = Authority.objects.create(name="UBND xã", kind="committee", parent=old)
    client = signed_in(world.admin)
    new = client.get(url("authority_new")).context["form"]
    assert old not in new.fields["parent"].queryset
    # What stood below it can be corrected in all else.
    kept = client.get(url("authority_edit", below.pk)).context["form"]
    assert old in kept.fields["parent"].queryset


def test_an_officer_notes_an_authority_below_the_own_one(world, signed_in):
    client = signed_in(world.officer)
    data = {
        "name": "UBND xã Pa Sương",
        "short_name": "",
        "kind": "committee",
        "place": "Pa Sương",
        "parent": world.office.pk,
    }
    done = client.post(url("authority_new"), data)
    made = Authority.objects.get(name="UBND xã Pa Sương")
    assert done.url == url("authority", made.pk)
    assert made.parent == world.office
    # Not beside it, and not below a stranger.
    for parent in ("", world.other_province.pk):
        again = client.post(url("authority_new"), {**data, "parent": parent})
        assert again.status_code == 200
    # Corrected by who stands above it.
    done = client.post(url("authority_edit", made.pk), {**data, "name": "UBND xã A"})
    assert done.status_code == 302
    made.refresh_from_db()
    assert made.name == "UBND xã A"
    circle = client.post(
        url("authority_edit", made.pk), {**data, "parent": made.pk, "name": "B"}
    )
    assert circle.status_code == 200


def test_an_authority_ends_and_two_share_what_it_had(world, signed_in):
    heirs = [
        builders.make_authority(f"UBND xã {name}", kind="committee") for name in "AB"
    ]
    client = signed_in(world.admin)
    address = url("authority_end", world.office.pk)
    data = {"heirs": [heir.pk for heir in heirs], "since": f"{TODAY}"}
    asked = main_of(client.post(address, data))
    assert "3 trường thuộc UBND xã A." in asked
    data |= {f"school-{world.far.pk}": heirs[1].pk}
    data |= {f"cluster-{world.south.pk}": heirs[1].pk}
    seen, done = press(client, address, data)
    page = main_of(seen)
    assert "2 trường thuộc UBND xã A." in page
    assert "UBND xã B quản lý Cụm 2." in page
    assert done.url == url("authority", world.office.pk)
    world.south.refresh_from_db()
    assert world.south.managing_authority == heirs[1]
    assert "UBND xã A" in main_of(client.get(done.url))
    assert Post.objects.on(TODAY).get(user=world.officer).authority == heirs[0]


def test_another_authority_manages_the_cluster(world, signed_in):
    data = {"authority": world.province.pk, "since": f"{TODAY}"}
    _seen, done = press(
        signed_in(world.officer), url("cluster_authority", world.north.pk), data
    )
    assert done.status_code == 302
    world.north.refresh_from_db()
    assert world.north.managing_authority == world.province


def test_an_officer_is_added_invited_and_leaves(world, signed_in):
    client = signed_in(world.officer)
    data = {
        "full_name": "Quàng Thị Hoa",
        "sign_in_name": "0912000777",
        "title": "Chuyên viên",
        "client_key": "k1",
    }
    first = client.post(url("officer_new", world.office.pk), data)
    second = client.post(url("officer_new", world.office.pk), data)
    post = Post.objects.get(user__full_name="Quàng Thị Hoa")
    assert first.url == second.url == url("officer_slip", world.office.pk, post.user_id)
    assert "Quàng Thị Hoa" in main_of(client.get(first.url))
    before = Slip.objects.count()
    assert client.post(first.url).status_code == 302
    assert Slip.objects.count() == before + 1
    end = url("officer_end", world.office.pk, post.user_id)
    assert client.post(end).url == url("authority", world.office.pk)
    assert client.get(end).status_code == 404
    # Whoever ends the own post goes home.
    own = url("officer_end", world.office.pk, world.officer.pk)
    assert "chính thầy cô" in main_of(client.get(own))
    assert client.post(own).url == reverse("today")


def test_nobody_is_added_to_an_authority_that_ended(world, signed_in):
    Authority.objects.filter(pk=world.office.pk).update(valid_to=TODAY - DAY)
    answer = signed_in(world.admin).post(
        url("officer_new", world.office.pk), {"full_name": "Quàng Thị Hoa"}
    )
    assert answer.status_code == 200
    assert not Post.objects.filter(user__full_name="Quàng Thị Hoa").exists()
    missing = signed_in(world.admin).get(
        url("officer_slip", world.office.pk, 10**18 + 1)
    )
    assert missing.status_code == 404


# --- posts that are lent ------------------------------------------------------------------


def lend(client, world, to, until=TODAY + 7 * DAY):
    data = {
        "to": Post.objects.get(user=to).pk,
        "since": f"{TODAY}",
        "until": f"{until}",
    }
    return client.post(url("delegations", world.host.pk), data)


def test_a_principal_lets_somebody_stand_in_and_takes_it_back(world, signed_in):
    client = signed_in(world.principal)
    assert lend(client, world, world.subject_head).status_code == 302
    assert lend(client, world, world.teacher).status_code == 200
    loan = Delegation.objects.get()
    page = main_of(client.get(url("delegations", world.host.pk)))
    assert "Nguyễn Thu Hà" in page
    shown = signed_in(world.subject_head)
    today = main_of(shown.get(reverse("today")))
    assert (
        f"Thầy cô đang thay Lường Văn Sơn (PTDTBT THCS Nậm Xuân) đến hết ngày {TODAY + 7 * DAY:%d/%m/%Y}"
        in today
    )
    school = main_of(shown.get(url("school", world.host.pk)))
    assert "Nguyễn Thu Hà đang thay Lường Văn Sơn" in school
    # Who only stands in does not lend further.
    assert shown.get(url("delegations", world.host.pk)).status_code == 403
    end = url("delegation_end", world.host.pk, loan.pk)
    assert client.post(end).status_code == 302
    assert client.get(end).status_code == 404
    assert "đang thay" not in main_of(shown.get(reverse("today")))


def test_with_the_post_of_a_principal_its_delegation_ends(world, signed_in):
    assert (
        lend(signed_in(world.principal), world, world.subject_head).status_code == 302
    )
    loan = Delegation.objects.get()
    Delegation.objects.update(valid_from=TODAY - 3 * DAY)
    change_principal(
        school=world.host,
        person=world.teacher,
        title="",
        stays_as="",
        since=TODAY,
        by=Actor(user=world.officer),
        now=timezone.now(),
    )
    found = loans_of(world.host, today=TODAY)
    assert (found["open"], found["past"]) == ([], [loan])
    client = signed_in(world.teacher)
    page = main_of(client.get(url("delegations", world.host.pk)))
    assert f"– {TODAY - DAY:%d/%m/%Y}" in page
    assert "Thu lại ủy quyền" not in page
    assert client.get(url("delegation_end", world.host.pk, loan.pk)).status_code == 404
    school = main_of(client.get(url("school", world.host.pk)))
    assert "đang thay" not in school


def test_a_school_without_a_principal_has_nobody_to_stand_in_for(world, signed_in):
    Post.objects.filter(user=world.principal).delete()
    page = main_of(signed_in(world.officer).get(url("delegations", world.host.pk)))
    assert "chưa có hiệu trưởng" in page


def test_what_somebody_answers_in_the_principals_place_bears_both_names(
    world, signed_in
):
    lend(signed_in(world.principal), world, world.subject_head)
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.guest,
        schools=[world.guest, world.host],
        on=TODAY + 9 * DAY,
        state="scheduled",
    )
    unit = exchange.units.get(school=world.host)
    answer = signed_in(world.subject_head).post(
        reverse("sessions:reply", args=[exchange.pk, unit.pk]),
        {"answer": "yes", "count": "3", "note": ""},
    )
    assert answer.status_code == 302
    entry = AuditEntry.objects.filter(
        actor=world.subject_head, object_type__startswith="exchange_sessions"
    ).first()
    assert entry.on_behalf_of == world.principal


def test_a_session_scheduled_in_the_principals_place_bears_both_names(world, signed_in):
    lend(signed_in(world.principal), world, world.subject_head)
    exchange = builders.make_exchange(
        host=world.host, schools=[world.host], by=world.principal
    )
    answer = signed_in(world.subject_head).post(
        reverse("sessions:delete", args=[exchange.pk])
    )
    assert answer.status_code == 302
    assert not ExchangeSession.objects.exists()
    entry = AuditEntry.objects.get(verb="sessions.delete")
    assert entry.on_behalf_of == world.principal


# --- invitations --------------------------------------------------------------------------


def test_those_without_an_open_invitation_are_invited_in_one_press(world, signed_in):
    waiting = [builders.make_person(f"Lò Văn {name}") for name in ("An", "Bình")]
    for person in waiting:
        person.set_unusable_password()
        person.save()
        builders.make_post(person, world.host)
    client = signed_in(world.principal)
    page = main_of(client.get(url("school_invitations", world.host.pk)))
    assert "2 người chưa vào và không có lời mời còn hạn" in page
    for _ in range(2):
        client.post(url("invite_all", world.host.pk))
    assert Slip.objects.usable(now=timezone.now()).count() == 2
    assert Slip.objects.count() == 2
    page = main_of(client.get(url("school_invitations", world.host.pk)))
    assert "Lò Văn An" in page
    assert "không có lời mời còn hạn" not in page
    # The slip went to the wrong hands.
    client.post(url("slip_revoke", world.host.pk, waiting[0].pk))
    client.post(url("slip_revoke", world.host.pk, waiting[0].pk))
    assert Slip.objects.usable(now=timezone.now()).get().user == waiting[1]
    assert AuditEntry.objects.filter(verb="accounts.revoke_slips").count() == 1


def test_where_everybody_has_come_in_nothing_is_said_of_links(world, signed_in):
    page = main_of(
        signed_in(world.principal).get(url("school_invitations", world.host.pk))
    )
    assert "Không còn ai chờ lời mời." in page
    assert "người chưa vào" not in page
    assert "Mỗi liên kết" not in page


def test_the_head_of_a_cluster_invites_those_who_lead_its_schools(world, signed_in):
    for person in (world.principal, world.teacher):
        person.set_unusable_password()
        person.save()
    client = signed_in(world.cluster_head)
    page = main_of(client.get(url("invitations", world.north.pk)))
    assert "1 lãnh đạo trường" in page
    client.post(url("invite_leaders", world.north.pk))
    assert Slip.objects.get().user == world.principal


@pytest.mark.parametrize("rows", [1, 3])
def test_inviting_looks_the_same_for_one_or_three(
    rows, world, signed_in, django_assert_num_queries
):
    for number in range(rows):
        person = builders.make_person(f"Lò Văn {number}")
        person.set_unusable_password()
        person.save()
        builders.make_post(person, world.host)
    client = signed_in(world.principal)
    with django_assert_num_queries(INVITING):
        client.get(url("school_invitations", world.host.pk))


INVITING = 10


# --- subject heads ------------------------------------------------------------------------


def test_a_subject_head_sees_the_teachers_of_the_own_subjects(world, signed_in):
    maths, music = (
        Subject.objects.create(code=code, name=code, short_name=code, order=1)
        for code in ("Toán", "Nhạc")
    )
    Post.objects.get(user=world.subject_head).subjects.add(maths)
    Post.objects.get(user=world.teacher).subjects.add(maths)
    other = builders.make_person("Lò Thị Nhạc")
    builders.make_post(other, world.host).subjects.add(music)
    page = main_of(signed_in(world.subject_head).get(url("school", world.host.pk)))
    assert "Vàng Thị Mai" in page
    assert "Lò Thị Nhạc" not in page
    assert "Giáo viên cùng môn" in page
    # A head without a subject sees all teachers; a teacher none.
    Post.objects.get(user=world.subject_head).subjects.clear()
    page = main_of(signed_in(world.subject_head).get(url("school", world.host.pk)))
    assert "Lò Thị Nhạc" in page
    page = main_of(signed_in(world.teacher).get(url("school", world.host.pk)))
    assert "Giáo viên cùng môn" not in page


def test_whoever_took_over_a_school_opens_their_own_school(world, signed_in):
    SchoolSuccession.objects.create(
        predecessor=world.guest, successor=world.host, on=TODAY
    )
    School.objects.filter(pk=world.guest.pk).update(
        valid_to=TODAY - DAY, is_active=False
    )
    answer = signed_in(world.principal).get(url("my_school"))
    assert answer.url == url("school", world.host.pk)
    refused = signed_in(world.principal).post(
        url("person_new", world.guest.pk),
        {"full_name": "Lò Văn Muộn", "kind": "teacher"},
    )
    assert refused.status_code == 200
    assert actions.place_of(world.principal, today=TODAY) == world.host.name
