"""Setting up a cluster, and adding schools to one: a list to paste, rows to correct, one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rows
from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.models import User
from accounts.pressed import press_of
from accounts.text import fold
from accounts.verbs import Refused, actor_of, person_of
from clusters import choosing, permissions, serving, steps
from clusters.acting import actor_at
from clusters.actions import setup
from clusters.forms.setup import ClusterSetupForm, SchoolRows, spread
from clusters.models import Level
from clusters.setup_rows import without_word
from clusters.standing import standing_of

PREFIX = "schools"


class _Posted:
    """What was posted, with a pressed row button or a pasted list carried out.

    `quiet` says that nothing is to be saved: the page is only drawn again.
    """

    def __init__(self, request: HttpRequest) -> None:
        data: QueryDict | None = request.POST if request.method == "POST" else None
        pressed = rows.pressed(data, PREFIX) if data is not None else None
        self.quiet = pressed is not None
        self.spread = False
        if pressed is not None:
            data = pressed
        elif data is not None and ("spread" in data or data.get("paste", "").strip()):
            # Nothing is saved from a list that nobody has seen as rows.
            data, self.quiet, self.spread = spread(data, PREFIX), True, True
        self.data = data
        # Nobody could decide in the cluster: the page asks once more before it is set up so.
        self.headless = False
        self.head = data.get("head", "") if data is not None else ""

    def school_rows(self, user: User) -> SchoolRows:
        names = {
            fold(without_word(value))
            for key, value in (self.data or {}).items()
            if key.startswith(f"{PREFIX}-") and key.endswith("-name")
        }
        kwargs = {
            "levels": {level.code: level for level in Level.objects.all()},
            "choices": list(
                choosing.schools_to_choose(user).filter(search_key__in=names)
            ),
        }
        if self.data is None:
            return SchoolRows(
                prefix=PREFIX, form_kwargs=kwargs, initial=[], auto_id="id_%s"
            )
        return SchoolRows(
            self.data, prefix=PREFIX, form_kwargs=kwargs, quiet=self.quiet
        )

    def wanted(self, schools: SchoolRows) -> list[tuple[object, setup.SchoolRow]]:
        """The rows to save, in the order of the page, each with its form."""
        return [
            (form, form.row(is_head=form.prefix == self.head))
            for form in schools.in_order()
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def _refuse(form, wanted, refused: Refused) -> None:
    """Show a refusal in the row it belongs to, else on top."""
    if isinstance(refused, setup.RowRefused):
        add_refusal(wanted[refused.row][0], refused)
    else:
        add_refusal(form, refused)


class _NoHead(Exception):  # noqa: N818  (a question, not a fault)
    """The cluster would have nobody who can approve anything."""


def _asks_for_head(form, wanted, data: QueryDict) -> bool:
    """Whether nobody could decide in the cluster and nobody said yet that it shall be so: no head is
    chosen, and nobody serves in its authority."""
    if "without_head" in data or any(row.is_head for _form, row in wanted):
        return False
    if form.cleaned_data.get("authority_name"):
        return not form.cleaned_data.get("i_serve")
    managing = form.cleaned_data.get("authority")
    return managing is None or managing.pk not in serving.attended(
        today=timezone.localdate()
    )


@form_page
def cluster_new(request: HttpRequest) -> HttpResponse:
    """A new cluster with its schools, principals and head."""
    user = person_of(request)
    require(permissions.can_set_up(user))
    posted = _Posted(request)
    form = ClusterSetupForm(
        posted.data,
        authorities=choosing.authorities_to_set_up(user),
        may_add=user.is_superuser,
        initial={"authority": next(iter(standing_of(user).officer_of), None)},
    )
    schools = posted.school_rows(user)
    if posted.quiet:
        rows.quiet(form)
    elif posted.data is not None and form.is_valid() & schools.is_valid():
        wanted, now = posted.wanted(schools), timezone.now()
        new = form.cleaned_data.get("authority_name")
        try:
            if not wanted:
                raise Refused(_("A cluster needs at least one school."), field="paste")
            if _asks_for_head(form, wanted, request.POST):
                raise _NoHead
            cluster = setup.set_up(
                by=actor_of(request),
                label=form.cleaned_data["label"],
                area=form.cleaned_data["area"],
                authority=form.cleaned_data.get("authority"),
                new_authority=(new, form.cleaned_data["authority_kind"])
                if new
                else None,
                officer_title="" if form.cleaned_data.get("i_serve") else None,
                rows=[row for _form, row in wanted],
                client_key=press_of(request, form.cleaned_data["client_key"]),
                now=now,
                today=timezone.localdate(now),
            )
        except _NoHead:
            posted.headless = True
        except Refused as refused:
            _refuse(form, wanted, refused)
        else:
            messages.success(
                request,
                _("The cluster is set up. Now hand the invitations over."),
                extra_tags="cluster-new",
            )
            return redirect("clusters:invitations", pk=cluster.pk)
    return _page(request, "clusters/cluster_new.html", form, schools, posted)


@form_page
def cluster_schools(request: HttpRequest, pk: int) -> HttpResponse:
    """More schools for a cluster that exists."""
    cluster = get_object_or_404(
        permissions.clusters_visible_to(person_of(request)), pk=pk
    )
    require(permissions.can_manage_cluster(person_of(request), cluster))
    posted = _Posted(request)
    form = ClusterSetupForm(
        {
            "label": cluster.label,
            "paste": posted.data.get("paste", ""),
            "client_key": posted.data.get("client_key", ""),
        }
        if posted.data is not None
        else None,
        authorities=choosing.authorities_to_set_up(person_of(request)).none(),
        may_add=True,
    )
    schools = posted.school_rows(person_of(request))
    if posted.quiet:
        rows.quiet(form)
    elif posted.data is not None and form.is_valid() & schools.is_valid():
        wanted, now = posted.wanted(schools), timezone.now()
        try:
            if not wanted:
                raise Refused(_("There is no school to add yet."), field="paste")
            setup.add_schools(
                cluster=cluster,
                rows=[row for _form, row in wanted],
                by=actor_at(request, cluster),
                client_key=press_of(request, form.cleaned_data["client_key"]),
                now=now,
                today=timezone.localdate(now),
            )
        except Refused as refused:
            _refuse(form, wanted, refused)
        else:
            messages.success(request, _("The schools are in the cluster now."))
            return redirect("clusters:invitations", pk=cluster.pk)
    return _page(
        request, "clusters/cluster_schools.html", form, schools, posted, cluster=cluster
    )


def _page(request, template, form, schools, posted, **more) -> HttpResponse:
    context = {
        "form": form,
        "schools": schools,
        "rows": list(schools.in_order()),
        "head": posted.head,
        "spread": posted.spread,
        "headless": posted.headless,
        "setting_up": steps.are_on(request),
        **more,
    }
    return render(request, template, context)
