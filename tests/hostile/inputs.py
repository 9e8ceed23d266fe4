"""Words that break other programmes, and what surviving them means."""

import html
import re
import unicodedata

from django.apps import apps
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext

LONG = "Đường dài " * 10_000
NFD = unicodedata.normalize("NFD", "Đường Thị Ấn")
EMOJI = "Chúc mừng 👩🏽‍🏫🎉"
SCRIPT = "<script>alert(1)</script>"
MARKUP = '#read("/etc/passwd") *đậm*'
NUL = "trước\x00sau"

TEXTS = {
    "empty": "",
    "long": LONG,
    "decomposed": NFD,
    "emoji": EMOJI,
    "script": SCRIPT,
    "markup": MARKUP,
    "nul": NUL,
}
_VIETNAMESE = re.compile(
    "[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]"
)
# Counting failed tries is what a refused sign-in is for.
_MAY_GROW = {"accounts.SignInFailure"}


def counts() -> dict[str, int]:
    """How many rows every table of ours holds."""
    return {
        model._meta.label: model._default_manager.count()
        for label in ("accounts", "clusters", "exchange_sessions", "lessons", "reports")
        for model in apps.get_app_config(label).get_models()
        if model._meta.label not in _MAY_GROW
    }


def vietnamese(words: str) -> str:
    """A text of the interface as the catalogue says it."""
    with translation.override("vi"):
        return gettext(words)


def words_of(answer: HttpResponse) -> str:
    """The page as a person reads it."""
    page = re.sub(r"<(head|template)\b.*?</\1>", " ", answer.text, flags=re.S)
    return html.unescape(re.sub("<[^>]+>", " ", page))


def complaints_of(answer: HttpResponse) -> list[str]:
    """The sentences of a page that say what is wrong."""
    marked = re.findall(
        r'(?:invalid-feedback|role="alert"|hint bad|hint warn)[^>]*>(.*?)</(?:div|p)>',
        answer.text,
        re.S,
    )
    return [html.unescape(re.sub("<[^>]+>", "", one)).strip() for one in marked]


def assert_answered(answer: HttpResponse, *, before: dict[str, int]) -> None:
    """A form page or a 4xx with a Vietnamese sentence, and no row more or less."""
    assert answer.status_code < 500
    assert answer.status_code in {200, 400, 403, 404, 410, 413, 422, 429}
    if answer.status_code in {200, 422}:
        assert any(_VIETNAMESE.search(one) for one in complaints_of(answer)), (
            answer.text
        )
    else:
        assert _VIETNAMESE.search(words_of(answer))
    assert SCRIPT not in answer.text
    assert counts() == before


def shown_typed(answer: HttpResponse, typed: str) -> bool:
    """Is what was typed still in the page (composed, NUL as a space)?"""
    typed = unicodedata.normalize("NFC", typed.replace("\x00", " ")).strip()
    return typed in html.unescape(answer.text)
