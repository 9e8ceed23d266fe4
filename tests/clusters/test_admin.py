"""Repairs by hand in Django's administration: they obey our rules and stand in our log."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, SignInName, User
from clusters import programme
from clusters.models import Level, Post, School, SchoolName, Subject, SubjectAlias

pytestmark = pytest.mark.django_db


def address(row_or_model) -> str:
    name = f"admin:{row_or_model._meta.app_label}_{row_or_model._meta.model_name}"
    if isinstance(row_or_model, type):
        return reverse(f"{name}_add")
    return reverse(f"{name}_change", args=[row_or_model.pk])


def typed(client, where: str) -> dict[str, str]:
    """Every field of the page as it stands, so that a test changes only what it means."""
    page = client.get(where)
    fields = {}
    forms = [page.context["adminform"].form]
    for group in page.context["inline_admin_formsets"]:
        forms += [group.formset.management_form, *group.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False:
                continue
            if isinstance(value, list):
                value = [getattr(one, "pk", one) for one in value]
            fields[bound.html_name] = value
    return fields


def send(client, where: str, **changes):
    return client.post(where, typed(client, where) | changes)


def log() -> list[tuple[str, dict, dict]]:
    return list(
        AuditEntry.objects.order_by("pk").values_list("verb", "before", "after")
    )


def test_a_person_is_changed_by_the_verbs_of_the_pages(world, signed_in):
    client = signed_in(world.admin)
    answer = send(
        client, address(world.teacher), full_name="Vàng  Thị Mái", is_staff="on"
    )
    assert answer.status_code == 302
    assert log() == [
        (
            "accounts.rename_person",
            {"full_name": "Vàng Thị Mai"},
            {"full_name": "Vàng Thị Mái"},
        ),
        (
            "accounts.change_rights",
            {"is_staff": False, "is_superuser": False},
            {"is_staff": True, "is_superuser": False},
        ),
    ]
    world.teacher.refresh_from_db()
    assert world.teacher.search_key == "vang thi mai"
    locked = typed(client, address(world.teacher))
    del locked["is_active"]
    assert client.post(address(world.teacher), locked).status_code == 302
    world.teacher.refresh_from_db()
    assert (world.teacher.is_active, world.teacher.sign_in_epoch) == (False, 1)


def test_a_person_is_made_without_a_password(world, signed_in):
    client = signed_in(world.admin)
    send(client, address(User), full_name="Lò Văn  Inh", is_staff="on")
    person = User.objects.get(full_name="Lò Văn Inh")
    assert not person.has_usable_password()
    assert person.is_staff
    assert [verb for verb, _, _ in log()] == [
        "accounts.create_person",
        "accounts.change_rights",
    ]


def test_nobody_changes_their_own_rights(world, signed_in):
    client = signed_in(world.admin)
    mine = typed(client, address(world.admin))
    del mine["is_superuser"]
    page = client.post(address(world.admin), mine)
    assert page.context["adminform"].form.errors.keys() == {"is_superuser"}
    world.admin.refresh_from_db()
    assert world.admin.is_superuser
    assert log() == []


def test_names_to_sign_in_with_are_only_looked_at(world, signed_in):
    """What is typed here would be kept as typed, and nobody could sign in with it."""
    client = signed_in(world.admin)
    send(
        client,
        address(world.teacher),
        **{
            "sign_in_names-TOTAL_FORMS": "2",
            "sign_in_names-1-kind": "phone",
            "sign_in_names-1-normalised": "0912 345 678",
        },
    )
    assert list(
        SignInName.objects.filter(user=world.teacher).values_list("normalised")
    ) == [("+84912000001",)]


def test_a_school_made_by_hand_has_its_dated_name(world, signed_in):
    programme.load()
    client = signed_in(world.admin)
    level = Level.objects.get(code="thcs")
    send(client, address(School), name="THCS Chiềng Ơn", code="co1", levels=[level.pk])
    school = School.objects.get(name="THCS Chiềng Ơn")
    assert school.code == "CO1"
    assert [name.name for name in SchoolName.objects.filter(school=school)] == [
        "THCS Chiềng Ơn"
    ]
    where = address(school)
    current = school.names.get()
    answer = send(client, where, **{"names-0-name": "THCS Chiềng On"})
    assert answer.status_code == 302
    current.refresh_from_db()
    school.refresh_from_db()
    assert school.name == current.name == "THCS Chiềng On"
    assert school.search_key == "thcs chieng on"
    assert log()[-1] == (
        "clusters.repair",
        {"name": "THCS Chiềng Ơn"},
        {"name": "THCS Chiềng On"},
    )
    # Not past its names.
    send(client, where, name="Tên khác")
    school.refresh_from_db()
    assert school.name == "THCS Chiềng On"


def test_a_right_given_by_hand_stands_in_the_log(world, signed_in):
    client = signed_in(world.admin)
    post = Post.objects.get(user=world.teacher)
    answer = send(client, address(post), kind="principal")
    assert answer.status_code == 302
    assert log()[0][0] == "clusters.repair"
    assert log()[0][1]["kind"] == "teacher"
    assert log()[0][2]["kind"] == "principal"
    client.post(reverse("admin:clusters_post_delete", args=[post.pk]), {"post": "yes"})
    assert log()[-1] == ("clusters.repair", {"post": f"Vàng Thị Mai: {post.title}"}, {})


def test_one_way_to_write_belongs_to_one_subject(world, signed_in):
    client = signed_in(world.admin)
    physics = Subject.objects.create(code="vat-li", name="Vật lí")
    maths = Subject.objects.create(code="toan", name="Toán")
    level = Level.objects.create(code="x", name="X", short_name="X", order=1)
    for subject in (physics, maths):
        subject.levels.add(level)
    answer = send(
        client,
        address(physics),
        **{"aliases-TOTAL_FORMS": "1", "aliases-0-text": "Lý"},
    )
    assert answer.status_code == 302
    assert SubjectAlias.objects.get().folded == "ly"
    page = send(
        client,
        address(maths),
        **{
            "aliases-TOTAL_FORMS": "3",
            "aliases-0-text": "LY",
            "aliases-1-text": "Đại số",
            "aliases-2-text": "dai so",
        },
    )
    assert page.status_code == 200
    assert SubjectAlias.objects.count() == 1
    (group,) = page.context["inline_admin_formsets"]
    assert [bool(errors) for errors in group.formset.errors] == [True, False, True]


def test_a_broken_rule_is_a_sentence(world, signed_in):
    """Two rows of one form are compared by the database alone."""
    client = signed_in(world.admin)
    where = address(world.north)
    rows = {"memberships-TOTAL_FORMS": "4"}
    for index in (2, 3):
        rows[f"memberships-{index}-school"] = str(world.far.pk)
        rows[f"memberships-{index}-cluster"] = str(world.north.pk)
    page = client.post(where, typed(client, where) | rows, follow=True)
    assert page.status_code == 200
    assert not world.north.memberships.filter(school=world.far).exists()
