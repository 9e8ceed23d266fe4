"""Slips as they are handed over: a link, a message to paste into Zalo, a code to read from paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.addresses import public_url
from accounts.models import Slip, User
from accounts.qr import qr_svg
from accounts.signin_names import shown


@dataclass(frozen=True)
class Handed:
    """An open slip with what goes to its owner."""

    slip: Slip
    person: User
    link: str
    # Where the code is typed by hand, as it is read from paper.
    address: str
    message: str
    # On an invitation the names by which the account is entered from then on, as people write them.
    names: list[str]

    def drawn(self) -> SafeString:
        """The link as a QR code; the code below it says the same, so it is named in few words."""
        return qr_svg(self.link, "Mã QR")


def handed(request: HttpRequest, slip: Slip) -> Handed:
    """The slip with its link and message. The message is Vietnamese in both languages."""
    link = public_url(request, reverse("accounts:slip", args=[slip.code]))
    until = timezone.localtime(slip.expires_at)
    person = slip.user
    place = f" ({slip.place})" if slip.place else ""
    if slip.purpose == Slip.Purpose.INVITATION:
        opening = (
            "Mời thầy cô vào trang sinh hoạt chuyên môn cụm trường Chung Tay. Thầy cô bấm vào "
            "liên kết dưới đây và đặt mật khẩu là dùng được ngay, không phải cài đặt gì:"
        )
    else:
        opening = "Thầy cô bấm vào liên kết dưới đây để đặt mật khẩu mới:"
    message = (
        f"Kính gửi thầy cô {person.full_name}{place}.\n{opening}\n{link}\n"
        f"Liên kết dùng một lần, có giá trị đến {until:%H} giờ {until:%M} ngày {until:%d/%m/%Y}. "
        "Xin thầy cô không chuyển tiếp cho người khác."
    )
    by_hand = public_url(request, reverse("accounts:slip_by_hand"))
    return Handed(
        slip=slip,
        person=person,
        link=link,
        address=by_hand.partition("://")[2].rstrip("/"),
        message=message,
        names=[shown(name) for name in person.sign_in_names.all()]
        if slip.purpose == Slip.Purpose.INVITATION
        else [],
    )


def all_handed(request: HttpRequest, slips: Iterable[Slip]) -> list[Handed]:
    return [handed(request, slip) for slip in slips]
