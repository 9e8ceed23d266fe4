"""What an e-mail says: one kind of notices of one person, as plain text and as simple HTML."""

from datetime import datetime
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.mailing.choices import unsubscribe_token
from accounts.models import GROUP_OF, Mail, Notice
from accounts.text import shortened

# More stand on the page of notices.
SHOWN = 30


def one_line(text: str, most: int = 150) -> str:
    """A value that people typed, fit for a header: no line breaks, no control signs, not too long."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    words = " ".join(printable.split())
    return shortened(words, most)


def _subject(mail: Mail, notices: list[Notice]) -> str:
    if len(notices) == 1:
        return one_line(notices[0].title)
    kind = Notice.Kind(mail.kind).label
    return one_line(
        _("%(kind)s: %(n)s notices") % {"kind": kind, "n": len(notices)},
    )


def message_of(
    mail: Mail, notices: list[Notice], address: str, *, now: datetime
) -> EmailMultiAlternatives:
    """The e-mail about these notices, in the language that the person reads."""
    person, site = mail.user, settings.PUBLIC_ADDRESS
    group = GROUP_OF[mail.kind]
    leave = site + reverse("accounts:no_mail", args=[unsubscribe_token(person, group)])
    with translation.override(person.language):
        context = {
            "name": person.full_name,
            "notices": [
                {"title": one.title, "text": one.text, "url": site + one.path}
                if one.path
                else {"title": one.title, "text": one.text}
                for one in notices[:SHOWN]
            ],
            "more": len(notices[SHOWN:]),
            "list_url": site + reverse("accounts:notices"),
            "settings_url": site + reverse("accounts:mail_choices"),
            "leave_url": leave,
            "group": group.label,
            "lang": person.language,
        }
        plain = render_to_string("accounts/mail.txt", context)
        html = render_to_string("accounts/mail.html", context)
        subject = _subject(mail, notices)
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMultiAlternatives(
        subject=subject,
        body=plain,
        from_email=sender,
        to=[address],
        reply_to=[settings.EMAIL_REPLY_TO] if settings.EMAIL_REPLY_TO else None,
        headers={
            # The same row has the same id: a server or a mail program drops a double.
            "Message-ID": f"<chungtay-{mail.pk}-{mail.on:%Y%m%d}@{domain}>",
            "Date": format_datetime(timezone.localtime(now)),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(html, "text/html")
    return message
