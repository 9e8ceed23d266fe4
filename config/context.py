"""What every page shows around its content: the menu of the person's role, the account, the day."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from clusters.standing import Standing, standing_of


@dataclass(frozen=True)
class Entry:
    """A place of the menu: the URL name, the words, a shorter word for the bottom bar, an icon."""

    name: str
    label: str | Promise
    short: str | Promise
    icon: str


TODAY = Entry(
    "today", pgettext_lazy("menu", "Today"), pgettext_lazy("menu", "Today"), "house"
)
OVERVIEW = Entry(
    "today",
    pgettext_lazy("menu", "Overview"),
    pgettext_lazy("menu", "Overview"),
    "layout-dashboard",
)
CALENDAR = Entry(
    "sessions:calendar",
    pgettext_lazy("menu", "Calendar"),
    pgettext_lazy("menu", "Calendar"),
    "calendar-days",
)
SESSIONS = Entry(
    "sessions:list",
    pgettext_lazy("menu", "Sessions"),
    pgettext_lazy("menu", "Sessions"),
    "presentation",
)
LESSONS = Entry(
    "lessons:mine",
    pgettext_lazy("menu", "My lessons"),
    pgettext_lazy("menu", "Lessons"),
    "notebook-pen",
)
OWN = Entry(
    "own",
    pgettext_lazy("menu", "My year"),
    pgettext_lazy("menu", "My year"),
    "clipboard-check",
)
BANK = Entry(
    "lessons:bank",
    pgettext_lazy("menu", "Bank of plans"),
    pgettext_lazy("menu", "Bank"),
    "book-open-check",
)
NEWS = Entry(
    "reports:news_list",
    pgettext_lazy("menu", "News"),
    pgettext_lazy("menu", "News"),
    "newspaper",
)
PROFILE = Entry(
    "accounts:profile",
    pgettext_lazy("menu", "My account"),
    pgettext_lazy("menu", "Mine"),
    "user",
)
SCHOOL = Entry(
    "clusters:my_school",
    pgettext_lazy("menu", "My school"),
    pgettext_lazy("menu", "School"),
    "school",
)
CLUSTERS = Entry(
    "clusters:list",
    pgettext_lazy("menu", "Schools and clusters"),
    pgettext_lazy("menu", "Clusters"),
    "school",
)

TEACHER = [TODAY, CALENDAR, LESSONS, NEWS, PROFILE]
SUBJECT_HEAD = [TODAY, CALENDAR, LESSONS, SESSIONS, NEWS]
ADMINISTRATOR = [TODAY, CALENDAR, SESSIONS, NEWS, CLUSTERS]
PRINCIPAL = [TODAY, CALENDAR, SESSIONS, NEWS, SCHOOL]
CLUSTER_OFFICE = [TODAY, CALENDAR, SESSIONS, NEWS, CLUSTERS]
OFFICER = [OVERVIEW, CALENDAR, SESSIONS, NEWS, CLUSTERS]
ACCOUNT = [OWN, LESSONS, BANK, SCHOOL, CLUSTERS, PROFILE]


def menu_of(standing: Standing) -> tuple[str | Promise, list[Entry]]:
    """What a person is here and the five places of the menu; the widest duty decides."""
    if standing.officer_of:
        return pgettext_lazy("duty", "Officer in charge"), OFFICER
    if standing.headed_clusters:
        return pgettext_lazy("duty", "Cluster leader"), CLUSTER_OFFICE
    if standing.officed_clusters:
        return pgettext_lazy("duty", "Cluster office"), CLUSTER_OFFICE
    if standing.principal_of:
        return pgettext_lazy("duty", "Principal"), PRINCIPAL
    if standing.led_schools:
        return pgettext_lazy("duty", "Vice-principal"), PRINCIPAL
    if standing.subject_head_at:
        return pgettext_lazy("duty", "Subject-group head"), SUBJECT_HEAD
    return (pgettext_lazy("duty", "Teacher") if standing.schools else ""), TEACHER


# The apps of what a page of the reports is of, the nearest first, where its path lies under none.
_PRINTED_OF = {
    "reports:lesson_paper": ("lessons", "sessions"),
    "reports:observation_sheet": ("lessons", "sessions"),
    "reports:photo": ("sessions",),
}


def _shown(entries: list[Entry], request: HttpRequest) -> list[dict]:
    """The places of the menu; the one the page lies under is marked.

    A page whose path lies under no place belongs to the place of the same app, as the page of
    one cluster belongs to the list of clusters; what is printed of something, to its app.
    """
    path = request.path
    match = request.resolver_match
    shown = [
        {
            "label": entry.label,
            "short": entry.short,
            "url": address,
            "icon": entry.icon,
            "current": path == address or (address != "/" and path.startswith(address)),
            "app": entry.name.rpartition(":")[0],
        }
        for entry, address in ((entry, reverse(entry.name)) for entry in entries)
    ]
    if match and match.namespace and not any(one["current"] for one in shown):
        # Of two places of one app the later one: minutes lie under the sessions, not the calendar.
        by_app = {one["app"]: one for one in shown}
        apps = _PRINTED_OF.get(match.view_name, (match.namespace,))
        for app in apps:
            if app in by_app:
                by_app[app]["current"] = True
                break
    return shown


def chrome(request: HttpRequest) -> dict:
    """The context of templates/base.html. Costs the queries of `standing_of`, once a request."""
    context: dict = {
        "home_url": reverse("today"),
        "language_url": reverse("accounts:language"),
        "sign_out_url": reverse("accounts:sign_out"),
        "lang": get_language(),
        "today": timezone.localdate(),
        "save_data": request.headers.get("Save-Data") == "on",
        "role_words": "",
        "nav": [],
        "account_links": [],
        "unread": 0,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        standing = standing_of(user)
        # Comes with the question of who is signed in (accounts/backends.py).
        context["unread"] = getattr(user, "unread_notices", 0) or 0
        context["role_words"], entries = menu_of(standing)
        if user.is_superuser and entries is TEACHER and not standing.schools:
            context["role_words"] = pgettext_lazy("duty", "Administrator")
            entries = ADMINISTRATOR
        context["nav"] = _shown(entries, request)
        # somebody without a school has no lessons and no school to open
        others = ACCOUNT if standing.schools else [CLUSTERS, PROFILE]
        context["account_links"] = _shown(
            [entry for entry in others if entry not in entries], request
        )
    return context
