"""The invented people of the demonstration."""

from typing import Any

from accounts.models import SignInName, User
from clusters.models import ClusterOffice, Post
from clusters.programme import match_subject
from config.demo.places import Counter, Places

_COUNTRY = "+84"


def local_phone(phone: str) -> str:
    """`+84900000001` as people type it: `0900000001`."""
    return f"0{phone.removeprefix(_COUNTRY)}"


def load(
    data: dict[str, Any], places: Places, loaded: Counter, *, password: str
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
    return who


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
