"""A PDF without what it says of its maker, and without what acts by itself or hides in it."""

import io
import re

import pikepdf
from pikepdf import Name

from lessons.cleaning.pictures import Damaged, clean_within

# Of every object: properties (XMP), what the drawing program keeps for itself, files beside it.
_OF_ANY = ("/Metadata", "/PieceInfo", "/LastModified", "/AF")
# Of the document: attachments, scripts, and what runs when it is opened.
_OF_ROOT = ("/OpenAction", "/AA", "/Perms", "/Collection")
_OF_NAMES = ("/EmbeddedFiles", "/JavaScript")
# Notes of people carry a name and a day; of a field of a form /T is its name, which stays.
_OF_NOTES = ("/T", "/M", "/CreationDate", "/NM", "/RC")
_NO_NOTES = ("/Widget", "/Link")
_ACTS = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")
# What a plan never needs and a virus does: a script, a program to start, a file inside the file.
_CARRIES = ("/JavaScript", "/Launch", "/ImportData")
_MAY_CARRY = re.compile(rb"/(?:JavaScript|JS|Launch|ImportData|EmbeddedFile|EF)\b")
_MOST_DEEP = 50


class Locked(ValueError):  # noqa: N818  (an answer, not a fault)
    """The file opens only with a password."""


class Loaded(ValueError):  # noqa: N818  (an answer, not a fault)
    """The file carries a script, starts a program or holds another file."""


def clean_pdf(data: bytes) -> tuple[bytes, str]:
    """The same pages, without metadata. Earlier states of the file are not carried along. Raises
    Damaged, Locked, Loaded.

    No text: a PDF tells where letters stand, not which words follow each other.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not len(pdf.pages):
                raise Damaged
            if _is_loaded(pdf):
                raise Loaded
            return _cleaned(pdf), ""
    except pikepdf.PasswordError as error:
        raise Locked from error
    except pikepdf.PdfError as error:
        raise Damaged from error


def _is_loaded(pdf: pikepdf.Pdf) -> bool:
    """Whether it carries what a plan never needs. Words in the text that sound like it are none."""
    return any(_carries(one) for one in pdf.objects if _MAY_CARRY.search(_written(one)))


def _written(one: pikepdf.Object) -> bytes:
    """How an object stands in the file; of a stream its dictionary."""
    if isinstance(one, pikepdf.Stream):
        return pikepdf.Dictionary(one.stream_dict).unparse(resolved=True)
    return one.unparse(resolved=True)


def _carries(one: pikepdf.Object, deep: int = 0) -> bool:
    """Of this object and what stands in it; what it points to is an object of its own."""
    if deep > _MOST_DEEP:
        raise Damaged
    if isinstance(one, pikepdf.Array):
        below = list(one)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        if (
            "/JS" in one
            or "/EF" in one
            or str(one.get("/S")) in _CARRIES
            or str(one.get("/Type")) == "/EmbeddedFile"
        ):
            return True
        below = [value for _key, value in one.items()]
    else:
        return False
    return any(
        _carries(value, deep + 1)
        for value in below
        if isinstance(value, pikepdf.Object) and not value.is_indirect
    )


def _cleaned(pdf: pikepdf.Pdf) -> bytes:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    _take(pdf.Root, _OF_ROOT)
    if isinstance(names := pdf.Root.get("/Names"), pikepdf.Dictionary):
        _take(names, _OF_NAMES)
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream):
            _take(one, _OF_ANY)
            _clean_photo(one)
        elif isinstance(one, pikepdf.Dictionary):
            _clean_dictionary(one)
    for page in pdf.pages:
        # Notes that stand in the page itself are no objects of their own.
        notes = page.obj.get("/Annots")
        for note in notes if isinstance(notes, pikepdf.Array) else ():
            if isinstance(note, pikepdf.Dictionary):
                _clean_dictionary(note)
    made = io.BytesIO()
    pdf.save(made, encryption=False, deterministic_id=True)
    return made.getvalue()


def _clean_dictionary(one: pikepdf.Dictionary) -> None:
    _take(one, _OF_ANY)
    _take(one, ("/AA",))
    subtype = one.get("/Subtype")
    if isinstance(subtype, Name) and "/Rect" in one and str(subtype) not in _NO_NOTES:
        _take(one, _OF_NOTES)
        _take(one, ("/FS",))
    action = one.get("/A")
    if isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in _ACTS:
        del one["/A"]


def _take(one: pikepdf.Object, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in one:
            del one[key]


def _clean_photo(stream: pikepdf.Stream) -> None:
    """The photos of phones keep place and day inside the PDF, too."""
    filters = stream.get("/Filter")
    if isinstance(filters, pikepdf.Array) and len(filters) == 1:
        filters = filters[0]
    if not isinstance(filters, Name) or filters != Name.DCTDecode:
        return
    clean = clean_within(stream.read_raw_bytes(), keep_turn=False)
    settings = stream.get("/DecodeParms")
    stream.write(clean, filter=Name.DCTDecode, decode_parms=settings)
