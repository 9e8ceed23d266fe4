"""The forms of a page as a browser would send them, with believable words in what is empty."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin

from django.http import HttpResponse
from lxml import html

# Buttons of every page that are no form of the subject.
_EVERYWHERE = re.compile(r"^/(dang-xuat|ngon-ngu|tai-khoan/dang-xuat-het)/")
# What the page itself keeps in the form; changing it is another attack.
KEPT = re.compile(r"(^|-)(version|key|client_key|client-key|seen|mark)$|_FORMS$|^head$")
_NUMBERED = re.compile(r"^([A-Za-z_]*[-:.]?)(\d+)$")
_ROW = re.compile(r"-\d+-|-\d+$")


@dataclass
class Sent:
    """One form of a page: where it goes, what it sends, and which of its fields choose among rows.

    `choices` maps a field to the words before the number in its values ("", "school-").
    """

    target: str
    values: dict[str, list[str]]
    choices: dict[str, set[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def body(self, **changed: list[str]) -> str:
        return urlencode({**self.values, **changed}, doseq=True)

    def shape(self) -> tuple:
        """Two forms that differ in numbers only are one."""
        return (
            re.sub(r"\d+", "N", self.target),
            tuple(sorted({_ROW.sub("-N-", name) for name in self.values})),
        )


def forms_of(answer: HttpResponse, url: str, *, fill: bool = True) -> list[Sent]:
    """The forms of this page that are sent by POST to this site; `fill` puts words into what is empty."""
    if answer.streaming or "html" not in answer["Content-Type"]:
        return []
    if not answer.content.strip():
        return []
    page = html.fromstring(answer.content.decode())
    found = []
    for form in page.xpath("//form"):
        target = urljoin(url, form.get("action") or url)
        if (form.get("method") or "").upper() != "POST" or _EVERYWHERE.match(target):
            continue
        found.append(_sent(form, target, fill=fill))
    return found


def _sent(form, target: str, *, fill: bool) -> Sent:
    sent = Sent(target, {})
    for one in form.inputs:
        name = one.name
        if not name or "__prefix__" in name or name == "csrfmiddlewaretoken":
            continue
        sent.values.setdefault(name, [])
        kind = "select" if one.tag == "select" else one.get("type", one.tag)
        offered = (
            [option.get("value", "") for option in one.iter("option")]
            if kind == "select"
            else [one.get("value") or ""]
        )
        if KEPT.search(name):
            sent.values[name] = offered[:1]
            continue
        if kind in {"select", "radio", "checkbox", "hidden"}:
            sent.choices.setdefault(name, set()).update(
                match[1] for value in offered if (match := _NUMBERED.match(value))
            )
        _fill(sent.values, one, kind, offered, fill=fill)
    for button in form.xpath(".//button[@name]"):
        sent.buttons.append((button.get("name"), button.get("value") or ""))
    sent.choices = {
        name: prefixes or {""}
        for name, prefixes in sent.choices.items()
        if prefixes or one_of_kind(name, form)
    }
    return sent


def one_of_kind(name, form):
    found = [o for o in form.inputs if o.name == name]
    return any(
        o.tag == "select" or o.get("type") in ("hidden", "radio", "checkbox")
        for o in found
    )


def _fill(values: dict, one, kind: str, offered: list[str], *, fill: bool) -> None:
    name = one.name
    if kind in {"radio", "checkbox"}:
        if one.get("checked") is not None or (
            fill and kind == "radio" and not values[name]
        ):
            values[name] = [*values[name], *offered] if kind == "checkbox" else offered
    elif kind == "select":
        chosen = [o.get("value", "") for o in one.iter("option") if o.get("selected")]
        some = [value for value in offered if value]
        values[name] += chosen or (some[:1] if fill else []) or [""]
    else:
        value = (
            (one.text or "").removeprefix("\n") if one.tag == "textarea" else offered[0]
        )
        values[name] += [value or (_believable(name, kind, one) if fill else "")]


def _believable(name: str, kind: str, one) -> str:
    if kind in {"hidden", "password", "file"}:
        return ""
    required = one.get("required") is not None
    if kind == "number":
        return "1"
    if re.search(r"(^|[-_])(on|date|due|from|to|until|day|since|starts|ends)$", name):
        return "10/12/2026" if required else ""
    if re.search(r"(at|time)$", name):
        return ""
    if re.search(r"(phone|sign_in_name)", name):
        return "0912345678" if required else ""
    return "Chữ thường" if required else ""
