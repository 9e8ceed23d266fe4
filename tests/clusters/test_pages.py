"""Pages of schools, clusters and people, by the client."""

import re

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Slip, User
from accounts.verbs import Actor
from clusters import programme
from clusters.actions import people
from clusters.models import Cluster, ClusterMembership, ClusterOffice, Post, School
from tests import builders

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"clusters:{name}", args=args)


# --- schools --------------------------------------------------------------------------------


def test_my_school_is_one_step_away(world, signed_in):
    assert signed_in(world.teacher).get(url("my_school")).url == url(
        "school", world.host.pk
    )
    assert signed_in(world.officer).get(url("my_school")).status_code == 200
    builders.make_post(world.teacher, world.guest)
    page = signed_in(world.teacher).get(url("my_school"))
    assert world.guest.name in page.text
    assert world.host.name in page.text
    # Who leads one of several schools means that one.
    builders.make_post(world.principal, world.guest)
    assert signed_in(world.principal).get(url("my_school")).url == url(
        "school", world.host.pk
    )


def test_a_school_shows_its_facts_and_offers_only_what_one_may(world, signed_in):
    page = signed_in(world.teacher).get(url("school", world.host.pk))
    assert "Lường Văn Sơn" in page.text
    assert "Cụm 1" in page.text
    assert url("school_people", world.host.pk) not in page.text
    assert url("school_edit", world.host.pk) not in page.text
    page = signed_in(world.cluster_head).get(url("school", world.host.pk))
    assert url("school_people", world.host.pk) in page.text
    assert url("school_edit", world.host.pk) not in page.text
    assert (
        signed_in(world.far_principal).get(url("school", world.host.pk)).status_code
        == 404
    )


def test_a_school_is_edited_by_those_who_lead_it(world, signed_in):
    programme.load()
    address = url("school_edit", world.host.pk)
    assert signed_in(world.teacher).get(address).status_code == 403
    client = signed_in(world.principal)
    data = {"name": "Trường THCS Nậm Xuân", "place": "xã Nậm Xuân", "code": "nx/1"}
    page = client.post(address, data)
    assert page.context["form"].errors.keys() == {"code"}
    assert 'value="xã Nậm Xuân"' in page.text
    client.post(address, {**data, "code": "nx1"})
    world.host.refresh_from_db()
    assert (world.host.name, world.host.code) == ("THCS Nậm Xuân", "NX1")
    # The spelling is corrected everywhere: it is no new name.
    assert world.host.names.count() == 1
    assert client.post(address, {**data, "name": "…"}).status_code == 200


# --- people ---------------------------------------------------------------------------------


def test_people_are_listed_by_given_name_and_found_without_accents(world, signed_in):
    client = signed_in(world.principal)
    page = client.get(url("school_people", world.host.pk))
    names = re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page.text)
    assert names == ["Nguyễn Thu Hà", "Vàng Thị Mai", "Lường Văn Sơn"]
    page = client.get(url("school_people", world.host.pk), {"tim": "vang mai"})
    names = re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page.text)
    assert names == ["Vàng Thị Mai"]
    page = client.get(url("school_people", world.host.pk), {"tim": "zzz"})
    assert "<table" not in page.text


def test_phone_numbers_stay_within_the_school(world, signed_in):
    for name in ("school_people", "person"):
        args = [world.host.pk] + ([world.teacher.pk] if name == "person" else [])
        for person, shown in (
            (world.principal, True),
            (world.officer, True),
            (world.admin, True),
            (world.cluster_head, False),
        ):
            page = signed_in(person).get(url(name, *args))
            assert page.status_code == 200
            assert ("0912 000 001" in page.text) is shown, (name, person)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_of_people_asks_the_same_for_one_or_thirty(
    world, signed_in, django_assert_num_queries, rows
):
    subject = programme.Subject.objects.create(code="toan", name="Toán")
    for number in range(rows):
        person = builders.make_person(f"Lò Thị {number}", phone=f"+849130000{number}")
        builders.make_post(person, world.host).subjects.add(subject)
    client = signed_in(world.principal)
    with django_assert_num_queries(12):
        client.get(url("school_people", world.host.pk))


@pytest.mark.parametrize("who", ["teacher", "subject_head"])
def test_people_are_managed_by_those_who_may(world, signed_in, who):
    client = signed_in(getattr(world, who))
    teacher, host = world.teacher.pk, world.host.pk
    post = Post.objects.get(user=world.teacher).pk
    for address in (
        url("school_people", host),
        url("person_new", host),
        url("person", host, teacher),
        url("slip", host, teacher),
        url("lock", host, teacher),
        url("post_end", host, post),
        url("school_invitations", host),
        url("school_invitations_print", host),
    ):
        assert client.get(address).status_code == 403, address
    for address in (
        url("person_new", host),
        url("slip", host, teacher),
        url("lock", host, teacher),
        url("post_end", host, post),
    ):
        assert client.post(address).status_code == 403, address
    assert Post.objects.on(timezone.localdate()).filter(pk=post).exists()


def test_somebody_new_is_added_and_invited(world, signed_in):
    client = signed_in(world.principal)
    address = url("person_new", world.host.pk)
    assert client.get(address).status_code == 200
    wrong = client.post(
        address,
        {"full_name": "Lò Văn Inh", "sign_in_name": "khong", "kind": "teacher"},
    )
    assert wrong.context["form"].errors.keys() == {"sign_in_name"}
    assert 'value="Lò Văn Inh"' in wrong.text
    data = {
        "full_name": "Lò Văn Inh",
        "sign_in_name": "0913 000 001",
        "kind": "teacher",
        "title": "Giáo viên",
        "invite": "on",
    }
    response = client.post(address, data)
    person = User.objects.get(full_name="Lò Văn Inh")
    assert response.url == url("slip", world.host.pk, person.pk)
    page = client.get(response.url)
    slip = Slip.objects.get(user=person)
    assert f"http://testserver/vao/{slip.code}/" in page.text
    assert "<svg" in page.text
    taken = client.post(address, {**data, "full_name": "Người Khác"})
    assert taken.context["form"].errors.keys() == {"sign_in_name"}
    response = client.post(
        address, {"full_name": "Mùa A Chu", "kind": "staff", "another": "1"}
    )
    assert response.url == address
    response = client.post(address, {"full_name": "Mùa A Dê", "kind": "staff"})
    assert response.url == url("school_people", world.host.pk)
    assert client.post(address, {"full_name": "!!!", "kind": "staff"}).context[
        "form"
    ].errors.keys() == {"full_name"}


def test_a_vice_principal_adds_no_principal(world, signed_in):
    vice = builders.make_person("Quàng Văn Ún")
    builders.make_post(vice, world.host, Post.Kind.VICE_PRINCIPAL)
    client = signed_in(vice)
    page = client.post(
        url("person_new", world.host.pk), {"full_name": "Bạn Tôi", "kind": "principal"}
    )
    assert page.context["form"].errors.keys() == {"kind"}
    post = Post.objects.get(user=world.principal)
    assert client.post(url("post_end", world.host.pk, post.pk)).status_code == 403
    address = url("person", world.host.pk, world.principal.pk)
    assert client.get(address).status_code == 200
    data = {"full_name": "Lường Văn Sơn", "kind": "principal", "title": "X"}
    assert client.post(address, data).status_code == 403
    post.refresh_from_db()
    assert post.title == "Hiệu trưởng"


def test_a_person_is_corrected_and_loses_a_post(world, signed_in):
    client = signed_in(world.principal)
    address = url("person", world.host.pk, world.teacher.pk)
    client.post(
        address, {"full_name": "Vàng Thị Mại", "kind": "teacher", "title": "GV Toán"}
    )
    world.teacher.refresh_from_db()
    post = Post.objects.get(user=world.teacher)
    assert (world.teacher.full_name, post.title) == ("Vàng Thị Mại", "GV Toán")
    end = url("post_end", world.host.pk, post.pk)
    assert "GV Toán" in client.get(end).text
    assert client.post(end).url == url("school_people", world.host.pk)
    assert client.get(address).status_code == 404
    assert client.get(end).status_code == 404


def test_the_name_of_somebody_with_duties_elsewhere_stays(world, signed_in):
    builders.make_post(world.far_teacher, world.host)
    client = signed_in(world.principal)
    address = url("person", world.host.pk, world.far_teacher.pk)
    client.post(address, {"full_name": "Tên Khác", "kind": "teacher", "title": "GV"})
    world.far_teacher.refresh_from_db()
    assert world.far_teacher.full_name == "Mùa A Dơ"
    assert Post.objects.get(user=world.far_teacher, school=world.host).title == "GV"
    for name in ("slip", "lock"):
        address = url(name, world.host.pk, world.far_teacher.pk)
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403


def test_people_of_other_schools_are_not_reached_through_this_one(world, signed_in):
    client = signed_in(world.principal)
    for name in ("person", "slip", "lock"):
        address = url(name, world.host.pk, world.far_teacher.pk)
        assert client.get(address).status_code == 404
    post = Post.objects.get(user=world.far_teacher)
    assert client.post(url("post_end", world.host.pk, post.pk)).status_code == 404
    assert client.get(url("school_people", world.far.pk)).status_code == 404


def test_a_forgotten_password_is_mended_by_a_slip(world, signed_in):
    client = signed_in(world.principal)
    address = url("slip", world.host.pk, world.teacher.pk)
    assert "/vao/" not in client.get(address).text.replace('/vao/"', "")
    assert client.post(address).url == address
    first = Slip.objects.get()
    page = client.get(address).text
    assert (first.code in page, "Đây là phiếu mới" in page) == (True, False)
    client.post(address)
    second = Slip.objects.exclude(pk=first.pk).get()
    page = client.get(address).text
    assert "Đây là phiếu mới" in page
    assert first.code not in page
    assert second.code in page
    teacher = Client()
    teacher.post(
        f"/vao/{second.code}/",
        {"new_password": "Moi-2026-x", "new_password_again": "Moi-2026-x"},
    )
    assert get_user(teacher) == world.teacher


def test_an_account_is_locked_and_unlocked(world, signed_in):
    teacher = signed_in(world.teacher)
    client = signed_in(world.principal)
    address = url("lock", world.host.pk, world.teacher.pk)
    assert client.get(address).status_code == 200
    client.post(address)
    assert get_user(teacher).is_anonymous
    # No slip for a locked account; the page says so.
    page = client.post(url("slip", world.host.pk, world.teacher.pk), follow=True)
    assert [one.level_tag for one in page.context["messages"]][-1] == "error"
    assert not Slip.objects.exists()
    assert client.get(address).status_code == 200
    client.post(address)
    world.teacher.refresh_from_db()
    assert world.teacher.is_active


def test_nobody_locks_the_own_account(world, signed_in):
    client = signed_in(world.principal)
    address = url("lock", world.host.pk, world.principal.pk)
    assert client.post(address).status_code == 403
    admin = builders.make_post(world.admin, world.host).user
    page = signed_in(admin).post(url("lock", world.host.pk, admin.pk), follow=True)
    assert page.status_code == 403
    admin.refresh_from_db()
    assert admin.is_active


# --- invitations ----------------------------------------------------------------------------


def invite(client, school: School, name: str, **more) -> Slip:
    client.post(
        url("person_new", school.pk),
        {"full_name": name, "kind": "teacher", "invite": "on", **more},
    )
    return Slip.objects.select_related("user").latest("pk")


def test_open_invitations_are_shown_to_those_who_may_issue_them(world, signed_in):
    client = signed_in(world.principal)
    mine = invite(client, world.host, "Lò Văn Inh")
    elsewhere = invite(client, world.host, "Lò Văn Hai")
    builders.make_post(elsewhere.user, world.far)
    for name in ("school_invitations", "school_invitations_print"):
        page = client.get(url(name, world.host.pk))
        assert mine.code in page.text
        assert elsewhere.code not in page.text
    for name in ("invitations", "invitations_print"):
        page = signed_in(world.cluster_head).get(url(name, world.north.pk))
        assert mine.code in page.text
        assert elsewhere.code not in page.text
        assert client.get(url(name, world.north.pk)).status_code == 403
        assert client.get(url(name, world.south.pk)).status_code == 404
        page = signed_in(world.officer).get(url(name, world.north.pk))
        assert elsewhere.code in page.text


def test_a_used_invitation_is_open_no_more(world, signed_in):
    client = signed_in(world.principal)
    slip = invite(client, world.host, "Lò Văn Inh", sign_in_name="0913000001")
    Client().post(
        f"/vao/{slip.code}/",
        {"new_password": "Moi-2026-x", "new_password_again": "Moi-2026-x"},
    )
    assert slip.code not in client.get(url("school_invitations", world.host.pk)).text


def test_links_that_open_on_this_machine_only_are_told(world, signed_in):
    client = signed_in(world.principal)
    invite(client, world.host, "Lò Văn Inh")
    address = url("school_invitations", world.host.pk)
    there = client.get(address, headers={"Host": "192.168.1.7:8000"})
    here = client.get(address, headers={"Host": "localhost:8000"})
    assert there.context["local_only"] is False
    assert here.context["local_only"] is True
    assert "http://192.168.1.7:8000/vao/" in there.text


# --- clusters -------------------------------------------------------------------------------


def test_a_cluster_shows_schools_and_officers(world, signed_in):
    page = signed_in(world.teacher).get(reverse("cluster", args=[world.north.pk]))
    assert "THCS Pa Sương" in page.text
    assert "Dương Quốc Đạt" in page.text
    assert url("school", world.host.pk) in page.text
    assert url("school", world.guest.pk) not in page.text
    assert url("offices", world.north.pk) not in page.text
    assert (
        signed_in(world.far_principal)
        .get(reverse("cluster", args=[world.north.pk]))
        .status_code
        == 404
    )


def test_a_cluster_is_managed_by_its_head(world, signed_in):
    client = signed_in(world.cluster_head)
    address = url("cluster_edit", world.north.pk)
    assert signed_in(world.principal).get(address).status_code == 403
    assert client.get(address).status_code == 200
    data = {
        "label": "Cụm I",
        "area": "",
        "session_approver": "authority",
        "news_approver": "head",
        "address_style": "thay_co",
    }
    client.post(address, data)
    world.north.refresh_from_db()
    assert (world.north.label, world.north.session_approver) == ("Cụm I", "authority")
    Cluster.objects.update(managing_authority=None)
    page = client.post(address, {**data, "news_approver": "authority"})
    assert page.context["form"].errors.keys() == {"session_approver"}


def test_the_head_switches_points_and_the_reading_of_feedback(world, signed_in):
    client = signed_in(world.cluster_head)
    address = url("cluster_edit", world.north.pk)
    data = {
        name: getattr(world.north, name)
        for name in ("label", "area", "session_approver", "news_approver")
    } | {"address_style": world.north.address_style}

    def switches() -> tuple[bool, bool]:
        world.north.refresh_from_db()
        return world.north.observation_points, world.north.feedback_read_first

    assert switches() == (False, False)
    client.post(address, {**data, "observation_points": "on"})
    assert switches() == (True, False)
    client.post(address, {**data, "feedback_read_first": "on"})
    assert switches() == (False, True)


def test_an_office_is_given_and_ended(world, signed_in):
    client = signed_in(world.cluster_head)
    address = url("offices", world.north.pk)
    page = client.get(address)
    assert "Lường Văn Sơn" in page.text
    assert "Vàng Thị Mai" not in page.text
    assert "Vàng Thị Mai" in client.get(address, {"tim": "vang mai"}).text
    assert "Mùa A Dơ" not in client.get(address, {"tim": "mua a do"}).text
    response = client.post(
        address, {"person": world.teacher.pk, "kind": "secretary", "level": ""}
    )
    assert response.url == reverse("cluster", args=[world.north.pk])
    office = ClusterOffice.objects.get(person=world.teacher)
    end = url("office_end", world.north.pk, office.pk)
    assert client.get(end).status_code == 200
    client.post(end)
    assert not ClusterOffice.objects.filter(person=world.teacher).exists()
    assert client.get(end).status_code == 404


def test_appointing_tells_no_names_of_people_elsewhere(world, signed_in):
    client = signed_in(world.cluster_head)
    address = url("offices", world.north.pk)
    for person in (world.far_teacher.pk, 999_999):
        response = client.post(address, {"person": person, "kind": "head"})
        assert response.status_code == 404
        assert "Mùa A Dơ" not in response.text
    assert client.post(address, {"kind": "head"}).status_code == 200


def test_a_school_joins_and_leaves(world, signed_in):
    client = signed_in(world.officer)
    add = url("cluster_schools", world.north.pk)
    assert client.get(add).status_code == 200
    rows = {"schools-TOTAL_FORMS": "1", "schools-INITIAL_FORMS": "0"}
    empty = client.post(add, {**rows, "schools-TOTAL_FORMS": "0"})
    assert empty.context["form"].errors.keys() == {"paste"}
    page = client.post(add, {**rows, "schools-0-name": world.far.name})
    assert page.status_code == 302
    pasted = client.post(add, {**rows, "schools-TOTAL_FORMS": "0", "paste": "THCS Z"})
    assert 'value="THCS Z"' in pasted.text
    client.post(
        add,
        {
            **rows,
            "schools-0-name": world.far.name,
            "schools-0-existing": world.far.pk,
        },
    )
    assert ClusterMembership.objects.filter(
        cluster=world.north, school=world.far
    ).exists()
    refused = client.post(
        add,
        {
            **rows,
            "schools-0-name": "THCS Y",
            "schools-0-principal": "Ai Đó",
            "schools-0-sign_in_name": "0912000003",
        },
    )
    assert refused.context["rows"][0].errors.keys() == {"sign_in_name"}
    leave = url("school_leave", world.north.pk, world.guest.pk)
    assert client.get(leave).status_code == 200
    client.post(leave)
    assert client.get(leave).status_code == 404
    assert signed_in(world.principal).get(add).status_code == 403


def test_a_head_without_an_authority_chooses_no_school_of_others(world, signed_in):
    """Only new schools: an existing one is given by the authority over it."""
    client = signed_in(world.cluster_head)
    page = client.post(
        url("cluster_schools", world.north.pk),
        {
            "schools-TOTAL_FORMS": "1",
            "schools-INITIAL_FORMS": "0",
            "schools-0-name": world.far.name,
            "schools-0-existing": world.far.pk,
        },
    )
    assert page.status_code == 302
    joined = ClusterMembership.objects.filter(cluster=world.north)
    assert world.far not in {row.school for row in joined}


# --- the list -------------------------------------------------------------------------------


def test_the_list_shows_what_one_may_see(world, signed_in):
    def listed(person, **query) -> list[str]:
        page = signed_in(person).get(url("list"), query)
        return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page.text)

    assert listed(world.officer) == ["Cụm 1", "Cụm 2"]
    assert listed(world.teacher) == ["Cụm 1"]
    assert listed(world.other_officer) == []
    assert listed(world.officer, tim="pa suong") == ["Cụm 1"]
    assert listed(world.officer, tim="cum 2") == ["Cụm 2"]
    assert listed(world.officer, xem="truong", tim="nam xuan") == [
        "PTDTBT THCS Nậm Xuân"
    ]
    assert listed(world.officer, xem="truong", tim="zz") == []
    assert "THCS Phiêng Ban" not in listed(world.cluster_head, xem="truong")


@pytest.mark.parametrize("more", [0, 25])
@pytest.mark.parametrize("view", ["", "truong"])
def test_the_list_asks_the_same_for_few_or_many(
    world, signed_in, django_assert_num_queries, more, view
):
    for number in range(more):
        school = builders.make_school(f"THCS {number}", authority=world.office)
        cluster = builders.make_cluster(
            f"Cụm {number}", authority=world.office, schools=[school]
        )
        builders.make_office(world.principal, cluster)
        builders.make_post(builders.make_person("A"), school, Post.Kind.PRINCIPAL)
    client = signed_in(world.officer)
    with django_assert_num_queries(9 if view else 8):
        page = client.get(url("list"), {"xem": view})
    assert len(page.context["page"].object_list) == min(20, 2 + more + bool(view))


# --- Django's administration -----------------------------------------------------------------


def test_the_administration_has_no_door_of_its_own(world, signed_in, client):
    assert client.get("/admin/").url == "/dang-nhap/?next=/admin/"
    assert client.get("/admin/login/").url == "/dang-nhap/?next=/admin/login/"
    assert client.post("/admin/login/", {"username": "a"}).status_code == 302
    teacher = signed_in(world.teacher)
    assert teacher.get("/admin/", follow=True).status_code == 403


def test_every_list_of_the_administration_opens(world, signed_in):
    programme.load()
    client = signed_in(world.admin)
    invite(client, world.host, "Lò Văn Inh")
    page = client.get("/admin/")
    lists = set(re.findall(r'href="(/admin/(?:accounts|clusters)/\w+/)"', page.text))
    assert len(lists) == 15
    for address in sorted(lists):
        assert client.get(address, {"q": "a"}).status_code == 200, address
        found = re.search(rf'href="({address}\d+/change/)', client.get(address).text)
        if found:
            assert client.get(found[1]).status_code == 200, found[1]


def test_people_and_subjects_made_in_the_administration_have_their_keys(
    world, signed_in
):
    client = signed_in(world.admin)
    names = {"sign_in_names-TOTAL_FORMS": "0", "sign_in_names-INITIAL_FORMS": "0"}
    client.post(
        "/admin/accounts/user/add/",
        {"full_name": "Đường Thị Ún", "language": "vi", "is_active": "on", **names},
    )
    person = User.objects.get(search_key="duong thi un")
    assert not person.has_usable_password()
    assert (
        signed_in(world.admin)
        .post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"})
        .status_code
        == 403
    )
    programme.load()
    subject = programme.Subject.objects.get(code="vat-li")
    old = subject.aliases.get(folded="ly")
    data = {
        "code": "vat-li",
        "name": "Vật lí",
        "short_name": "",
        "levels": [level.pk for level in subject.levels.all()],
        "order": "1",
        "is_active": "on",
        "aliases-TOTAL_FORMS": "2",
        "aliases-INITIAL_FORMS": "1",
        "aliases-0-id": old.pk,
        "aliases-0-subject": subject.pk,
        "aliases-0-text": old.text,
        "aliases-0-DELETE": "on",
        "aliases-1-subject": subject.pk,
        "aliases-1-text": "Vật lý học",
    }
    client.post(f"/admin/clusters/subject/{subject.pk}/change/", data)
    assert programme.match_subject("vật lý học 7") == subject
    assert programme.match_subject("Lý") is None
    cluster = {
        f"{prefix}-{what}": "0"
        for prefix in ("memberships", "offices", "dated_authorities")
        for what in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    client.post(
        f"/admin/clusters/cluster/{world.south.pk}/change/",
        {
            "label": "Cụm Đông",
            "area": "",
            "session_approver": "head",
            "news_approver": "head",
            "address_style": "dong_chi",
            **cluster,
        },
    )
    world.south.refresh_from_db()
    assert world.south.search_key == "cum dong"


def test_a_mistyped_number_is_corrected_on_a_page_and_stands_on_the_slip(
    world, signed_in
):
    client = signed_in(world.principal)
    person, _slip = people.take_on(
        by=Actor(user=world.principal),
        school=world.host,
        full_name="Lò Thị Mới",
        sign_in_name="0912000090",
        kind=Post.Kind.TEACHER,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    address = url("sign_in_name", world.host.pk, person.pk)
    assert address in client.get(url("person", world.host.pk, person.pk)).text
    wrong = client.post(address, {"sign_in_name": "091200009"})
    assert wrong.context["form"].errors.keys() == {"sign_in_name"}
    assert client.post(address, {"sign_in_name": "0912000091"}).status_code == 302
    slip = client.get(url("slip", world.host.pk, person.pk)).text
    assert "0912 000 091" in slip
    handed = client.get(url("slip", world.host.pk, person.pk)).context["handed"]
    assert "0912 000 091" in client.get(handed.link).text


def test_ending_the_own_post_says_what_is_lost(world, signed_in):
    post = Post.objects.get(user=world.principal)
    words = "không tự lấy lại được"
    own = signed_in(world.principal).get(url("post_end", world.host.pk, post.pk))
    assert words in own.text
    others = signed_in(world.officer).get(url("post_end", world.host.pk, post.pk))
    assert words not in others.text


def test_a_cluster_shows_its_month_and_what_is_not_reported(world, signed_in):
    today = timezone.localdate()
    held = builders.make_exchange(
        cluster=world.north, host=world.host, on=today, state="held", by=world.principal
    )
    builders.make_exchange(
        cluster=world.south, host=world.far, on=today, state="held", by=world.principal
    )
    page = signed_in(world.cluster_head).get(reverse("cluster", args=[world.north.pk]))
    assert [row.exchange for row in page.context["month"].rows] == [held]
    assert [row.exchange for row in page.context["unreported"]] == [held]
    assert page.context["news"].newest == []
