"""Who writes a session's news, in whose name, and who is named where a report waits."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from clusters.actions import schools
from clusters.models import ClusterOffice
from reports import permissions
from reports.actions import articles, publishing
from reports.history import history_of
from reports.models import Article
from reports.who import approvers_of, writers_of
from tests import builders
from tests.reports.news.test_actions import save

TODAY = date(2026, 11, 26)


@pytest.fixture
def led_by_school(world):
    """A session of the North cluster that the host school leads."""
    return builders.make_exchange(
        cluster=world.north,
        lead=world.host,
        host=world.host,
        schools=[world.host, world.guest],
        by=world.subject_head,
        state="held",
    )


def draft(exchange, person, publisher=None) -> Article:
    made, _is_new = articles.draft(
        exchange=exchange, by=Actor(user=person), publisher=publisher
    )
    return made


def test_the_secretary_of_the_cluster_writes_also_where_a_school_leads(
    world, led_by_school, signed_in
):
    office = builders.make_person("Ngô Thị Bích Ngọc")
    builders.make_office(office, world.north, ClusterOffice.Kind.SECRETARY)
    address = reverse("session", args=[led_by_school.pk])
    offered = signed_in(office).get(address).context["news_to_write"]
    assert [one.label for one in offered] == [str(world.north)]
    assert draft(led_by_school, office).cluster == world.north


@pytest.mark.parametrize("capacity", ["chair", "secretary"])
def test_chair_and_secretary_of_the_day_write_a_report_that_another_began(
    world, exchange, signed_in, capacity
):
    article = draft(exchange, world.cluster_head)
    address = reverse("reports:news_edit", args=[article.pk])
    assert signed_in(world.teacher).get(address).status_code == 404
    entry = builders.make_roster_entry(exchange, world.teacher, capacities=["observer"])
    assert signed_in(world.teacher).get(address).status_code == 404
    entry.capacities = [capacity]
    entry.save(update_fields=["capacities"])
    assert signed_in(world.teacher).get(address).status_code == 200


def test_the_desk_of_a_session_writes_no_report_of_a_school(world, exchange, signed_in):
    article = draft(exchange, world.guest_principal)
    assert article.school == world.guest
    builders.make_roster_entry(exchange, world.subject_head, capacities=["secretary"])
    address = reverse("reports:news", args=[article.pk])
    assert signed_in(world.subject_head).get(address).status_code == 404


def test_one_person_has_a_report_drafted_in_each_name_that_is_theirs(
    world, exchange, signed_in
):
    builders.make_office(world.guest_principal, world.north)
    client = signed_in(world.guest_principal)
    page = reverse("session", args=[exchange.pk])
    offered = client.get(page).context["news_to_write"]
    assert [one.label for one in offered] == [str(world.north), str(world.guest)]
    for one in offered:
        client.post(
            reverse("reports:news_draft", args=[exchange.pk]), {"publisher": one.value}
        )
    assert sorted(article.publisher_label for article in Article.objects.all()) == [
        str(world.north),
        str(world.guest),
    ]
    assert client.get(page).context["news_to_write"] == []


@pytest.mark.parametrize("publisher", ["school_id-{far}", "pk-1", "school_id-x", "-"])
def test_nobody_writes_in_a_name_that_is_not_theirs(
    world, exchange, secretary, signed_in, publisher
):
    named = publisher.format(far=world.far.pk)
    signed_in(secretary).post(
        reverse("reports:news_draft", args=[exchange.pk]), {"publisher": named}
    )
    assert not Article.objects.exclude(cluster=world.north).exists()


def test_the_action_refuses_a_name_that_is_not_the_persons(world, exchange, secretary):
    with pytest.raises(Refused):
        draft(exchange, secretary, ("school_id", world.guest.pk))


def test_who_may_not_write_is_told_who_may(world, exchange, signed_in):
    page = signed_in(world.teacher).get(reverse("session", args=[exchange.pk]))
    assert page.context["news_to_write"] == []
    (head,) = page.context["news_writers"]
    assert head == f"{world.cluster_head} (Cụm trưởng, {world.north})"
    assert str(world.cluster_head) in page.text


def test_the_writers_of_a_session_led_by_a_school(world, led_by_school):
    assert writers_of(led_by_school, TODAY, at_desk=["Lò Thị Hoa"]) == [
        "Lò Thị Hoa",
        f"{world.cluster_head} (Cụm trưởng, {world.north})",
        f"{world.principal} ({world.host})",
    ]


def test_the_writers_of_a_school_that_was_merged_are_who_leads_its_heir(
    world, led_by_school
):
    schools.merge_schools(
        schools=[world.host],
        into=world.far,
        leaders=dict.fromkeys(world.host.posts.values_list("pk", flat=True), ""),
        since=TODAY,
        by=Actor(user=world.officer),
        now=timezone.now(),
        today=TODAY,
    )
    assert writers_of(led_by_school, TODAY, at_desk=[])[1:] == [
        f"{world.far_principal} ({world.far})"
    ]
    # The day before the old school was led by its own.
    assert writers_of(led_by_school, TODAY - timedelta(days=1), at_desk=[])[1:] == [
        f"{world.principal} ({world.host})"
    ]


def test_the_approver_of_a_report_is_named(world, exchange, secretary, signed_in):
    article = draft(exchange, secretary)
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    head = f"{world.cluster_head} (Cụm trưởng, {world.north})"
    page = signed_in(secretary).get(reverse("reports:news", args=[article.pk]))
    assert page.context["approvers"] == [head]
    assert head in page.text
    world.north.news_approver = "authority"
    world.north.save()
    article.refresh_from_db()
    assert approvers_of(article, TODAY) == [str(world.north.managing_authority)]


def test_a_cluster_without_officers_waits_for_its_authority(world, exchange, secretary):
    article = draft(exchange, secretary)
    ClusterOffice.objects.all().delete()
    assert approvers_of(article, TODAY) == [str(world.north.managing_authority)]


def test_a_cluster_without_a_head_waits_for_the_office(world, exchange, secretary):
    article = draft(exchange, secretary)
    ClusterOffice.objects.update(kind=ClusterOffice.Kind.SECRETARY)
    assert approvers_of(article, TODAY) == [f"Cụm trưởng ({world.north})"]


def test_the_approvers_of_a_school_and_of_an_authority(world, exchange, secretary):
    article = draft(exchange, secretary)
    article.cluster, article.school = None, world.guest
    leading = approvers_of(article, TODAY)
    assert leading[0] == f"{world.guest_principal} ({world.guest})"
    assert len(leading) == 2  # the vice-principal too
    authority = world.north.managing_authority
    article.school, article.authority = None, authority
    assert approvers_of(article, TODAY) == [str(authority)]
    article.authority, article.publisher_as_printed = None, "Báo Nậm Xuân"
    assert approvers_of(article, TODAY) == []


def test_the_history_names_everyone_and_every_step(world, exchange, secretary):
    article = draft(exchange, secretary)
    for lead in ("Một", "Hai"):
        save(article, secretary, lead=lead)
    save(article, world.cluster_head, lead="Ba")
    by, head = Actor(user=secretary), Actor(user=world.cluster_head)
    now = timezone.now()
    publishing.send(article=article, by=by, now=now)
    publishing.send_back(article=article, by=head, reason="Thiếu ảnh")
    publishing.send(article=article, by=by, now=now)
    article.refresh_from_db()
    steps = history_of(article, article.revisions.get(number=article.head))
    assert [
        (step.verb, step.who, step.times, step.revision, step.reason) for step in steps
    ] == [
        ("article.draft", str(secretary), 1, 1, ""),
        ("article.save", str(secretary), 2, 3, ""),
        ("article.save", str(world.cluster_head), 1, 4, ""),
        ("article.in_review", str(secretary), 1, None, ""),
        ("article.returned", str(world.cluster_head), 1, None, "Thiếu ảnh"),
        ("article.in_review", str(secretary), 1, None, ""),
    ]


def test_the_history_of_what_was_taken_over_is_that_of_its_row(world, exchange):
    article = draft(exchange, world.cluster_head)
    Article.objects.filter(pk=article.pk).update(
        state="published", published_at=timezone.now()
    )
    article.refresh_from_db()
    article.pk = 10**6  # nothing in the log is about it
    steps = history_of(article, Article.objects.get().revisions.get())
    assert [step.verb for step in steps] == ["article.save", "article.published"]


def test_what_was_loaded_begins_with_its_first_text(world, exchange, secretary):
    article = draft(exchange, secretary)
    AuditEntry.objects.filter(verb="article.draft")._raw_delete("default")
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    save(article, world.cluster_head, lead="Ba")
    article.refresh_from_db()
    steps = history_of(article, article.revisions.get(number=article.head))
    assert [(step.verb, step.who) for step in steps] == [
        ("article.save", str(secretary)),
        ("article.in_review", str(secretary)),
        ("article.save", str(world.cluster_head)),
    ]


def test_who_took_a_report_back_is_named_to_who_finds_it(world, exchange, signed_in):
    article = draft(exchange, world.cluster_head)
    builders.make_roster_entry(exchange, world.subject_head, capacities=["secretary"])
    now = timezone.now()
    publishing.send(article=article, by=Actor(user=world.cluster_head), now=now)
    signed_in(world.subject_head).post(
        reverse("reports:news_return", args=[article.pk])
    )
    page = signed_in(world.cluster_head).get(reverse("reports:news", args=[article.pk]))
    assert page.context["taken_back_by"] == str(world.subject_head)


def test_the_day_of_publishing_stands_in_the_list_and_on_the_page(
    article, secretary, world, signed_in
):
    head = Actor(user=world.cluster_head)
    now = timezone.now()
    publishing.send(article=article, by=Actor(user=secretary), now=now)
    publishing.publish(article=article, by=head, head=1, now=now)
    Article.objects.update(published_on=None)
    day = f"{timezone.localdate():%d/%m/%Y}"
    client = signed_in(world.teacher)
    for address in (
        reverse("reports:news_list"),
        reverse("reports:news", args=[article.pk]),
    ):
        assert day in client.get(address).text
    Article.objects.update(origin="taken_over")
    article.refresh_from_db()
    assert article.day is None


def test_a_session_without_a_lead_in_its_cluster_has_its_lead_as_publisher(world):
    alone = builders.make_exchange(lead=world.host, host=world.host, state="held")
    assert permissions.own_publisher(alone) == ("school_id", world.host.pk)
