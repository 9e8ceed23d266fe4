"""The Vietnamese catalogue: collect the texts, merge translations, compile, and check.

    messages.py update    collect every msgid of code and templates, compile
    messages.py check     fail when a text has no Vietnamese or the compiled file is old

Two catalogues: locale/vi holds our own texts, locale/libraries/vi what Django and the
libraries leave in English. A translation is written into the file itself, then `update`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "locale/vi/LC_MESSAGES/django.po"
LIBRARIES = ROOT / "locale/libraries/vi/LC_MESSAGES/django.po"
SOURCES = (
    "accounts",
    "clusters",
    "config",
    "lessons",
    "reports",
    "sessions",
    "templates",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
HEADER = {
    "Project-Id-Version": "Chung Tay",
    "Language": "vi",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

Key = tuple[str | None, str]


def key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt, entry.msgid)


def translated(entry: polib.POEntry) -> bool:
    if entry.obsolete or entry.fuzzy:
        return False
    if entry.msgid_plural:
        return bool(entry.msgstr_plural) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def read(path: Path) -> polib.POFile:
    if not path.exists():
        return polib.POFile()
    try:
        return polib.pofile(str(path), encoding="utf-8")
    except OSError as error:
        sys.exit(f"{path.relative_to(ROOT)}: {error}")


def collected() -> polib.POFile:
    """Every text of code and templates, by Django's own extraction, sorted, without lines."""
    with tempfile.TemporaryDirectory() as folder:
        for source in SOURCES:
            shutil.copytree(
                ROOT / source,
                Path(folder) / source,
                ignore=shutil.ignore_patterns("*.pyc", "*.ttf", "*.png", "*.jpg"),
            )
        made = Path(folder) / "locale/vi/LC_MESSAGES/django.po"
        made.parent.mkdir(parents=True)
        subprocess.run(
            [
                sys.executable,
                "-m",
                "django",
                "makemessages",
                "--locale=vi",
                "--extension=html,txt,py",
                "--add-location=file",
                "--verbosity=0",
            ],
            cwd=folder,
            check=True,
            env={
                name: value
                for name, value in os.environ.items()
                if name != "DJANGO_SETTINGS_MODULE"
            },
        )
        return polib.pofile(str(made), encoding="utf-8")


def take(target: polib.POEntry, source: polib.POEntry) -> None:
    """Copy a translation; a text with a plural in one place and none in another is mended."""
    if target.msgid_plural:
        target.msgstr_plural = {
            0: source.msgstr or next(iter(source.msgstr_plural.values()), "")
        }
    else:
        target.msgstr = source.msgstr or next(iter(source.msgstr_plural.values()), "")
    if "fuzzy" in target.flags:
        target.flags.remove("fuzzy")


def write(path: Path, entries: list[polib.POEntry]) -> None:
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = dict(HEADER)
    catalogue.extend(
        sorted(entries, key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    text = catalogue.__unicode__() + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    save_compiled(path, catalogue)


def save_compiled(path: Path, catalogue: polib.POFile) -> None:
    """Write the .mo, whole or not at all: somebody may be starting the app."""
    compiled = path.with_suffix(".mo")
    data = catalogue.to_binary()
    if not compiled.exists() or compiled.read_bytes() != data:
        half = compiled.with_suffix(f".{os.getpid()}")
        half.write_bytes(data)
        half.replace(compiled)
    os.utime(compiled)


def update() -> int:
    """Returns how many of our texts still have no Vietnamese."""
    known = {key(entry): entry for entry in read(OURS) if translated(entry)}
    ours = collected()
    for entry in ours:
        entry.msgstr, entry.msgstr_plural = "", ({0: ""} if entry.msgid_plural else {})
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.comment = entry.tcomment = ""
        source = known.get(key(entry))
        if source is not None:
            take(entry, source)
    write(OURS, list(ours))
    mine = {key(entry) for entry in ours}
    foreign = {key(entry): entry for entry in read(LIBRARIES) if translated(entry)}
    write(LIBRARIES, [entry for name, entry in foreign.items() if name not in mine])
    missing = [entry for entry in ours if not translated(entry)]
    print(
        f"{len(ours)} texts, {len(missing)} without Vietnamese; "
        f"{len(foreign)} translations for libraries"
    )
    return len(missing)


def faults() -> list[str]:
    """What is wrong with the catalogues as they are on disk."""
    found = []
    known = {key(entry): entry for entry in read(OURS)}
    for entry in collected():
        mine = known.get(key(entry))
        if mine is None or not translated(mine):
            where = ", ".join(sorted({path for path, _ in entry.occurrences})[:2])
            found.append(f"no Vietnamese for {entry.msgid!r} ({where})")
            continue
        text = mine.msgstr or mine.msgstr_plural[0]
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(
            PLACEHOLDER.findall(entry.msgid_plural or "")
        )
        if not set(PLACEHOLDER.findall(text)) <= wanted:
            found.append(f"a placeholder that {entry.msgid!r} does not have: {text!r}")
        if not entry.msgid_plural and not wanted <= set(PLACEHOLDER.findall(text)):
            found.append(f"a placeholder of {entry.msgid!r} is missing: {text!r}")
    for path in (OURS, LIBRARIES):
        compiled = path.with_suffix(".mo")
        if not path.exists():
            continue
        expected = {
            key(entry): entry.msgstr or entry.msgstr_plural
            for entry in read(path)
            if translated(entry)
        }
        stored = (
            {
                key(entry): entry.msgstr or entry.msgstr_plural
                for entry in polib.mofile(str(compiled))
            }
            if compiled.exists()
            else {}
        )
        if expected != stored:
            found.append(f"{compiled.relative_to(ROOT)} is not current: make messages")
    return found


def main(verb: str) -> int:
    if verb == "update":
        update()
        return 0
    if verb == "check":
        found = faults()
        print("\n".join(found) or "every text has its Vietnamese")
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
