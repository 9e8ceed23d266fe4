"""Lists of people from Excel: bring one, look through what was understood, confirm."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.models import User
from accounts.pressed import press_of
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters import permissions
from clusters.acting import actor_at
from clusters.actions import imports as actions
from clusters.forms.imports import ANSWER, ImportForm, answers_in
from clusters.importing import sheets
from clusters.importing.words import file_sentence, sentences
from clusters.models import (
    Cluster,
    ImportRow,
    ImportState,
    PeopleImport,
    Post,
    School,
    Subject,
)

PER_PAGE = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The parts of a list, by the word in the address.
PARTS = {
    "hoi": ImportRow.Verdict.QUESTION,
    "loi": ImportRow.Verdict.ERROR,
    "moi": ImportRow.Verdict.NEW,
    "da-co": ImportRow.Verdict.SAME,
}


def _allowed(user: User, place: School | Cluster) -> bool:
    if isinstance(place, School):
        return permissions.can_manage_school_people(user, place)
    return permissions.can_manage_cluster(user, place)


def _brought(request: HttpRequest, pk: int) -> PeopleImport:
    """One's own list, while one manages the people of its place."""
    brought = get_object_or_404(
        PeopleImport.objects.visible_to(person_of(request))
        .defer("data")
        .select_related("school", "cluster"),
        pk=pk,
    )
    require(_allowed(person_of(request), brought.place))
    return brought


@form_page
def of_school(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the list of one school."""
    school = get_object_or_404(
        permissions.schools_visible_to(person_of(request)), pk=pk
    )
    return _bring(request, school)


@form_page
def of_cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring one list for all schools of a cluster; a column names the school."""
    cluster = get_object_or_404(
        permissions.clusters_visible_to(person_of(request)), pk=pk
    )
    return _bring(request, cluster)


def _bring(request: HttpRequest, place: School | Cluster) -> HttpResponse:
    user = person_of(request)
    require(_allowed(user, place))
    sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if sent else ImportForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            brought = actions.begin_import(
                by=actor_at(request, place),
                place=place,
                name=upload.name,
                data=upload.read(),
                key=press_of(request, form.cleaned_data["client_key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("clusters:import", pk=brought.pk)
    where = {"school": place} if isinstance(place, School) else {"cluster": place}
    context = {
        "form": form,
        "place": place,
        "earlier": PeopleImport.objects.visible_to(user)
        .defer("data")
        .filter(**where)[:5],
        "with_school": isinstance(place, Cluster),
        "back": _back(place),
    }
    return render(request, "clusters/import_new.html", context)


def _back(place: School | Cluster) -> str:
    if isinstance(place, School):
        return reverse("clusters:school_people", args=[place.pk])
    return reverse("cluster", args=[place.pk])


@require_safe
def template(request: HttpRequest, what: str) -> HttpResponse:
    """The empty list to fill in; for a cluster with a column for the school."""
    data = sheets.template(
        Subject.objects.filter(is_active=True), with_school=what == "cum"
    )
    return _sheet(data, f"mau-danh-sach-{what}.xlsx")


def _sheet(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_safe
def brought(request: HttpRequest, pk: int) -> HttpResponse:
    """A list: how far it is, what was understood, the questions, what became of it."""
    row = _brought(request, pk)
    tally = row.rows.tally()
    counts = {part: tally[verdict] for part, verdict in PARTS.items()}
    part = request.GET.get("phan", "")
    if part not in PARTS:
        part = next((one for one in PARTS if counts[one]), "moi")
    page = Paginator(
        row.rows.filter(verdict=PARTS[part]).select_related("school"), PER_PAGE
    ).get_page(request.GET.get("page"))
    _explain(page.object_list, row)
    context = {
        "brought": row,
        "place": row.place,
        "back": _back(row.place),
        "fault": file_sentence(row.fault),
        "at_work": row.state in {ImportState.READING, ImportState.WRITING},
        "counts": {word.replace("-", "_"): n for word, n in counts.items()},
        "open_questions": tally["open"],
        "to_write": tally["to_write"],
        "added": tally["added"],
        "joined": tally["joined"],
        "left": row.total - tally["added"] - tally["joined"],
        "part": part,
        "page": page,
        "prefix": ANSWER,
        "invitations": reverse("clusters:school_invitations", args=[row.school_id])
        if row.school_id
        else reverse("clusters:invitations", args=[row.cluster_id]),
    }
    asked = request.headers.get("X-Requested-With") == "poll"
    name = "_import_body" if asked else "import"
    return render(request, f"clusters/{name}.html", context)


def _explain(rows: list[ImportRow], brought: PeopleImport) -> None:
    """Give each row its sentences, the words of its post and subjects, and what may be answered."""
    subjects = {one.code: one.label for one in Subject.objects.all()}
    keys = {pk for row in rows for pk in row.candidates}
    people = {
        person.pk: person
        for person in User.objects.filter(pk__in=keys).prefetch_related("posts__school")
    }
    for row in rows:
        row.sentences = sentences(row.says)
        row.post = Post.Kind(row.read["kind"]).label if row.read else ""
        row.taught = ", ".join(
            subjects.get(code, code) for code in row.read.get("subjects", ())
        )
        row.options = [
            (answer, _answer(answer, row, people))
            for answer in row.choices()
            if not row.outcome
        ]


def _answer(answer: str, row: ImportRow, people: dict[int, User]) -> str:
    if answer == "skip":
        return _("Leave this line out")
    if answer == "new":
        if row.candidates:
            return _("No, somebody else: add as a new person")
        return _("Yes, add this person")
    person = people.get(int(answer))
    if person is None:
        return _("Leave this line out")
    here = [post for post in person.posts.all() if post.school_id == row.school_id]
    if not here:
        return _("Yes, add the post here to the account of %(name)s") % {
            "name": person.full_name
        }
    return _("Yes, it is %(name)s (%(title)s)") % {
        "name": person.full_name,
        "title": here[0].title or here[0].get_kind_display(),
    }


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the answers of one page of questions; with `confirm` also write the list."""
    row = _brought(request, pk)
    by, now = actor_at(request, row.place), timezone.now()
    here = reverse("clusters:import", args=[row.pk])
    try:
        changed = actions.answer_rows(
            by=by, brought=row, answers=answers_in(request.POST), now=now
        )
        if "confirm" in request.POST:
            actions.confirm_import(by=by, brought=row, now=now)
            return redirect(here)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(here)
    if changed:
        messages.success(
            request,
            ngettext("%(n)s answer is kept.", "%(n)s answers are kept.", changed)
            % {"n": changed},
        )
    page = whole_number(request.POST.get("page"), 0)
    return redirect(f"{here}?phan=hoi&page={page}" if page else here)


@form_page
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take nobody over, and forget the list."""
    row = _brought(request, pk)
    here = reverse("clusters:import", args=[row.pk])
    if request.method == "POST":
        try:
            actions.drop_import(
                by=actor_at(request, row.place), brought=row, now=timezone.now()
            )
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect(here)
        messages.success(request, _("The list was dropped. Nobody was added."))
        return redirect(_back(row.place))
    return render(
        request, "clusters/import_drop.html", {"brought": row, "cancel": here}
    )


@require_safe
def left(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines that were not taken over, as an Excel file with the reasons."""
    row = _brought(request, pk)
    rows = row.rows.filter(verdict=ImportRow.Verdict.ERROR).exclude(cells={})
    data = sheets.left_lines(rows, with_school=row.cluster_id is not None)
    return _sheet(data, f"can-sua-{row.pk}.xlsx")
