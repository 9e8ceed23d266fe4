"""What one was told: the list, opening one, marking all as read, and which of it comes by e-mail."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, mailing
from accounts.access import form_page
from accounts.forms import MailForm
from accounts.models import MailGroup, Notice
from accounts.text import whole_number
from accounts.verbs import Actor, actor_of, person_of

_ON_A_PAGE = 30
_UNREAD = "chua-doc"


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first, the unread ones marked; `?chi=chua-doc` leaves only those.

    Looking marks nothing as read: a GET changes nothing.
    """
    person = person_of(request)
    unread = request.GET.get("chi") == _UNREAD
    rows = Notice.objects.visible_to(person)
    page = Paginator(rows.unread() if unread else rows, _ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    newest = rows.order_by("-pk").values_list("pk", flat=True).first()
    context = {
        "page": page,
        "days": [
            (day, list(told))
            for day, told in groupby(
                page, lambda one: timezone.localtime(one.at).date()
            )
        ],
        "only_unread": unread,
        "unread_query": f"?chi={_UNREAD}",
        # What is told while the page is looked at stays unread.
        "newest": newest or 0,
        "mails": mailing.address_of(person) if mailing.configured() else "",
    }
    return render(request, "accounts/notices.html", context)


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(person_of(request)), pk=pk)
    actions.mark_read(notice=notice, now=timezone.now())
    return redirect(notice.path or "accounts:notices")


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark as read what stood on the page when the button was pressed, and what is older."""
    upto = whole_number(request.POST.get("upto"), 0)
    if upto:
        actions.mark_all_read(person=person_of(request), upto=upto, now=timezone.now())
        messages.success(request, _("All notices are marked as read."))
    return redirect("accounts:notices")


@form_page
def mail_choices(request: HttpRequest) -> HttpResponse:
    """Which groups of notices also come by e-mail."""
    person = person_of(request)
    form = MailForm(request.POST or None, unwanted=mailing.unwanted_by(person))
    if form.is_valid():
        actions.choose_mail(
            person=person,
            unwanted=set(MailGroup.values) - set(form.cleaned_data["wanted"]),
            by=actor_of(request),
        )
        messages.success(request, _("Your choice is saved."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "address": mailing.address_of(person),
        "trouble": mailing.trouble_of(person, today=timezone.localdate()),
        "configured": mailing.configured(),
    }
    return render(request, "accounts/mail_choices.html", context)


@never_cache
@csrf_exempt  # a mail program posts here by itself (RFC 8058); the address is signed
@login_not_required
@form_page
def no_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link below every e-mail: by POST this person gets no more of that group. A GET only asks.

    Nobody signs in here, so the page names nobody.
    """
    signed = mailing.read_unsubscribe(token)
    if signed is None:
        context = {"slim": True}
        return render(request, "accounts/no_mail_unknown.html", context, status=404)
    person, group = signed
    done = request.method == "POST"
    if done:
        by = Actor(user=None, request_id=getattr(request, "request_id", ""))
        actions.refuse_mail(person=person, group=group, by=by)
    with translation.override(person.language):
        context = {
            "slim": True,
            "group": MailGroup(group).label,
            "done": done,
            "settings_url": reverse("accounts:mail_choices"),
        }
        return render(request, "accounts/no_mail.html", context)
