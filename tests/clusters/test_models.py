"""Rows of clusters: how they show themselves."""

from datetime import date

import pytest

from clusters.models import (
    Authority,
    AuthoritySuccession,
    Cluster,
    ClusterMembership,
    ClusterOffice,
    Commitment,
    Delegation,
    Document,
    DocumentIssuer,
    Grade,
    Level,
    Partnership,
    PartnershipParty,
    Post,
    School,
    SchoolAuthority,
    SchoolName,
    SchoolYear,
    Subject,
    SubjectAlias,
)
from clusters.standing import standing_of
from tests import builders

pytestmark = pytest.mark.django_db


def test_rows_say_what_they_are():
    old, new = Authority(name="Phòng GD&ĐT"), Authority(name="UBND xã", short_name="XÃ")
    school, cluster = School(name="THCS A"), Cluster(label="Cụm 1")
    person = builders.make_person("Vàng Thị Mai")
    post = Post(user=person, school=school, kind="teacher", title="GV")
    subject = Subject(name="Khoa học tự nhiên", short_name="KHTN")
    partnership = Partnership(instrument_as_printed="biên bản ghi nhớ")
    plain = {
        "Phòng GD&ĐT": old,
        "THCS A": school,
        "THCS Cũ": SchoolName(name="THCS Cũ"),
        "Cụm 1": cluster,
        "công văn 1000/KH": Document(type_as_printed="công văn", number="1000/KH"),
        "Chung tay": Partnership(programme_name="Chung tay"),
        "Đoàn Điện Bàn": PartnershipParty(name_as_printed="Đoàn Điện Bàn"),
        "Tiểu học": Level(name="Tiểu học"),
        "Lớp 1": Grade(name="Lớp 1"),
        "Khoa học tự nhiên": subject,
        "Lý": SubjectAlias(text="Lý"),
        "2026-2027": SchoolYear(label="2026-2027"),
    }
    assert {said: str(row) for said, row in plain.items()} == {
        said: said for said in plain
    }
    assert str(ClusterOffice(kind="head", name_as_printed="Ai Đó")).endswith("Ai Đó")
    assert str(DocumentIssuer(school=school)) == "THCS A"
    assert str(AuthoritySuccession(predecessor=old, successor=new)) == (
        "Phòng GD&ĐT → UBND xã"
    )
    assert str(SchoolAuthority(school=school, authority=old)) == "THCS A: Phòng GD&ĐT"
    assert str(ClusterMembership(cluster=cluster, school=school)) == "THCS A ∈ Cụm 1"
    assert str(post) == "Vàng Thị Mai: GV"
    assert str(Delegation(post=post, to=person)) == "Vàng Thị Mai: GV → Vàng Thị Mai"
    assert str(DocumentIssuer(cluster=cluster)) == "Cụm 1"
    assert str(Document(raw="Căn cứ kế hoạch")) == "Căn cứ kế hoạch"
    assert str(PartnershipParty(school=school)) == "THCS A"
    assert str(partnership) == "biên bản ghi nhớ"
    assert str(Commitment(text="Trao đổi học liệu")) == "Trao đổi học liệu"
    assert (old.label, new.label) == ("Phòng GD&ĐT", "XÃ")
    assert (subject.label, Subject(name="Toán").label) == ("KHTN", "Toán")


def test_an_authority_took_over_from_another_without_a_loop(world):
    """Standing walks parents and successors; a loop in them must end."""
    AuthoritySuccession.objects.create(
        predecessor=world.office, successor=world.province, on=date(2025, 7, 1)
    )
    AuthoritySuccession.objects.create(
        predecessor=world.province, successor=world.office, on=date(2025, 7, 1)
    )
    from_above = builders.make_person("Sùng A Phử")
    builders.make_post(from_above, world.province, Post.Kind.OFFICER)
    standing = standing_of(from_above)
    assert standing.authorities == {world.office.pk, world.province.pk}
