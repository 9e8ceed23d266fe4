"""What the database itself refuses: every constraint of clusters, past the forms.

The names of the constraints that were tried are compared with those of the models, so a new one
without its forbidden row fails here.
"""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, UniqueConstraint

from clusters.models import (
    Authority,
    AuthorityParent,
    AuthoritySuccession,
    Cluster,
    ClusterAuthority,
    ClusterMembership,
    ClusterOffice,
    Commitment,
    Delegation,
    Document,
    DocumentIssuer,
    Grade,
    ImportRow,
    Level,
    Partnership,
    PartnershipParty,
    PeopleImport,
    Post,
    School,
    SchoolAuthority,
    SchoolName,
    SchoolSuccession,
    SchoolYear,
    Subject,
    SubjectAlias,
)
from tests import builders
from tests.refusals import promises_of, refused_for, twice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
BACKWARDS = {"valid_from": date(2026, 2, 2), "valid_to": date(2026, 2, 1)}


class Rows:
    """Good rows to build the forbidden ones from; each call gives the same ones."""

    def __init__(self):
        self.person = builders.make_person("Vàng Thị Mai", phone="+84912000001")
        self.other = builders.make_person("Mùa A Dơ")
        self.office = builders.make_authority("UBND xã Nậm Xuân")
        self.province = builders.make_authority("Sở GD&ĐT Cửa Lân")
        self.school = builders.make_school("THCS Pa Sương", authority=self.office)
        self.other_school = builders.make_school("THCS Hoa Mai")
        self.cluster = builders.make_cluster("Cụm 1", schools=[self.school])
        self.post = builders.make_post(self.person, self.school)
        self.level = Level.objects.create(code="x", name="X", short_name="X", order=1)
        self.document = Document.objects.create(number="12/KH")
        self.partnership = Partnership.objects.create()
        self.kept_list = self.people_list()

    def people_list(self, **fields) -> PeopleImport:
        lawful = {
            "school": self.school,
            "name": "nhan-su.xlsx",
            "created_by": self.person,
            "created_at": NOW,
            "state_at": NOW,
        }
        return PeopleImport.objects.create(**(lawful | fields))

    def line(self, **fields) -> ImportRow:
        lawful = {
            "brought": self.kept_list,
            "number": 2,
            "digest": "d",
            "verdict": "new",
        }
        return ImportRow.objects.create(**(lawful | fields))


FORBIDDEN = {
    # authorities
    "authority_ends_after_start": lambda r: Authority.objects.create(
        name="A", kind="other", **BACKWARDS
    ),
    "authority_kind": lambda r: Authority.objects.create(name="A", kind="x"),
    "authority_has_name": lambda r: Authority.objects.create(name="", kind="other"),
    "authority_not_own_parent": lambda r: Authority.objects.filter(
        pk=r.office.pk
    ).update(parent=r.office),
    "authority_succession_once": twice(
        lambda r: AuthoritySuccession.objects.create(
            predecessor=r.office, successor=r.province, on=date(2025, 7, 1)
        )
    ),
    "authority_succession_not_self": lambda r: AuthoritySuccession.objects.create(
        predecessor=r.office, successor=r.office, on=date(2025, 7, 1)
    ),
    "authority_parent_ends_after_start": lambda r: AuthorityParent.objects.create(
        authority=r.office, parent=r.province, **BACKWARDS
    ),
    "authority_parent_not_self": lambda r: AuthorityParent.objects.create(
        authority=r.office, parent=r.office
    ),
    "authority_parent_one_current": twice(
        lambda r: AuthorityParent.objects.create(authority=r.office, parent=r.province)
    ),
    # schools
    "school_succession_once": twice(
        lambda r: SchoolSuccession.objects.create(
            predecessor=r.school, successor=r.other_school, on=date(2025, 7, 1)
        )
    ),
    "school_succession_not_self": lambda r: SchoolSuccession.objects.create(
        predecessor=r.school, successor=r.school, on=date(2025, 7, 1)
    ),
    "school_has_name": lambda r: School.objects.create(name=""),
    "school_ends_after_start": lambda r: School.objects.create(name="A", **BACKWARDS),
    "school_code_empty_is_null": lambda r: School.objects.create(name="A", code=""),
    "clusters_school.code": twice(lambda r: School.objects.create(name="A", code="1")),
    "school_name_ends_after_start": lambda r: SchoolName.objects.create(
        school=r.school, name="A", **BACKWARDS
    ),
    "school_name_one_current": lambda r: SchoolName.objects.create(
        school=r.school, name="A"
    ),
    "school_authority_ends_after_start": lambda r: SchoolAuthority.objects.create(
        school=r.school, authority=r.office, kind="guidance", **BACKWARDS
    ),
    "school_authority_kind": lambda r: SchoolAuthority.objects.create(
        school=r.school, authority=r.office, kind="x"
    ),
    "school_authority_one_current": lambda r: SchoolAuthority.objects.create(
        school=r.school, authority=r.province, kind="owner"
    ),
    # clusters
    "cluster_authority_ends_after_start": lambda r: ClusterAuthority.objects.create(
        cluster=r.cluster, authority=r.office, **BACKWARDS
    ),
    "cluster_authority_one_current": twice(
        lambda r: ClusterAuthority.objects.create(cluster=r.cluster, authority=r.office)
    ),
    "cluster_ends_after_start": lambda r: Cluster.objects.create(
        label="A", **BACKWARDS
    ),
    "cluster_has_label": lambda r: Cluster.objects.create(label=""),
    "cluster_not_own_parent": lambda r: Cluster.objects.filter(pk=r.cluster.pk).update(
        parent=r.cluster
    ),
    "cluster_session_approver": lambda r: Cluster.objects.create(
        label="A", session_approver="x"
    ),
    "cluster_news_approver": lambda r: Cluster.objects.create(
        label="A", news_approver="nobody"
    ),
    "cluster_address_style": lambda r: Cluster.objects.create(
        label="A", address_style="x"
    ),
    "cluster_membership_ends_after_start": lambda r: ClusterMembership.objects.create(
        cluster=r.cluster, school=r.school, **BACKWARDS
    ),
    "cluster_membership_once": lambda r: ClusterMembership.objects.create(
        cluster=r.cluster, school=r.school
    ),
    "cluster_office_ends_after_start": lambda r: ClusterOffice.objects.create(
        cluster=r.cluster, kind="head", **BACKWARDS
    ),
    "cluster_office_kind": lambda r: ClusterOffice.objects.create(
        cluster=r.cluster, kind="x"
    ),
    "cluster_office_given": lambda r: ClusterOffice.objects.create(
        cluster=r.cluster, kind="head", given="x"
    ),
    "cluster_office_once_for_all_levels": twice(
        lambda r: builders.make_office(r.person, r.cluster)
    ),
    "cluster_office_once_for_a_level": twice(
        lambda r: ClusterOffice.objects.create(
            cluster=r.cluster, kind="head", person=r.person, level=r.level
        )
    ),
    # posts
    "post_ends_after_start": lambda r: Post.objects.create(
        user=r.other, school=r.school, kind="teacher", **BACKWARDS
    ),
    "post_at_school_or_authority": lambda r: Post.objects.create(
        user=r.other, school=r.school, authority=r.office, kind="staff"
    ),
    "post_kind": lambda r: Post.objects.create(user=r.other, school=r.school, kind="x"),
    "post_officer_at_authority": lambda r: Post.objects.create(
        user=r.other, school=r.school, kind="officer"
    ),
    "post_teacher_at_school": lambda r: Post.objects.create(
        user=r.other, authority=r.office, kind="teacher"
    ),
    "post_once_at_school": lambda r: builders.make_post(r.person, r.school),
    "post_once_at_authority": twice(
        lambda r: builders.make_post(r.other, r.office, "officer")
    ),
    "delegation_ends_after_start": lambda r: Delegation.objects.create(
        post=r.post, to=r.other, **BACKWARDS
    ),
    # lists of people
    "people_import_of_one": lambda r: r.people_list(cluster=r.cluster),
    "people_import_state": lambda r: r.people_list(state="lost"),
    "clusters_people_import.client_key": twice(lambda r: r.people_list(client_key="k")),
    "import_row_once": twice(lambda r: r.line()),
    "import_row_verdict": lambda r: r.line(verdict="odd"),
    "import_row_outcome": lambda r: r.line(outcome="odd"),
    # documents
    "document_says_something": lambda r: Document.objects.create(),
    "document_issuer_order": twice(
        lambda r: DocumentIssuer.objects.create(
            document=r.document, order=1, school=r.school
        )
    ),
    "document_issuer_exactly_one": lambda r: DocumentIssuer.objects.create(
        document=r.document, order=1, school=r.school, cluster=r.cluster
    ),
    # partnerships
    "partnership_state": lambda r: Partnership.objects.create(state="x"),
    "partnership_party_order": twice(
        lambda r: PartnershipParty.objects.create(
            partnership=r.partnership, order=1, school=r.school
        )
    ),
    "partnership_party_is_someone": lambda r: PartnershipParty.objects.create(
        partnership=r.partnership, order=1
    ),
    "commitment_order": twice(
        lambda r: Commitment.objects.create(
            partnership=r.partnership, order=1, text="Trao đổi học liệu"
        )
    ),
    "commitment_has_text": lambda r: Commitment.objects.create(
        partnership=r.partnership, order=1, text=""
    ),
    # programme
    "clusters_level.code": lambda r: Level.objects.create(
        code="x", name="Y", short_name="Y", order=2
    ),
    "grade_number": lambda r: Grade.objects.create(
        level=r.level, number=13, name="Lớp 13", order=1
    ),
    "clusters_grade.name": twice(
        lambda r: Grade.objects.create(level=r.level, number=1, name="Lớp 1", order=1)
    ),
    "clusters_subject.code": twice(
        lambda r: Subject.objects.create(code="toan", name="Toán")
    ),
    "clusters_subjectalias.folded": twice(
        lambda r: SubjectAlias.objects.create(
            subject=Subject.objects.create(
                code=f"s{Subject.objects.count()}", name="Toán"
            ),
            text="T",
            folded="t",
        )
    ),
    "clusters_schoolyear.label": twice(
        lambda r: SchoolYear.objects.create(
            label="2026-2027", starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31)
        )
    ),
    "school_year_ends_after_start": lambda r: SchoolYear.objects.create(
        label="2026-2027", starts_on=date(2026, 8, 1), ends_on=date(2026, 8, 1)
    ),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_refuses(name):
    rows = Rows()
    with refused_for(name):
        FORBIDDEN[name](rows)


def test_a_list_of_people_is_of_a_school_or_a_cluster():
    rows = Rows()
    with refused_for("people_import_of_one"):
        rows.people_list(school=None)
    assert rows.people_list(school=None, cluster=rows.cluster).pk


def test_every_choice_is_checked_by_the_database_too():
    """A column of choices takes no other value, whoever writes it."""
    unchecked = []
    for label in ("accounts", "clusters"):
        for model in apps.get_app_config(label).get_models():
            checked = _checked(model)
            for field in model._meta.fields:
                if field.choices:
                    values = {value for value, _ in field.choices}
                    if field.blank:
                        values.add("")
                    if checked.get(field.name) != values:
                        unchecked.append(f"{model.__name__}.{field.name}")
    assert unchecked == []


def _checked(model) -> dict[str, set[str]]:
    """The columns that a check limits to a list of values, with the list."""
    return {
        test[0].removesuffix("__in"): set(test[1])
        for rule in model._meta.constraints
        if isinstance(rule, CheckConstraint) and len(rule.condition) == 1
        for test in rule.condition.children
        if isinstance(test, tuple) and test[0].endswith("__in")
    }


def test_every_constraint_has_its_forbidden_row():
    assert set(FORBIDDEN) == promises_of("clusters")


def test_what_is_allowed_beside_a_conditional_rule():
    """The rules on "one current" leave the past alone."""
    rows = Rows()
    past = {"valid_from": date(2020, 1, 1), "valid_to": date(2020, 12, 31)}
    for _ in range(2):
        SchoolName.objects.create(school=rows.school, name="Cũ", **past)
        ClusterMembership.objects.create(
            cluster=rows.cluster, school=rows.school, **past
        )
        Post.objects.create(
            user=rows.person, school=rows.school, kind="teacher", **past
        )
        ClusterOffice.objects.create(cluster=rows.cluster, kind="head")
    conditional = [
        rule.name
        for model in apps.get_app_config("clusters").get_models()
        for rule in model._meta.constraints
        if isinstance(rule, UniqueConstraint) and rule.condition is not None
    ]
    assert sorted(conditional) == [
        "authority_parent_one_current",
        "cluster_authority_one_current",
        "cluster_membership_once",
        "cluster_office_once_for_a_level",
        "cluster_office_once_for_all_levels",
        "post_once_at_authority",
        "post_once_at_school",
        "school_authority_one_current",
        "school_name_one_current",
    ]
