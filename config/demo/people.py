"""The invented people of the demonstration."""

from datetime import date, timedelta
from typing import Any

from accounts.models import SignInName, User
from clusters.models import ClusterOffice, Delegation, Post
from clusters.programme import match_subject
from config.demo.places import Counter, Places

_COUNTRY = "+84"


def local_phone(phone: str) -> str:
    """`+84900000001` as people type it: `0900000001`."""
    return f"0{phone.removeprefix(_COUNTRY)}"


def load(
    data: dict[str, Any],
    places: Places,
    loaded: Counter,
    *,
    password: str,
    anchor: date,
) -> dict[str, User]:
    """The people by their keys; found again by their phone, left as they are if they exist."""
    who: dict[str, User] = {}
    for one in data["person"]:
        name = (
            SignInName.objects.filter(
                kind=SignInName.Kind.PHONE, normalised=one["phone"]
            )
            .select_related("user")
            .first()
        )
        who[one["key"]] = name.user if name else _person(one, places, password)
        if not name:
            loaded.add("person")
            _stand_in(one, who, anchor)
    return who


def _stand_in(one: dict[str, Any], who: dict[str, User], anchor: date) -> None:
    """A post that somebody lends to this person, for days counted from the first load."""
    if "stands_in_for" not in one:
        return
    owner, first, last = one["stands_in_for"]
    Delegation.objects.create(
        post=Post.objects.get(user=who[owner]),
        to=who[one["key"]],
        valid_from=anchor + timedelta(days=first),
        valid_to=anchor + timedelta(days=last),
    )


def _person(one: dict[str, Any], places: Places, password: str) -> User:
    user = User.objects.create_person(one["name"], password=password, is_demo=True)
    SignInName.objects.create(
        user=user, kind=SignInName.Kind.PHONE, normalised=one["phone"]
    )
    post = Post.objects.create(
        user=user,
        school=places.schools.get(one.get("school", "")),
        authority=places.authorities.get(one.get("authority", "")),
        kind=one["kind"],
        title=one["title"],
    )
    subjects = [match_subject(words) for words in one.get("subjects", [])]
    post.subjects.set([subject for subject in subjects if subject])
    if "office" in one:
        cluster, kind = one["office"]
        ClusterOffice.objects.create(
            cluster=places.clusters[cluster], kind=kind, person=user
        )
    return user
