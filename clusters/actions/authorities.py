"""The life of an authority: it is noted, corrected, and one day others take over from it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import audit
from accounts.notices import lazily
from accounts.text import nfc
from accounts.verbs import Actor, Refused
from clusters import turning, under
from clusters.actions.dated import (
    ONE_DAY,
    end,
    end_posts,
    lock_people,
    put,
    tell,
)
from clusters.actions.people import give_post
from clusters.models import (
    Authority,
    AuthoritySuccession,
    Cluster,
    Post,
    School,
    SchoolAuthority,
)
from clusters.models.dated import holds_on


@transaction.atomic
def change_authority(
    *,
    authority: Authority,
    by: Actor,
    name: str,
    short_name: str,
    kind: str,
    place: str,
    parent: Authority | None,
) -> None:
    """Correct what is noted of an authority. One that is renamed gets a successor instead, so that
    older papers keep its name. Refused for a parent that stands below it."""
    authority = Authority.objects.select_for_update().get(pk=authority.pk)
    _refuse_circle(authority, parent)
    names = ("name", "short_name", "kind", "place", "parent_id")
    before = {name: getattr(authority, name) for name in names}
    authority.name = nfc(" ".join(name.split()))
    authority.short_name = nfc(" ".join(short_name.split()))
    authority.kind, authority.place = kind, nfc(" ".join(place.split()))
    authority.parent = parent
    changed = [name for name in names if getattr(authority, name) != before[name]]
    if not changed:
        return
    authority.save(update_fields=["name", "short_name", "kind", "place", "parent"])
    audit.record(
        by=by,
        verb="clusters.change_authority",
        row=authority,
        before={name: before[name] for name in changed},
        after={name: getattr(authority, name) for name in changed},
    )


def _refuse_circle(authority: Authority, parent: Authority | None) -> None:
    above, seen = parent, set()
    while above is not None and above.pk not in seen:
        if above.pk == authority.pk:
            raise Refused(
                _("%(name)s stands below this authority itself.")
                % {"name": parent.name if parent else ""},
                field="parent",
            )
        seen.add(above.pk)
        above = above.parent


@transaction.atomic
def manage_cluster_by(
    *,
    cluster: Cluster,
    authority: Authority | None,
    since: date,
    by: Actor,
    today: date,
) -> None:
    """From a day on another authority manages the cluster, or nobody. The same day once more corrects
    it. Refused without an authority where one is to approve."""
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if authority is None and "authority" in {
        cluster.session_approver,
        cluster.news_approver,
    }:
        raise Refused(
            _(
                "The authority approves in this cluster. Please choose somebody else who approves first."
            ),
            field="authority",
        )
    before = cluster.managing_authority_id
    put(
        cluster.dated_authorities,
        {"authority": authority},
        current=cluster.managing_authority,
        since=since,
    )
    turning.turn(today=today)
    audit.record(
        by=by,
        verb="clusters.manage_cluster_by",
        row=cluster,
        before={"authority": before},
        after={"authority": authority.pk if authority else None, "since": str(since)},
    )


@transaction.atomic
def abolish_authority(
    *,
    authority: Authority,
    heirs: Sequence[Authority],
    schools: Mapping[int, Authority] | None = None,
    clusters: Mapping[int, Authority] | None = None,
    officers: Mapping[int, Authority | None] | None = None,
    since: date,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """From a day on the authority is no more, and others stand in its place.

    Schools, clusters, authorities below it and officers go to the first of the `heirs`, unless the
    maps say otherwise: by key of the school, of the cluster, of the officer's post (None: the post just
    ends). The past stays: papers and sessions before that day keep its name. Refused without an heir,
    and where its end was noted already.
    """
    rows = {
        row.pk: row
        for row in Authority.objects.select_for_update()
        .filter(pk__in=[authority.pk, *(heir.pk for heir in heirs)])
        .order_by("pk")
    }
    authority, heirs = rows[authority.pk], [rows[heir.pk] for heir in heirs]
    _refuse_heirs(authority, heirs, since)
    first = heirs[0]
    for relation in under.relations(authority, on=since):
        end(relation, since=since)
        heir = (schools or {}).get(relation.school_id, first)
        if not SchoolAuthority.objects.filter(
            school=relation.school_id, kind=relation.kind, valid_to=None
        ).exists():
            SchoolAuthority.objects.create(
                school_id=relation.school_id,
                authority=heir,
                kind=relation.kind,
                valid_from=since,
            )
    for cluster in under.clusters(authority, on=since):
        put(
            cluster.dated_authorities,
            {"authority": (clusters or {}).get(cluster.pk, first)},
            current=cluster.managing_authority,
            since=since,
        )
    for child in under.authorities(authority, on=since):
        put(
            child.dated_parents,
            {"parent": None if child in heirs else first},
            current=authority,
            since=since,
        )
    lock_people(Post.objects.filter(authority=authority))
    posts = under.officers(authority, on=since)
    for post in end_posts(posts, since=since):
        to = (officers or {}).get(post.pk, first)
        if to is not None:
            give_post(
                by=by,
                person=post.user,
                place=to,
                kind=post.kind,
                title=post.title,
                since=since,
            )
    for heir in heirs:
        AuthoritySuccession.objects.get_or_create(
            predecessor=authority, successor=heir, defaults={"on": since}
        )
    authority.valid_to = since - ONE_DAY
    authority.save(update_fields=["valid_to"])
    turning.turn(today=today)
    audit.record(
        by=by,
        verb="clusters.abolish_authority",
        row=authority,
        after={"since": str(since), "heirs": [heir.pk for heir in heirs]},
    )
    _tell_heirs(authority, heirs, [post.user for post in posts], since=since, now=now)


def _refuse_heirs(
    authority: Authority, heirs: Sequence[Authority], since: date
) -> None:
    if authority.valid_to is not None:
        raise Refused(
            _("That %(name)s ends with %(day)s is noted already.")
            % {"name": authority.name, "day": f"{authority.valid_to:%d/%m/%Y}"}
        )
    if authority.valid_from is not None and since <= authority.valid_from:
        raise Refused(
            _("%(name)s exists since %(day)s only.")
            % {"name": authority.name, "day": f"{authority.valid_from:%d/%m/%Y}"},
            field="since",
        )
    if not heirs:
        raise Refused(_("Please choose who takes over."), field="heirs")
    for heir in heirs:
        if heir.pk == authority.pk or (heir.valid_to and heir.valid_to < since):
            raise Refused(
                _("%(name)s cannot take over: it is not there on that day.")
                % {"name": heir.name},
                field="heirs",
            )


def _tell_heirs(authority, heirs, officers, *, since: date, now: datetime) -> None:
    principals = Post.objects.filter(
        kind=Post.Kind.PRINCIPAL,
        school__in=School.objects.filter(
            authority_relations__authority__in=heirs,
            authority_relations__valid_from=since,
        ),
    ).filter(holds_on(since))
    people = {post.user_id: post.user for post in principals.select_related("user")}
    for person in officers:
        people.setdefault(person.pk, person)
    names = {
        "old": authority.name,
        "new": ", ".join(heir.name for heir in heirs),
        "day": f"{since:%d/%m/%Y}",
    }
    tell(
        people.values(),
        key=f"end of authority {authority.pk}",
        title=lazily(
            lambda: _("From %(day)s on %(new)s takes over from %(old)s") % names
        ),
        text=lazily(
            lambda: _("Sessions and papers of the time before keep the old name.")
        ),
        path=reverse("clusters:list"),
        now=now,
    )
