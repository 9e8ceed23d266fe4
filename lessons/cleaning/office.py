"""A Word or PowerPoint file without what it says of its author, and the words it holds."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from lessons.cleaning.pictures import PNG_HEAD, Damaged, clean_within
from lessons.cleaning.words import words_of

# No part of a plan is larger, nor all of it.
MOST_PART = 60 * 2**20
MOST_ALL = 200 * 2**20
# A file within a file (a table in a slide) is cleaned as well, one in that one is not taken.
MOST_DEEP = 2

# Parts that only speak of the author, of the author's computer, or of earlier states.
_DROPPED = re.compile(
    r"(?:docProps|docMetadata|customXml|_xmlsignatures|customUI|userCustomization)/"
    r"|.*/(?:people|keyMapCustomizations|revisionInfo|commentsExtensible)\.xml$"
    r"|.*/(?:printerSettings|changesInfos|persons|revisions|customXml)/",
    re.IGNORECASE,
)
_READ_AS_XML = (".xml", ".rels")
_WITHIN = (".docx", ".pptx", ".xlsx")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WHO = frozenset({"userName", "userId", "providerId"})
_GONE = frozenset({"initials", "date", "dateUtc", "dt", "created", "modified"})
_NAMED = frozenset({"comment", "cmAuthor", "author"})
# Settings that name files, addresses and computers of the author.
_ELEMENTS = frozenset(
    {
        "rsids",
        "rsid",
        "docId",
        "mailMerge",
        "attachedTemplate",
        "absPath",
        "fileSharing",
    }
    | {"writeProtection", "removePersonalInformation", "docVars"}
)
_WORDS_OF_MEN = re.compile(r"(?:comment|author)", re.IGNORECASE)


def clean_office(data: bytes, deep: int = 0) -> tuple[bytes, str]:
    """The same document without metadata, and its words, one paragraph a line. Raises Damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _parts(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        ValueError,
        OverflowError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise Damaged from error
    dropped = {name for name in parts if _DROPPED.match(name)}
    trees = {
        name: _tree(content)
        for name, content in parts.items()
        if name not in dropped and name.lower().endswith(_READ_AS_XML)
    }
    people = _People()
    gone: dict[str, set[str]] = {}
    for name, tree in trees.items():
        if name.lower().endswith(".rels"):
            gone[_speaker_of(name)] = _clean_relations(tree)
        elif name == "[Content_Types].xml":
            _clean_types(tree, dropped)
        else:
            _clean_tree(tree, people, speaks=bool(_WORDS_OF_MEN.search(name)))
    for name, keys in gone.items():
        if keys and name in trees:
            _part_ways(trees[name], keys)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name in dropped:
                continue
            tree = trees.get(name)
            written = (
                _written(tree) if tree is not None else _clean_part(name, content, deep)
            )
            # Without the day on which the author's computer packed it.
            archive.writestr(zipfile.ZipInfo(name), written, zipfile.ZIP_DEFLATED)
    return made.getvalue(), words_of(trees)


class _People:
    """Who wrote a comment or changed a word: numbers instead of names, the same one each time."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> str:
        return str(self._numbers.setdefault(name, len(self._numbers) + 1))

    def word(self, name: str) -> str:
        return f"Người {self.number(name)}"


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MOST_ALL
    for info in archive.infolist():
        if info.is_dir():
            continue
        with archive.open(info) as part:
            content = part.read(min(MOST_PART, left) + 1)
        left -= len(content)
        if len(content) > MOST_PART or left < 0 or info.filename in parts:
            raise Damaged
        parts[info.filename] = content
    return parts


def _tree(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Damaged from error
    if tree.getroottree().docinfo.doctype:
        raise Damaged  # no Office program writes one; bombs do
    return tree


def _written(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _elements(tree: etree._Element) -> Iterator[etree._Element]:
    return (one for one in list(tree.iter()) if isinstance(one.tag, str))


def _clean_tree(tree: etree._Element, people: _People, *, speaks: bool) -> None:
    for one in _elements(tree):
        tag = _local(one.tag)
        if tag in _ELEMENTS and one.getparent() is not None:
            one.getparent().remove(one)
            continue
        # A comment, or a change that is tracked: it names who did it.
        changed = any(_local(name) == "author" for name in one.attrib)
        for name, value in list(one.attrib.items()):
            local = _local(name)
            if local.startswith("rsid"):
                del one.attrib[name]
            elif local in ("author", "name") and (
                local == "author" or (speaks and tag in _NAMED)
            ):
                # An author by number (PowerPoint) is a key and no name.
                if not (local == "author" and value.isdigit()):
                    one.attrib[name] = people.word(value)
            elif speaks and local == "initials":
                one.attrib[name] = ""
            elif (speaks or changed) and local in _WHO:
                one.attrib[name] = people.number(value)
            elif (changed and local in _GONE) or (speaks and local in ("dt", "date")):
                del one.attrib[name]
        if speaks and tag == "author" and one.text and not len(one):
            one.text = people.word(one.text)  # a note in a table of Excel


def _speaker_of(name: str) -> str:
    """The part whose relations these are: `word/_rels/document.xml.rels` is of `word/document.xml`."""
    folder, _rels, part = name.rpartition("_rels/")
    return folder + part[: -len(".rels")]


def _part_ways(tree: etree._Element, gone: set[str]) -> None:
    """Nothing points to what is not there any more, or programs call the file damaged."""
    for one in _elements(tree):
        for name, value in list(one.attrib.items()):
            if not name.startswith(_LINKS) or value not in gone:
                continue
            if _local(one.tag) == "pageSetup" or one.getparent() is None:
                del one.attrib[name]
            else:
                one.getparent().remove(one)
                break


def _clean_relations(tree: etree._Element) -> set[str]:
    """Cleans where a part points to; the keys of what is taken away."""
    gone: set[str] = set()
    for one in _elements(tree):
        if one.tag != f"{_RELATIONSHIP}Relationship":
            continue
        target = one.get("Target", "")
        if one.get("TargetMode") == "External":
            if one.get("Type", "").endswith("/attachedTemplate"):
                gone.add(one.get("Id", ""))
                tree.remove(one)
            elif _of_a_computer(target):
                one.set("Target", "about:blank")
        elif _is_dropped(target):
            gone.add(one.get("Id", ""))
            tree.remove(one)
    return gone


def _is_dropped(target: str) -> bool:
    bare = target.lstrip("/")
    while bare.startswith(("../", "./")):
        bare = bare.partition("/")[2]
    return bool(_DROPPED.match(bare) or _DROPPED.match(f"x/{bare}"))


def _of_a_computer(target: str) -> bool:
    """A place on somebody's own computer or in the net of the house, which often names people."""
    return bool(
        re.match(r"file:|[a-z]:[\\/]|\\\\|[\\/]", target.strip(), re.IGNORECASE)
    )


def _clean_types(tree: etree._Element, dropped: set[str]) -> None:
    for one in _elements(tree):
        if (
            _local(one.tag) == "Override"
            and one.get("PartName", "").lstrip("/") in dropped
        ):
            tree.remove(one)


def _clean_part(name: str, content: bytes, deep: int) -> bytes:
    """A part that is no XML: pictures and files within are cleaned, the rest is as it was."""
    if content.startswith((b"\xff\xd8\xff", PNG_HEAD)):
        return clean_within(content)
    if name.lower().endswith(_WITHIN):
        if deep + 1 >= MOST_DEEP:
            raise Damaged
        return clean_office(content, deep + 1)[0]
    return content
