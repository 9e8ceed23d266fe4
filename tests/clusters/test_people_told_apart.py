"""In a list of people two of one name are told apart."""

from django.urls import reverse

from clusters.models import Post, Subject
from clusters.namesakes import told_apart
from tests import builders


def test_the_principal_sees_whom_a_post_is_lent_to(world, signed_in):
    made = []
    for code, name in (("toan-x", "Toán"), ("van-x", "Ngữ văn")):
        subject, _new = Subject.objects.get_or_create(
            name=name, defaults={"code": code, "short_name": name}
        )
        post = Post.objects.create(
            user=builders.make_person("Nguyễn Thị Hằng"),
            school=world.host,
            kind=Post.Kind.TEACHER,
            title="Giáo viên",
        )
        post.subjects.add(subject)
        made.append(post)
    page = signed_in(world.principal).get(
        reverse("clusters:delegations", args=[world.host.pk])
    )
    for post, subject in zip(made, ("Toán", "Ngữ văn"), strict=True):
        words = f"Nguyễn Thị Hằng · Giáo viên · {world.host} · {subject}"
        assert f'<option value="{post.pk}">{words}</option>' in page.text


def test_who_stands_alone_costs_no_query(world, django_assert_num_queries):
    rows = [(f"{post}", post) for post in Post.objects.select_related("user")]
    with django_assert_num_queries(0):
        assert told_apart(rows) == [label for label, _post in rows]
