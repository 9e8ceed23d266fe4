"""A right that was only lent: the log says whose it was."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from clusters.models import Delegation, Post
from reports.models import Article, ArticleRevision
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def lend(owner: User, to: User, **days) -> None:
    post = Post.objects.get(user=owner)
    start, end = days.get("start", TODAY), days.get("end", TODAY)
    Delegation.objects.create(post=post, to=to, valid_from=start, valid_to=end)


def rename(client, school) -> AuditEntry:
    answer = client.post(
        reverse("clusters:school_edit", args=[school.pk]),
        {"name": f"{school.name} A", "place": "", "code": ""},
    )
    assert answer.status_code == 302
    return AuditEntry.objects.get(verb="clusters.rename_school")


def test_a_teacher_who_stands_in_acts_on_behalf_of_the_principal(world, signed_in):
    lend(world.principal, world.teacher)
    entry = rename(signed_in(world.teacher), world.host)
    assert (entry.actor, entry.on_behalf_of) == (world.teacher, world.principal)


def test_whoever_has_the_right_by_their_own_post_acts_for_themselves(world, signed_in):
    deputy = builders.make_person("Lò Thị Phó")
    builders.make_post(deputy, world.host, Post.Kind.VICE_PRINCIPAL)
    lend(world.principal, deputy)
    entry = rename(signed_in(deputy), world.host)
    assert (entry.actor, entry.on_behalf_of) == (deputy, None)


def test_a_lent_post_of_an_officer_reaches_what_the_authority_manages(world, signed_in):
    lend(world.officer, world.teacher)
    entry = rename(signed_in(world.teacher), world.host)
    assert entry.on_behalf_of == world.officer


def test_a_loan_that_is_over_gives_nothing(world, signed_in):
    yesterday = TODAY - timedelta(days=1)
    lend(world.principal, world.teacher, start=yesterday, end=yesterday)
    client = signed_in(world.teacher)
    address = reverse("clusters:school_edit", args=[world.host.pk])
    assert client.get(address).status_code == 403


def test_a_session_is_changed_on_behalf_of_the_principal_who_lent_the_post(
    world, signed_in
):
    exchange = builders.make_exchange(
        host=world.host, schools=[world.host], by=world.principal
    )
    lend(world.principal, world.teacher)
    answer = signed_in(world.teacher).post(
        reverse("sessions:delete", args=[exchange.pk])
    )
    assert answer.status_code == 302
    entry = AuditEntry.objects.get(verb="sessions.delete")
    assert (entry.actor, entry.on_behalf_of) == (world.teacher, world.principal)


def test_an_article_of_the_school_is_sent_back_on_behalf_of_the_principal(
    world, signed_in
):
    article = Article.objects.create(
        school=world.host,
        title="Bản tin",
        state="in_review",
        sent_at=timezone.now(),
        head=1,
        created_by=world.principal,
    )
    ArticleRevision.objects.create(
        article=article, number=1, title="Bản tin", saved_by=world.principal
    )
    lend(world.principal, world.teacher)
    answer = signed_in(world.teacher).post(
        reverse("reports:news_return", args=[article.pk]), {"reason": "Thiếu ảnh"}
    )
    assert answer.status_code == 302
    entry = AuditEntry.objects.get(verb="article.returned")
    assert (entry.actor, entry.on_behalf_of) == (world.teacher, world.principal)


def test_a_lent_post_is_for_the_lender_only_where_the_own_one_does_not_do(
    world, signed_in
):
    deputy = builders.make_person("Lò Thị Phó")
    builders.make_post(deputy, world.host, Post.Kind.VICE_PRINCIPAL)
    lend(world.principal, deputy)
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.guest,
        schools=[world.guest, world.host],
        on=TODAY + timedelta(days=9),
        state="scheduled",
    )
    unit = exchange.units.get(school=world.host)
    answer = signed_in(deputy).post(
        reverse("sessions:reply", args=[exchange.pk, unit.pk]),
        {"answer": "yes", "count": "3", "note": ""},
    )
    assert answer.status_code == 302
    entry = AuditEntry.objects.get(verb="sessions.reply")
    # Only the principal answers for a school that has one.
    assert (entry.actor, entry.on_behalf_of) == (deputy, world.principal)
