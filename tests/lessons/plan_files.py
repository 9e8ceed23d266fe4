"""Small real files of each kind that is accepted, and the same full of what must not be handed on."""

import io
import zipfile

import docx
import pikepdf
from PIL import Image, PngImagePlugin

from lessons.cleaning.portable import clean_pdf

# What stands in the files and in no clean copy.
SECRETS = ("Lò Thị Bí Mật", "Bi Mat Corp", "C:\\Users\\bimat", "bimat-may-tinh")
NAME, HOUSE, PATH, MACHINE = SECRETS


def pdf(title: str = "") -> bytes:
    """One blank page."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    if title:
        made.docinfo["/Title"] = title
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


def speaking_jpeg(turned: int = 6) -> bytes:
    """A photo lying on its side, with a name, a place and a comment in it."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x013B] = MACHINE
    exif[0x8298] = HOUSE
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(
        out, "JPEG", exif=exif, comment=MACHINE.encode()
    )
    return out.getvalue() + b"after the end " + MACHINE.encode()


def speaking_png() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", MACHINE)
    text.add_itxt("XML:com.adobe.xmp", HOUSE)
    out = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 90, 90, 128)).save(out, "PNG", pnginfo=text)
    return out.getvalue()


def word(*lines: str) -> bytes:
    """A Word file of these lines as python-docx writes it."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def changed(data: bytes, parts: dict[str, bytes | str]) -> bytes:
    """The archive with these parts put in or written over."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def speaking_word() -> bytes:
    """A Word file that names its author in every place where Word writes one."""
    document = docx.Document()
    about = document.core_properties
    about.author = about.last_modified_by = NAME
    about.comments = HOUSE
    document.add_paragraph("Hoạt động 1: Mở đầu")
    document.add_picture(io.BytesIO(speaking_jpeg()))
    document.part.relate_to(f"file:///{PATH}\\mau.docx", f"{_REL}/hyperlink", True)
    paragraph = document.add_paragraph("Nhiệm vụ ")
    for tag, inside in (("ins", "w:t"), ("del", "w:delText")):
        words = "mới" if tag == "ins" else "cũ"
        paragraph._p.append(
            docx.oxml.parse_xml(
                f'<w:{tag} {W} w:id="1" w:author="{NAME}" w:date="2026-01-01T00:00:00Z">'
                f'<w:r w:rsidR="00ABCDEF"><{inside}>{words}</{inside}></w:r></w:{tag}>'
            )
        )
    comment = document.add_comment(
        paragraph.runs, "Xem lại", author=NAME, initials="BM"
    )
    assert comment.author == NAME
    out = io.BytesIO()
    document.save(out)
    return changed(
        out.getvalue(),
        {
            "docProps/custom.xml": f"<Properties><p>{HOUSE}</p></Properties>",
            "docProps/app.xml": f"<Properties><Company>{HOUSE}</Company><Manager>{NAME}</Manager></Properties>",
            "docProps/thumbnail.jpeg": speaking_jpeg(),
            "customXml/item1.xml": f"<x>{HOUSE}</x>",
            "word/people.xml": f'<w:people {W}><w:person w:author="{NAME}"/></w:people>',
        },
    )


def speaking_deck() -> bytes:
    """A presentation of two slides, shown in the other order than they are numbered."""
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/docProps/core.xml" ContentType="x/x"/></Types>',
        )
        archive.writestr("docProps/core.xml", f"<core>{NAME}</core>")
        archive.writestr(
            "ppt/presentation.xml",
            f'<p:presentation xmlns:p="{p}" xmlns:r="{_REL}"><p:sldIdLst>'
            '<p:sldId id="1" r:id="rId2"/><p:sldId id="2" r:id="rId1"/></p:sldIdLst></p:presentation>',
        )
        archive.writestr(
            "ppt/_rels/presentation.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="x" Target="slides/slide1.xml"/>'
            '<Relationship Id="rId2" Type="x" Target="/ppt/slides/slide2.xml"/></Relationships>',
        )
        for number, words in ((1, "Luyện tập"), (2, "Mở đầu")):
            archive.writestr(
                f"ppt/slides/slide{number}.xml",
                f'<p:sld xmlns:p="{p}" xmlns:a="{a}"><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:sld>',
            )
        archive.writestr(
            "ppt/commentAuthors.xml",
            f'<p:cmAuthorLst xmlns:p="{p}"><p:cmAuthor id="0" name="{NAME}" initials="BM"/></p:cmAuthorLst>',
        )
        archive.writestr(
            "ppt/changesInfos/changesInfo1.xml", f'<x name="{NAME}">{HOUSE}</x>'
        )
    return out.getvalue()


def speaking_pdf() -> bytes:
    """A PDF with a name in its properties, a note and a photo."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    made.docinfo["/Author"] = NAME
    made.docinfo["/Producer"] = HOUSE
    made.Root.Metadata = made.make_stream(f"<x>{NAME} {HOUSE}</x>".encode())
    made.Root.PieceInfo = pikepdf.Dictionary(X=pikepdf.String(MACHINE))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=[0, 0, 9, 9],
        T=pikepdf.String(NAME),
        Contents=pikepdf.String("Xem"),
    )
    page.obj.Annots = pikepdf.Array([note])
    photo = made.make_stream(speaking_jpeg())
    photo.Type, photo.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    photo.Width, photo.Height, photo.BitsPerComponent = 40, 20, 8
    photo.ColorSpace, photo.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photo))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _script() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def loaded_pdf(how: str) -> bytes:
    """A PDF that carries what a plan never needs, in one of the places where it can stand."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    if how == "at opening":
        made.Root.OpenAction = _script()
    elif how == "by name":
        tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), _script()]))
        made.Root.Names = pikepdf.Dictionary(JavaScript=tree)
    elif how == "at a page":
        page.obj.AA = pikepdf.Dictionary(O=_script())
    elif how == "a program":
        page.obj.Annots = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    Rect=[0, 0, 9, 9],
                    A=pikepdf.Dictionary(
                        S=pikepdf.Name.Launch, F=pikepdf.String("a.exe")
                    ),
                )
            ]
        )
    elif how == "a file":
        made.attachments["a.exe"] = b"MZ"
    elif how == "only words":
        made.Root.Lang = pikepdf.String("https://a/JS and (/JavaScript)")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(user="1234", owner="5678"))
    return out.getvalue()


# Nothing is to be taken out of it: what others are given is the same.
PDF_BYTES = clean_pdf(pdf())[0]
DOCX_BYTES = word("Áp suất chất lỏng", "Hoạt động 1")
PPTX_BYTES = speaking_deck()
JPEG_BYTES = speaking_jpeg()
PNG_BYTES = speaking_png()
