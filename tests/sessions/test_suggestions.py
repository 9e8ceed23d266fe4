"""Suggestions beyond those a form holds: found by what is typed, and understood when they come back."""

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from clusters.models import ClusterMembership, Post, SchoolAuthority
from sessions import actions
from sessions.permissions import can_create_for
from sessions.rows import DecisionRow, OwnerRow, UnitRow
from sessions.suggestions import (
    MOST_PEOPLE,
    MOST_SCHOOLS,
    find_people,
    find_units,
    near_exchange,
    near_leads,
    scope_of_exchange,
    scope_of_leads,
)
from tests import builders
from tests.sessions.helpers import actor, plan, posted, scheduled


@pytest.fixture
def asked(signed_in):
    """`asked(person, exchange, what, words)`: the options of the answer, value and label."""

    def asked(person, exchange, what, words) -> list[tuple[str, str | None]]:
        address = (
            reverse("sessions:suggest", args=[exchange.pk, what])
            if exchange
            else reverse("sessions:suggest_new", args=[what])
        )
        answer = signed_in(person).get(address, {"q": words})
        assert answer.status_code == 200
        tree = html.fromstring(f"<datalist>{answer.text}</datalist>")
        return [(one.get("value"), one.get("label")) for one in tree.iter("option")]

    return asked


@pytest.fixture
def crowd(world):
    """More colleagues at the host than a list holds, and after them in the alphabet one more."""
    people = [builders.make_person(f"Bùi {number} An") for number in range(MOST_PEOPLE)]
    last = builders.make_person("Đường Ỷ Yên")
    for person in (*people, last):
        builders.make_post(person, world.host)
    return last


def test_whoever_stands_behind_the_list_is_found_by_typing(world, asked, crowd):
    exchange = scheduled(world)
    label = "Đường Ỷ Yên · PTDTBT THCS Nậm Xuân"
    assert label not in near_exchange(exchange).people
    for typed in ("duong y yen", "Đường Ỷ", "yen nam xuan", "Yên"):
        assert label in dict(asked(world.cluster_head, exchange, "nguoi", typed)), typed
    assert near_exchange(exchange).person(label).user == crowd
    assert near_exchange(exchange).person("Đường Ỷ Yên") is None


def test_the_browser_finds_what_was_typed_without_accents(world, asked):
    exchange = scheduled(world)
    label = "Vàng Thị Mai · PTDTBT THCS Nậm Xuân"
    assert asked(world.cluster_head, exchange, "nguoi", "vang thi") == [
        (label, f"{label} (vang thi)")
    ]
    assert asked(world.cluster_head, exchange, "nguoi", "Vàng") == [(label, None)]


def test_of_several_names_the_last_is_looked_for_and_the_others_stay(world, asked):
    exchange = scheduled(world)
    found = asked(world.cluster_head, exchange, "nguoi", "Lò Văn Inh; Vàng")
    assert found == [("Lò Văn Inh; Vàng Thị Mai · PTDTBT THCS Nậm Xuân", None)]


def test_a_far_person_picked_is_asked_for_with_account_and_unit(
    world, signed_in, crowd
):
    exchange = scheduled(world)
    client = signed_in(world.cluster_head)
    address = reverse("sessions:people", args=[exchange.pk])
    fields = posted(client.get(address))
    fields["people-0-name"] = "Đường Ỷ Yên · PTDTBT THCS Nậm Xuân"
    assert client.post(address, fields).status_code == 302
    # The school names its people: its principal is asked.
    assert not exchange.roster.exists()
    [asked_for] = exchange.seat_requests.all()
    assert (asked_for.user, asked_for.name_as_printed) == (crowd, "Đường Ỷ Yên")
    assert asked_for.unit.school == world.host


def test_a_far_teacher_picked_brings_the_school(world, signed_in, crowd):
    exchange = scheduled(world, lessons=[])
    client = signed_in(world.cluster_head)
    address = reverse("sessions:lessons", args=[exchange.pk])
    fields = posted(client.get(address))
    fields["lessons-0-topic"] = "Áp suất"
    fields["lessons-0-teachers"] = "Đường Ỷ Yên · PTDTBT THCS Nậm Xuân"
    assert client.post(address, fields).status_code == 302
    lesson = exchange.lessons.get()
    assert lesson.teachers.get().user == crowd
    assert lesson.school == world.host


def test_only_people_near_the_session_are_named(world, asked):
    exchange = scheduled(world)
    for typed in ("Mùa A Dơ", "Cà Thị", "Trần Thị Hạnh", "phieng ban"):
        assert asked(world.cluster_head, exchange, "nguoi", typed) == [], typed
    label = "Mùa A Dơ · THCS Phiêng Ban"
    assert near_exchange(exchange).person(label) is None


def test_a_draft_names_nobody_of_the_schools_written_into_it(world, asked):
    draft = actions.schedule(
        by=actor(world.subject_head),
        data=_plan_with(world, world.far),
        now=timezone.now(),
    )
    assert asked(world.subject_head, draft, "nguoi", "Mùa A") == []
    assert near_exchange(draft).person("Mùa A Dơ · THCS Phiêng Ban") is None
    assert asked(world.principal, None, "nguoi", "Mùa A") == []


def _plan_with(world, *schools):
    return plan(world, units=[UnitRow(school=one) for one in schools])


def test_strangers_and_readers_are_given_nothing(world, signed_in):
    exchange = scheduled(world)
    address = reverse("sessions:suggest", args=[exchange.pk, "nguoi"])
    codes = {
        who: signed_in(getattr(world, who)).get(address, {"q": "Vàng"}).status_code
        for who in ("far_principal", "teacher", "officer", "cluster_head")
    }
    assert codes == {
        "far_principal": 404,
        "teacher": 403,
        "officer": 403,
        "cluster_head": 200,
    }
    new = reverse("sessions:suggest_new", args=["nguoi"])
    assert signed_in(world.teacher).get(new, {"q": "Vàng"}).status_code == 403


@pytest.mark.parametrize("typed", ["", " ", "v", ";", "Vàng;", "%%", "😀", "x" * 5000])
def test_too_little_or_nonsense_finds_nothing(world, asked, typed):
    assert asked(world.cluster_head, scheduled(world), "nguoi", typed) == []


def test_an_unknown_list_is_not_found(world, signed_in):
    address = reverse("sessions:suggest", args=[scheduled(world).pk, "tat-ca"])
    assert signed_in(world.cluster_head).get(address, {"q": "an"}).status_code == 404


def test_any_school_is_found_the_near_ones_first(world, asked):
    twins = [builders.make_school("THCS Pa Sương") for _number in range(2)]
    for twin, place in zip(twins, ("Lai Châu", ""), strict=True):
        twin.place = place
        twin.save()
    exchange = scheduled(world)
    found = [
        value
        for value, _label in asked(world.cluster_head, exchange, "don-vi", "pa suong")
    ]
    assert found == [
        f"THCS Pa Sương ({world.guest.pk})",
        "THCS Pa Sương (Lai Châu)",
        f"THCS Pa Sương ({twins[1].pk})",
    ]
    near = near_exchange(exchange)
    assert [near.school(label) for label in found] == [world.guest, *twins]
    assert near.school("THCS Pa Sương (Sơn La)") is None


def test_a_far_school_is_meant_only_with_its_place(world):
    world.far.place = "Hà Nội"
    world.far.save()
    exchange = scheduled(world)
    near = near_exchange(exchange)
    assert near.unit("THCS Phiêng Ban") is None
    assert near.unit("thcs  phiêng ban (Hà Nội)") == world.far
    assert near.label_of(world.far) == "THCS Phiêng Ban (Hà Nội)"
    assert list(find_units(near.scope, "phieng ban")) == ["THCS Phiêng Ban (Hà Nội)"]
    # A school near by means itself.
    assert near.unit("THCS Pa Sương") == world.guest


def test_every_far_school_has_words_that_mean_it_again(world):
    twins = [builders.make_school("THCS Hua Na") for _number in range(2)]
    for twin in twins:
        twin.place = "Lai Châu"
        twin.save()
    odd = builders.make_school("THCS Hua Na (cơ sở 2)")
    near = near_exchange(scheduled(world))
    labels = [near.label_of(school) for school in (*twins, odd)]
    assert [near.school(label) for label in labels] == [*twins, odd]
    assert near.school("THCS Hua Na (cơ sở 2)") is None


def test_two_schools_of_one_name_at_one_place_are_told_apart(world):
    twins = [builders.make_school("THCS Hua Na") for _number in range(2)]
    for twin in twins:
        twin.place = "Lai Châu"
        twin.save()
    scope = scope_of_exchange(scheduled(world))
    labels = list(find_units(scope, "hua na"))
    assert labels == [
        "THCS Hua Na (Lai Châu)",
        f"THCS Hua Na (Lai Châu) · {twins[1].pk}",
    ]
    near = near_exchange(scheduled(world))
    assert near.school(labels[1]) == twins[1]


def test_clusters_and_authorities_near_are_found_too(world):
    scope = scope_of_exchange(scheduled(world))
    assert set(find_units(scope, "cum 1")) == {"Cụm 1"}
    assert set(find_units(scope, "phong nam xuan")) == {"Phòng GD&ĐT huyện Nậm Xuân"}


def test_owners_of_what_was_agreed_are_units_and_people(world, asked):
    exchange = scheduled(world)
    found = asked(world.cluster_head, exchange, "nguoi-viec", "nậm xuân")
    assert [value for value, _label in found] == [
        "Phòng GD&ĐT huyện Nậm Xuân",
        "PTDTBT THCS Nậm Xuân",
        "Nguyễn Thu Hà · PTDTBT THCS Nậm Xuân",
        "Vàng Thị Mai · PTDTBT THCS Nậm Xuân",
        "Lường Văn Sơn · PTDTBT THCS Nậm Xuân",
        "Lò Minh Thư · Phòng GD&ĐT huyện Nậm Xuân",
    ]


def test_who_has_two_posts_is_found_at_both_places(world):
    builders.make_post(world.teacher, world.guest)
    exchange = scheduled(world)
    scope = scope_of_exchange(exchange)
    assert list(find_people(scope, "mai pa suong")) == ["Vàng Thị Mai · THCS Pa Sương"]
    near = near_exchange(exchange)
    assert near.person("Vàng Thị Mai · THCS Pa Sương").user == world.teacher
    assert near.person("Vàng Thị Mai · Ở đâu đó") is None


def test_an_owner_whose_suggestion_is_gone_keeps_the_account(world, signed_in):
    exchange = scheduled(world)
    actions.save_decisions(
        exchange=exchange,
        rows=[
            DecisionRow(
                text="Soạn đề",
                owners=[OwnerRow(user=world.teacher, text="Vàng Thị Mai")],
            )
        ],
        by=actor(world.cluster_head),
    )
    Post.objects.filter(user=world.teacher).delete()
    client = signed_in(world.cluster_head)
    address = reverse("sessions:decisions", args=[exchange.pk])
    fields = posted(client.get(address))
    fields["decisions-0-text"] = "Soạn đề chung"
    assert client.post(address, fields).status_code == 302
    owner = exchange.decisions.get().owners.get()
    assert (owner.user, owner.text) == (world.teacher, "Vàng Thị Mai")


def test_an_authority_of_many_schools_types_the_host(world, signed_in):
    for number in range(MOST_SCHOOLS):
        school = builders.make_school(f"THCS A{number:03}")
        SchoolAuthority.objects.create(
            school=school, authority=world.office, kind=SchoolAuthority.Kind.OWNER
        )
    near = near_leads(can_create_for(world.officer))
    assert near.has_more_schools
    client = signed_in(world.officer)
    address = reverse("sessions:schedule", args=["hoi-nghi"])
    fields = posted(client.get(address), then="draft")
    fields["title"] = "Hội nghị chuyên môn"
    fields["host"] = "THCS Không Có"
    refused = client.post(address, fields)
    assert refused.status_code == 200
    assert "THCS Không Có" in refused.text
    fields["host"] = "THCS Pa Sương"
    answer = client.post(address, fields)
    assert answer.status_code == 302
    assert world.guest.session_units.get().hosts


def test_schools_of_the_own_cluster_are_near_a_new_session(world):
    third = builders.make_school("THCS Thứ Tư")
    ClusterMembership.objects.create(cluster=world.north, school=third)
    builders.make_post(builders.make_person("Lò Thị Xa"), third)
    scope = scope_of_leads(can_create_for(world.principal))
    assert list(find_people(scope, "lo thi xa")) == ["Lò Thị Xa · THCS Thứ Tư"]


@pytest.mark.parametrize("rows", [1, 3])
def test_suggesting_asks_the_same_for_one_and_three(
    world, signed_in, django_assert_num_queries, rows
):
    for number in range(rows):
        builders.make_post(builders.make_person(f"Cô Số {number}"), world.host)
    address = reverse("sessions:suggest", args=[scheduled(world).pk, "nguoi"])
    client = signed_in(world.cluster_head)
    with django_assert_num_queries(9):
        client.get(address, {"q": "co so"})
