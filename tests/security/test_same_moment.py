"""What two presses at the same moment may do no more than one: with real connections."""

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts import throttle
from accounts.models import AuditEntry, SignInFailure, SignInName
from accounts.throttle import TooManyTries
from accounts.verbs import Actor
from clusters.actions import people
from clusters.models import Post
from tests import builders
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_parallel_tries_to_sign_in_count_as_many():
    """Ten tries are allowed; of sixteen at once not one more goes through."""
    now = timezone.now()

    def attempt():
        return throttle.admit_sign_in(name="0912000001", address="10.0.0.5", now=now)

    answers = at_once(*[attempt] * 16)
    refused = [answer for answer in answers if isinstance(answer, TooManyTries)]
    admitted = [answer for answer in answers if isinstance(answer, throttle.Try)]
    assert (len(admitted), len(refused)) == (10, 6)
    assert SignInFailure.objects.filter(kind="account").count() == 10


def test_parallel_codes_count_as_many(settings):
    settings.CODE_TRIES_PER_ADDRESS = 3
    now = timezone.now()
    answers = at_once(*[lambda: throttle.admit_code(address="10.0.0.5", now=now)] * 8)
    assert sum(isinstance(answer, TooManyTries) for answer in answers) == 5


def test_a_post_given_by_two_at_once_is_given_once():
    by = Actor(user=builders.make_person("Lường Văn Sơn"))
    person, school = builders.make_person("Lò Thị Xuân"), builders.make_school()

    def give():
        return people.give_post(by=by, person=person, place=school, kind="teacher")

    answers = at_once(give, give, give)
    post = Post.objects.get()
    assert answers == [post, post, post]
    assert AuditEntry.objects.filter(verb="clusters.give_post").count() == 1


def test_a_sign_in_name_removed_by_two_at_once_is_removed_once():
    person = builders.make_person("Vàng Thị Mai", phone="+84912000001")
    SignInName.objects.create(user=person, kind="email", normalised="mai@truong.vn")
    name = person.sign_in_names.get(kind="phone")

    def remove():
        accounts.remove_sign_in_name(
            name=SignInName(pk=name.pk, user=person, kind="phone"),
            by=Actor(user=person),
        )

    assert at_once(remove, remove) == [None, None]
    assert AuditEntry.objects.filter(verb="accounts.remove_sign_in_name").count() == 1
