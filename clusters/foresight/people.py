"""What will happen to people: another school, the lead of a school, an office in a cluster."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.foresight.lines import Line, shown
from clusters.models import (
    ClusterOffice,
    Post,
    School,
)
from clusters.models.dated import holds_on


def open_office(office: ClusterOffice) -> Line:
    return Line(
        _("%(name)s keeps an office there (%(office)s) until it is handed over.")
        % {
            "name": office.person.full_name if office.person else "",
            "office": f"{office.get_kind_display()}, {office.cluster.label}",
        },
        url=reverse("clusters:office_hand_over", args=[office.cluster_id, office.pk]),
        warns=True,
    )


def moved(
    person: User, *, leaves: School, to: School, kind: str, since: date
) -> list[Line]:
    held = ClusterOffice.objects.filter(holds_on(since), person=person)
    return [
        Line(
            _("Until %(day)s %(name)s works at %(school)s.")
            % {
                "day": shown(since - timedelta(days=1)),
                "name": person.full_name,
                "school": leaves.name,
            }
        ),
        Line(
            _(
                "From %(day)s on: %(post)s at %(school)s, whose principal looks after the account."
            )
            % {
                "day": shown(since),
                "post": Post.Kind(kind).label.lower(),
                "school": to.name,
            }
        ),
        Line(
            _("Own sessions, lessons, reports and the names on lists stay as they are.")
        ),
        *(open_office(office) for office in held.select_related("person", "cluster")),
    ]


def principal_changed(
    school: School, *, person: User, stays_as: str, since: date
) -> list[Line]:
    held = (
        Post.objects.filter(school=school, kind=Post.Kind.PRINCIPAL)
        .filter(holds_on(since))
        .select_related("user")
    )
    lines = [
        Line(
            _("From %(day)s on %(name)s leads %(school)s.")
            % {"day": shown(since), "name": person.full_name, "school": school.name}
        )
    ]
    lines.extend(
        Line(
            _("%(name)s stays at the school as: %(post)s.")
            % {
                "name": post.user.full_name,
                "post": Post.Kind(stays_as).label.lower(),
            }
            if stays_as
            else _("%(name)s has no post at the school from then on.")
            % {"name": post.user.full_name}
        )
        for post in held
    )
    elsewhere = Post.objects.filter(
        holds_on(since),
        user=person,
        school__isnull=False,
        kind__in=Post.LEADING,
    )
    lines.extend(
        Line(
            _("The post “%(post)s” at %(school)s ends with it.")
            % {"post": post.title or post.get_kind_display(), "school": post.place},
            warns=post.school_id != school.pk,
        )
        for post in elsewhere.select_related("school")
    )
    lines.append(
        Line(_("What waits for the principal then waits for the new one, by itself."))
    )
    return lines


def office_handed_over(office: ClusterOffice, *, to: User, since: date) -> list[Line]:
    return [
        Line(
            _("Until %(day)s: %(name)s")
            % {
                "day": shown(since - timedelta(days=1)),
                "name": office.person.full_name
                if office.person
                else office.name_as_printed,
            }
        ),
        Line(
            _("From %(day)s on: %(name)s") % {"day": shown(since), "name": to.full_name}
        ),
        Line(_("What waits for this office then waits for the new person, by itself.")),
    ]
