"""The cast: who they are to the North cluster. Each is a person with a real post or office."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from clusters.models import Authority, Cluster, Post, School
from tests import builders
from tests.chromium import browser  # noqa: F401


@dataclass
class World:
    """Two clusters under one district office of one province, and a second province beside it."""

    province: Authority
    office: Authority
    other_province: Authority
    north: Cluster
    south: Cluster
    host: School
    guest: School
    far: School
    teacher: User
    subject_head: User
    principal: User
    guest_principal: User
    cluster_head: User
    officer: User
    far_teacher: User
    far_principal: User
    other_officer: User
    admin: User

    PEOPLE = (
        "teacher",
        "far_teacher",
        "subject_head",
        "principal",
        "far_principal",
        "cluster_head",
        "officer",
        "other_officer",
        "admin",
    )


@pytest.fixture
def world(db) -> World:
    return make_world()


def make_world() -> World:
    """The cast in the database."""
    province = builders.make_authority("Sở GD&ĐT tỉnh Nậm Xuân")
    office = builders.make_authority(
        "Phòng GD&ĐT huyện Nậm Xuân",
        parent=province,
        kind=Authority.Kind.DISTRICT_OFFICE,
    )
    other_province = builders.make_authority("Sở GD&ĐT tỉnh Cửa Lân")
    host = builders.make_school("PTDTBT THCS Nậm Xuân", authority=office)
    guest = builders.make_school("THCS Pa Sương", authority=office)
    far = builders.make_school("THCS Phiêng Ban", authority=office)
    north = builders.make_cluster("Cụm 1", authority=office, schools=[host, guest])
    south = builders.make_cluster("Cụm 2", authority=office, schools=[far])
    people = {
        "teacher": builders.make_person("Vàng Thị Mai", phone="+84912000001"),
        "subject_head": builders.make_person("Nguyễn Thu Hà", phone="+84912000002"),
        "principal": builders.make_person("Lường Văn Sơn", phone="+84912000003"),
        "guest_principal": builders.make_person("Đường Thị Ân", phone="+84912000004"),
        "cluster_head": builders.make_person("Dương Quốc Đạt", phone="+84912000005"),
        "officer": builders.make_person("Lò Minh Thư", phone="+84912000006"),
        "far_teacher": builders.make_person("Mùa A Dơ", phone="+84912000007"),
        "far_principal": builders.make_person("Cà Thị Bình", phone="+84912000008"),
        "other_officer": builders.make_person("Trần Thị Hạnh", phone="+84912000009"),
        "admin": User.objects.create_superuser(
            "admin", builders.PASSWORD, full_name="Quản trị viên"
        ),
    }
    builders.make_post(people["teacher"], host, Post.Kind.TEACHER, "Giáo viên")
    builders.make_post(
        people["subject_head"], host, Post.Kind.SUBJECT_HEAD, "Tổ trưởng KHTN"
    )
    builders.make_post(people["principal"], host, Post.Kind.PRINCIPAL, "Hiệu trưởng")
    builders.make_post(
        people["guest_principal"], guest, Post.Kind.PRINCIPAL, "Hiệu trưởng"
    )
    # The head of the cluster is a vice-principal of the guest school.
    builders.make_post(
        people["cluster_head"], guest, Post.Kind.VICE_PRINCIPAL, "Phó Hiệu trưởng"
    )
    builders.make_office(people["cluster_head"], north)
    builders.make_post(people["officer"], office, Post.Kind.OFFICER, "Chuyên viên")
    builders.make_post(people["far_teacher"], far, Post.Kind.TEACHER, "Giáo viên")
    builders.make_post(people["far_principal"], far, Post.Kind.PRINCIPAL, "Hiệu trưởng")
    builders.make_office(people["far_principal"], south)
    builders.make_post(
        people["other_officer"], other_province, Post.Kind.OFFICER, "Chuyên viên"
    )
    return World(
        province=province,
        office=office,
        other_province=other_province,
        north=north,
        south=south,
        host=host,
        guest=guest,
        far=far,
        **people,
    )


@pytest.fixture
def signed_in():
    """`signed_in(person)` is a client on which that person is signed in."""

    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Tests about the other database are deselected, where pytest counts them, not skipped."""
    vendor = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1]
    other = "sqlite" if vendor == "postgresql" else "postgres"
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
