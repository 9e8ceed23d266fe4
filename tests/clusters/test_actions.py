"""What people do with places and people: exactly what changes, what is refused, what the log says."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, Slip, User
from accounts.verbs import Actor, Refused
from clusters import programme
from clusters.actions import people, places, setup
from clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterOffice,
    Level,
    Post,
    School,
    SchoolAuthority,
    SchoolName,
    Subject,
)
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
NOW: datetime = timezone.now()


@pytest.fixture
def by() -> Actor:
    return Actor(user=builders.make_person("Lò Minh Thư"), request_id="abc")


def log(row) -> list[tuple[str, dict, dict]]:
    return [
        (entry.verb, entry.before, entry.after)
        for entry in AuditEntry.objects.filter(
            object_type=row._meta.label_lower, object_id=str(row.pk)
        ).order_by("pk")
    ]


def counts() -> list[int]:
    return [
        model.objects.count()
        for model in (User, School, Cluster, Post, ClusterMembership, AuditEntry)
    ]


# --- places ---------------------------------------------------------------------------------


def test_a_school_begins_with_its_name_its_levels_and_its_authority(by):
    programme.load()
    office = builders.make_authority()
    school = places.create_school(
        by=by,
        name="  THCS  Hồng Tiến ",
        levels=Level.objects.filter(code="thcs"),
        authority=office,
        code=" ht1 ",
        place="xã Hồng Tiến",
    )
    assert (school.name, school.code, school.place) == (
        "THCS Hồng Tiến",
        "HT1",
        "xã Hồng Tiến",
    )
    assert school.search_key == "thcs hong tien"
    assert [name.name for name in school.names.all()] == ["THCS Hồng Tiến"]
    assert [level.code for level in school.levels.all()] == ["thcs"]
    relation = SchoolAuthority.objects.get(school=school)
    assert (relation.authority, relation.kind) == (office, "guidance")
    assert log(school) == [
        (
            "clusters.create_school",
            {},
            {"name": "THCS Hồng Tiến", "authority": office.pk},
        )
    ]


def test_two_schools_may_bear_one_name_but_not_one_code(by):
    places.create_school(by=by, name="THCS A", code="A1")
    places.create_school(by=by, name="THCS A")
    other = places.create_school(by=by, name="THCS A")
    before = counts()
    with pytest.raises(Refused) as refused:
        places.create_school(by=by, name="THCS B", code="a1")
    assert refused.value.field == "code"
    with pytest.raises(Refused):
        places.change_school(school=other, by=by, code="A1", place="", levels=[])
    assert counts() == before


def test_a_renamed_school_keeps_its_old_name_for_old_papers(by):
    school = builders.make_school("THCS Cũ")
    since = TODAY - timedelta(days=10)
    places.rename_school(
        school=school, name="THCS Mới", since=since, by=by, today=TODAY
    )
    school.refresh_from_db()
    assert (school.name, school.search_key) == ("THCS Mới", "thcs moi")
    assert [
        (name.name, name.valid_from, name.valid_to)
        for name in school.names.order_by("pk")
    ] == [
        ("THCS Cũ", None, since - timedelta(days=1)),
        ("THCS Mới", since, None),
    ]
    assert log(school) == [
        (
            "clusters.rename_school",
            {"name": "THCS Cũ"},
            {"name": "THCS Mới", "since": str(since)},
        )
    ]
    with pytest.raises(Refused) as refused:
        places.rename_school(
            school=school,
            name="THCS Khác",
            since=since - timedelta(days=1),
            by=by,
            today=TODAY,
        )
    assert refused.value.field == "since"
    school.refresh_from_db()
    assert school.name == "THCS Mới"


def test_a_spelling_is_corrected_in_place(by):
    school = builders.make_school("THCS Mườn Mươn")
    places.rename_school(
        school=school, name="THCS Mường Mươn", since=None, by=by, today=TODAY
    )
    assert [name.name for name in school.names.all()] == ["THCS Mường Mươn"]
    places.rename_school(
        school=school, name="THCS  Mường Mươn", since=None, by=by, today=TODAY
    )
    assert len(log(school)) == 1


def test_a_school_that_lost_its_current_name_row_can_still_be_renamed(by):
    school = builders.make_school("THCS A")
    SchoolName.objects.all().delete()
    places.rename_school(school=school, name="THCS B", since=TODAY, by=by, today=TODAY)
    assert [name.name for name in school.names.all()] == ["THCS A", "THCS B"]


def test_a_cluster_takes_its_levels_from_its_schools(by):
    programme.load()
    schools = [
        places.create_school(
            by=by, name=name, levels=Level.objects.filter(code__in=codes)
        )
        for name, codes in [("TH A", ["th"]), ("TH&THCS B", ["th", "thcs"])]
    ]
    cluster = places.create_cluster(by=by, label=" Cụm  1 ", schools=schools)
    assert (cluster.label, cluster.search_key) == ("Cụm 1", "cum 1")
    assert sorted(level.code for level in cluster.levels.all()) == ["th", "thcs"]
    assert log(cluster)[0][2]["schools"] == [school.pk for school in schools]


def test_joining_twice_is_one_membership_and_leaving_ends_it_today(by):
    cluster, school = builders.make_cluster(), builders.make_school()
    for _ in range(2):
        places.join(cluster=cluster, school=school, by=by, today=YESTERDAY)
    row = ClusterMembership.objects.get()
    assert (row.valid_from, row.valid_to) == (YESTERDAY, None)
    places.leave(cluster=cluster, school=school, by=by, today=TODAY)
    row.refresh_from_db()
    assert row.valid_to == YESTERDAY
    with pytest.raises(Refused):
        places.leave(cluster=cluster, school=school, by=by, today=TODAY)
    # A school that joined by mistake today was never a member.
    places.join(cluster=cluster, school=school, by=by, today=TODAY)
    places.leave(cluster=cluster, school=school, by=by, today=TODAY)
    assert ClusterMembership.objects.count() == 1
    assert [verb for verb, _, _ in log(cluster)] == [
        "clusters.join",
        "clusters.leave",
        "clusters.join",
        "clusters.leave",
    ]


def test_a_cluster_decides_who_approves(by):
    cluster = builders.make_cluster("Cụm 1", authority=builders.make_authority())
    places.change_cluster(
        cluster=cluster,
        by=by,
        label="Cụm I",
        area="Vùng cao",
        session_approver="nobody",
        news_approver="authority",
        address_style="thay_co",
        observation_points=True,
        feedback_read_first=True,
    )
    cluster.refresh_from_db()
    assert (cluster.label, cluster.search_key) == ("Cụm I", "cum i")
    assert (cluster.session_approver, cluster.news_approver) == ("nobody", "authority")
    assert cluster.address_style == "thay_co"
    assert (cluster.observation_points, cluster.feedback_read_first) == (True, True)
    same = {"label": "Cụm I", "area": "Vùng cao", "session_approver": "nobody"}
    places.change_cluster(cluster=cluster, by=by, **same)
    assert len(log(cluster)) == 1
    with pytest.raises(ValueError, match="managing_authority"):
        places.change_cluster(cluster=cluster, by=by, **same, managing_authority="1")


@pytest.mark.parametrize("name", ["session_approver", "news_approver"])
def test_an_authority_that_is_not_there_cannot_approve(by, name):
    cluster = builders.make_cluster("Cụm 1")
    with pytest.raises(Refused) as refused:
        places.change_cluster(
            cluster=cluster, by=by, label="Cụm 1", area="", **{name: "authority"}
        )
    assert refused.value.field == name


# --- people ---------------------------------------------------------------------------------


def test_one_number_and_one_name_is_one_person(by):
    first = people.add_person(
        by=by, full_name="Vàng Thị Mai", sign_in_name="0912000001"
    )
    again = people.add_person(
        by=by, full_name="VÀNG THỊ MAI", sign_in_name="+84 912 000 001"
    )
    assert first == again
    with pytest.raises(Refused) as refused:
        people.add_person(by=by, full_name="Vàng Mai", sign_in_name="0912000001")
    assert refused.value.field == "sign_in_name"
    # Never merged by name: without a number it is somebody else.
    assert people.add_person(by=by, full_name="Vàng Thị Mai") != first


def test_a_post_is_given_once_and_refreshed(by):
    person, school = builders.make_person("Vàng Thị Mai"), builders.make_school()
    subject = Subject.objects.create(code="toan", name="Toán")
    post = people.give_post(
        by=by, person=person, place=school, kind="teacher", since=TODAY
    )
    same = people.give_post(
        by=by,
        person=person,
        place=school,
        kind="teacher",
        title=" Giáo viên  Toán ",
        subjects=[subject],
    )
    assert same == post
    post.refresh_from_db()
    assert (post.title, post.valid_from) == ("Giáo viên Toán", TODAY)
    assert list(post.subjects.all()) == [subject]
    assert [verb for verb, _, _ in log(person)] == [
        "clusters.give_post",
        "clusters.change_post",
    ]


def test_an_ended_post_gives_no_right_today(by):
    person, school = builders.make_person("Vàng Thị Mai"), builders.make_school()
    old = builders.make_post(person, school)
    people.end_post(post=old, by=by, today=TODAY)
    old.refresh_from_db()
    assert old.valid_to == YESTERDAY
    people.end_post(post=old, by=by, today=TODAY)
    mistaken = people.give_post(
        by=by, person=person, place=school, kind="staff", since=TODAY
    )
    people.end_post(post=mistaken, by=by, today=TODAY)
    assert not Post.objects.on(TODAY).exists()
    assert [verb for verb, _, _ in log(person)] == [
        "clusters.end_post",
        "clusters.give_post",
        "clusters.end_post",
    ]


def test_another_kind_of_post_begins_a_new_one(by):
    person, school = builders.make_person("Vàng Thị Mai"), builders.make_school()
    post = builders.make_post(person, school, title="Giáo viên")
    common = {"by": by, "person": person, "subjects": [], "today": TODAY}
    people.change_person(
        post=post, full_name="Vàng Thị Mại", kind="teacher", title="GV", **common
    )
    post.refresh_from_db()
    person.refresh_from_db()
    assert (post.title, person.full_name) == ("GV", "Vàng Thị Mại")
    people.change_person(
        post=post,
        full_name="Vàng Thị Mại",
        kind="subject_head",
        title="Tổ trưởng",
        **common,
    )
    post.refresh_from_db()
    assert post.valid_to == YESTERDAY
    now = Post.objects.on(TODAY).get()
    assert (now.kind, now.title, now.valid_from) == ("subject_head", "Tổ trưởng", TODAY)


def test_an_office_is_for_people_of_the_cluster(world, by):
    with pytest.raises(Refused):
        people.appoint(
            cluster=world.north,
            kind="deputy",
            by=by,
            today=TODAY,
            person=world.far_teacher,
        )
    office = people.appoint(
        cluster=world.north, kind="deputy", by=by, today=TODAY, person=world.teacher
    )
    again = people.appoint(
        cluster=world.north, kind="deputy", by=by, today=TODAY, person=world.teacher
    )
    assert office == again
    assert office.name_as_printed == "Vàng Thị Mai"
    # A civil servant of the authority heads clusters in some provinces.
    people.appoint(
        cluster=world.north, kind="head", by=by, today=TODAY, person=world.officer
    )
    assert len(log(world.north)) == 2


def test_people_of_a_subcluster_may_hold_office_in_the_whole(world, by):
    whole = builders.make_cluster("Cụm huyện")
    world.south.parent = whole
    world.south.save()
    people.appoint(
        cluster=whole, kind="head", by=by, today=TODAY, person=world.far_teacher
    )
    assert ClusterOffice.objects.filter(cluster=whole).count() == 1


def test_an_office_ends_today(world, by):
    office = ClusterOffice.objects.get(cluster=world.north)
    people.end_office(office=office, by=by, today=TODAY)
    people.end_office(office=office, by=by, today=TODAY)
    office.refresh_from_db()
    assert office.valid_to == YESTERDAY
    assert [verb for verb, _, _ in log(world.north)] == ["clusters.end_office"]


def test_an_invitation_is_for_those_who_have_not_come_in(world, by):
    with pytest.raises(Refused):
        people.invite_person(person=world.teacher, by=by, now=NOW, today=TODAY)
    slip = people.issue_password_slip(person=world.teacher, by=by, now=NOW, today=TODAY)
    assert (slip.purpose, slip.place) == ("password", "PTDTBT THCS Nậm Xuân")
    newcomer = User.objects.create_person("Lò Văn Inh")
    slip = people.issue_password_slip(person=newcomer, by=by, now=NOW, today=TODAY)
    assert (slip.purpose, slip.place) == ("invitation", "")


def test_taking_somebody_on_gives_post_code_and_invitation(by):
    school = places.create_school(by=by, name="THCS A", code="A1")
    common = {"by": by, "school": school, "now": NOW, "today": TODAY}
    person, slip = people.take_on(
        full_name="Lò Văn Inh", staff_code="gv7", kind="teacher", **common
    )
    assert slip.user == person
    assert slip.place == "THCS A"
    assert person.sign_in_names.get().normalised == "A1/GV7"
    before = counts()
    with pytest.raises(Refused) as refused:
        people.take_on(full_name="Khác", staff_code="GV7", kind="teacher", **common)
    assert refused.value.field == "staff_code"
    assert counts() == before
    _, none = people.take_on(full_name="Khác", kind="teacher", invite=False, **common)
    assert none is None
    member = builders.make_person("Mùa A Dơ", phone="+84912000007")
    builders.make_post(member, builders.make_school("THCS B"))
    same, none = people.take_on(
        full_name="Mùa A Dơ", sign_in_name="0912000007", kind="teacher", **common
    )
    assert (same, none) == (member, None)


# --- a whole cluster ------------------------------------------------------------------------


def set_up(by, *rows, **more):
    return setup.set_up(by=by, label="Cụm 1", rows=rows, now=NOW, today=TODAY, **more)


@pytest.mark.parametrize(
    ("kind", "below"), [("committee", True), ("department", False)]
)
def test_a_new_local_authority_stands_below_the_officers_own(by, kind, below):
    own = builders.make_authority("Sở GD&ĐT Nậm Xuân")
    builders.make_post(by.user, own, Post.Kind.OFFICER)
    cluster = set_up(by, setup.SchoolRow("THCS A"), new_authority=("Cơ quan mới", kind))
    assert cluster.managing_authority.parent == (own if below else None)


def test_a_cluster_is_set_up_in_one_go(by):
    cluster = set_up(
        by,
        setup.SchoolRow("THCS A", principal="Lường Văn Sơn", sign_in_name="0912000003"),
        setup.SchoolRow("THCS B", principal="Đường Thị Ân", is_head=True),
        setup.SchoolRow("THCS C"),
        new_authority=("UBND xã Nậm Xuân", "committee"),
        officer_title="Chuyên viên",
    )
    assert cluster.managing_authority.name == "UBND xã Nậm Xuân"
    posts = Post.objects.order_by("pk").values_list("user__full_name", "kind", "title")
    assert list(posts) == [
        ("Lò Minh Thư", "officer", "Chuyên viên"),
        ("Lường Văn Sơn", "principal", "Hiệu trưởng"),
        ("Đường Thị Ân", "principal", "Hiệu trưởng"),
    ]
    assert [office.person.full_name for office in cluster.offices.all()] == [
        "Đường Thị Ân"
    ]
    assert Slip.objects.usable(now=NOW).count() == 2
    assert {row.authority for row in SchoolAuthority.objects.all()} == {
        cluster.managing_authority
    }


def test_who_has_come_in_before_is_not_invited_again(by):
    member = builders.make_person("Lường Văn Sơn", phone="+84912000003")
    builders.make_post(member, builders.make_school("THCS B"))
    set_up(
        by,
        setup.SchoolRow("THCS A", principal="Lường Văn Sơn", sign_in_name="0912000003"),
    )
    assert Post.objects.get(kind="principal").user == member
    assert Slip.objects.count() == 0


def test_one_refused_row_changes_nothing(by):
    before = counts()
    with pytest.raises(setup.RowRefused) as refused:
        set_up(
            by,
            setup.SchoolRow("THCS A", principal="B", sign_in_name="0912000003"),
            setup.SchoolRow("THCS C", principal="D", sign_in_name="0912000003"),
            new_authority=("UBND xã Nậm Xuân", "committee"),
        )
    assert (refused.value.row, refused.value.field) == (1, "sign_in_name")
    assert counts() == before
    with pytest.raises(setup.RowRefused) as refused:
        set_up(by, setup.SchoolRow("THCS A", is_head=True))
    assert (refused.value.row, refused.value.field) == (0, "principal")
    assert counts() == before


def test_a_known_school_joins_a_second_cluster(by):
    school = builders.make_school("THCS A")
    first = builders.make_cluster("Cụm cũ", schools=[school])
    second = set_up(by, setup.SchoolRow("THCS A", existing=school))
    assert School.objects.count() == 1
    joined = Cluster.objects.of_school(school, day=TODAY)
    assert set(joined) == {first, second}


def test_a_cluster_without_an_authority_lets_its_head_approve(by):
    cluster = builders.make_cluster("Cụm 1")
    chosen = {"session_approver": "nobody", "news_approver": "head"}
    places.change_cluster(cluster=cluster, by=by, label="Cụm 1", area="", **chosen)
    cluster.refresh_from_db()
    assert cluster.session_approver == "nobody"


def test_subjects_alone_are_changed_and_the_log_says_so(by):
    person, school = builders.make_person("Vàng Thị Mai"), builders.make_school()
    post = builders.make_post(person, school, title="GV")
    subject = Subject.objects.create(code="toan", name="Toán")
    people.change_post(post=post, by=by, title="GV", subjects=[subject])
    assert list(post.subjects.all()) == [subject]
    assert log(person) == [
        (
            "clusters.change_post",
            {"post": post.pk, "title": "GV", "subjects": []},
            {"title": "GV", "subjects": ["toan"]},
        )
    ]


# --- once more ------------------------------------------------------------------------------


def test_saving_a_school_without_a_change_writes_no_log(by):
    programme.load()
    levels = [Level.objects.get(code="thcs")]
    school = places.create_school(by=by, name="THCS Pa Sương", levels=levels)
    told = {"code": "PS", "place": "xã Pa Sương", "levels": levels}
    for _ in range(2):
        places.change_school(school=school, by=by, **told)
    more = [*levels, Level.objects.get(code="th")]
    places.change_school(school=school, by=by, **told | {"levels": more})
    changes = [entry for entry in log(school) if entry[0] == "clusters.change_school"]
    assert changes == [
        (
            "clusters.change_school",
            {"code": None, "place": "", "levels": ["thcs"]},
            {"code": "PS", "place": "xã Pa Sương", "levels": ["thcs"]},
        ),
        (
            "clusters.change_school",
            {"code": "PS", "place": "xã Pa Sương", "levels": ["thcs"]},
            {"code": "PS", "place": "xã Pa Sương", "levels": ["th", "thcs"]},
        ),
    ]


def test_one_person_heads_a_cluster_for_several_levels(by, world):
    """Each level has its office; the same level once more is the office that is there."""
    programme.load()
    levels = [Level.objects.get(code=code) for code in ("thcs", "th")]
    offices = [
        people.appoint(
            cluster=world.north,
            kind="deputy",
            level=level,
            by=by,
            today=TODAY,
            person=world.principal,
        )
        for level in (*levels, *levels, None, None)
    ]
    assert [office.pk for office in offices[2:4]] == [o.pk for o in offices[:2]]
    assert offices[4] == offices[5]
    held = ClusterOffice.objects.filter(kind="deputy", person=world.principal)
    assert sorted(str(office.level) for office in held) == sorted(
        [*(str(level) for level in levels), "None"]
    )


def _take_on(manager: User, school: School, full_name: str, phone: str) -> User:
    person, _slip = people.take_on(
        by=Actor(user=manager),
        school=school,
        full_name=full_name,
        sign_in_name=phone,
        kind="teacher",
        now=NOW,
        today=TODAY,
    )
    return person


def test_an_account_in_use_without_a_post_is_not_taken_by_name_and_number(world):
    """A post hands the account over to the principal, so the last school has to know."""
    person = builders.make_person("Lò Thị Xuân", phone="+84912000077")
    post = builders.make_post(person, world.far)
    Post.objects.filter(pk=post.pk).update(valid_to=YESTERDAY)
    with pytest.raises(Refused) as refused:
        _take_on(world.principal, world.host, "Lò Thị Xuân", "0912 000 077")
    assert refused.value.field == "sign_in_name"
    assert not Post.objects.filter(user=person, school=world.host).exists()
    # The officer manages both schools.
    assert _take_on(world.officer, world.host, "lo thi xuan", "0912000077") == person


def test_an_account_in_use_that_never_had_a_post_is_given_one_by_the_administrator(
    world,
):
    person = builders.make_person("Lò Thị Xuân", phone="+84912000077")
    with pytest.raises(Refused):
        _take_on(world.officer, world.host, "Lò Thị Xuân", "0912 000 077")
    assert _take_on(world.admin, world.host, "Lò Thị Xuân", "0912000077") == person


def test_whoever_left_comes_back_to_the_same_school(world):
    Post.objects.filter(user=world.teacher).update(valid_to=YESTERDAY)
    found = _take_on(world.principal, world.host, "Vàng Thị Mai", "0912 000 001")
    assert found == world.teacher


def test_an_account_that_nobody_has_opened_yet_is_found_by_name_and_number(world):
    person = User.objects.create_person("Lò Thị Xuân")
    person.sign_in_names.create(kind="phone", normalised="+84912000077")
    found = _take_on(world.principal, world.host, "Lò Thị Xuân", "0912 000 077")
    assert found == person
