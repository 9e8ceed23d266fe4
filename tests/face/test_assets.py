"""Weight, origin and manners of what the browser is given."""

import hashlib
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from config.templatetags import face

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
TEMPLATES = sorted(
    path
    for folder in [ROOT / "templates", *ROOT.glob("*/templates")]
    for path in folder.rglob("*.html")
)
MAIL = "mail/"


def weight(*names: str) -> int:
    """Bytes on the wire, brotli."""
    return sum(
        len(brotli.compress((STATIC / name).read_bytes(), quality=11)) for name in names
    )


@pytest.mark.parametrize(
    ("names", "most"),
    [
        (["css/site.css"], 15_500),
        (["js/site.js"], 4_000),
        (["js/site.js", "js/files.js"], 5_600),
        (["js/site.js", "js/en.js", "js/desk.js", "vendor/htmx.min.js"], 22_000),
        (["icons.svg", "img/mark.svg", "img/brocade.svg"], 3_000),
    ],
    ids=[
        "styles",
        "script of phone pages",
        "scripts of pages that take files",
        "scripts of desk pages",
        "icons and pictures",
    ],
)
def test_what_a_page_loads_stays_within_its_budget(names: list[str], most: int) -> None:
    assert weight(*names) <= most


def test_fonts_of_the_interface_stay_within_their_budget() -> None:
    sizes = [
        (STATIC / f"fonts/{name}.woff2").stat().st_size
        for name in ("sans-400", "sans-600", "num")
    ]
    assert sum(sizes) <= 23_500


def test_fonts_of_news_stay_within_their_budget() -> None:
    assert (
        sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2"))
        <= 60_000
    )


def test_the_inventory_names_every_built_file_with_its_hash() -> None:
    listed = dict(
        re.findall(
            r"^\| ([\w./-]+) \| ([0-9a-f]{64}) \|$",
            (ROOT / "assets/VENDOR.md").read_text(),
            flags=re.M,
        )
    )
    present = {
        path.relative_to(STATIC).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in STATIC.rglob("*")
        if path.is_file()
    }
    assert listed == present


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "assets/package-lock.json").read_text()


def test_styles_need_no_browser_younger_than_chrome_109() -> None:
    css = (STATIC / "css/site.css").read_text()
    for young in (
        "color-mix(",
        "oklch(",
        "@layer",
        "@container",
        "@scope",
        "&:",
        "@starting-style",
    ):
        assert young not in css


UTILITY = re.compile(
    r"(?:[mp][tebsxy]?|gap|row-gap|col-gap|d|flex|w|h|fw|text|align|justify)-[\w-]+"
)


def test_every_utility_that_a_page_asks_for_is_in_the_styles() -> None:
    """Only the values that pages use are built: another one would do nothing, and say nothing."""
    css = (STATIC / "css/site.css").read_text()
    asked = {
        name
        for path in TEMPLATES
        for names in re.findall(r'class="([^"]*)"', path.read_text())
        for name in re.sub(r"\{[{%].*?[%}]\}", " ", names).split()
        if UTILITY.fullmatch(name)
    }
    missing = sorted(name for name in asked if f".{name}" not in css)
    assert asked
    assert missing == []


def test_fonts_never_block_and_are_never_preloaded() -> None:
    css = (STATIC / "css/site.css").read_text()
    assert css.count("@font-face") == css.count("font-display:optional") == 5
    assert not [path for path in TEMPLATES if "preload" in path.read_text()]


INLINE = [
    re.compile(r"<style\b", re.I),
    re.compile(r"\sstyle\s*=", re.I),
    re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    re.compile(r"javascript:", re.I),
    re.compile(r"hx-on|hx-vals\s*=\s*[\"']js:"),
]


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_template_holds_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert [rule.pattern for rule in INLINE if rule.search(text)] == []


def test_every_icon_in_use_is_in_the_sprite() -> None:
    names = set((ROOT / "assets/icons.txt").read_text().split())
    used = {name for _, name in [*face.STATES.values(), *face.KINDS.values()]}
    for path in TEMPLATES:
        text = path.read_text()
        used |= set(re.findall(r'{% icon "([a-z0-9-]+)"', text))
        used |= set(re.findall(r'(?:symbol|action_icon)="([a-z0-9-]+)"', text))
        used |= set(re.findall(r'{% tag "\w+" "([a-z0-9-]+)"', text))
    assert used - names == set()
    sprite = (STATIC / "icons.svg").read_text()
    assert set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite)) == names


def test_scripts_ask_for_no_eval_and_store_no_password() -> None:
    script = (STATIC / "js/site.js").read_text()
    assert "eval(" not in script
    assert "new Function" not in script
    assert '"password"' in script
