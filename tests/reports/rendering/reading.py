"""Reading a made PDF back, as a screen reader or a search engine would."""

import io
import unicodedata
from collections.abc import Iterator

import pikepdf
import pypdf


def pages(pdf: bytes) -> list[str]:
    """The text of each page, lines as set."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def folded(text: str) -> str:
    """White space folded, break opportunities inside long words taken out."""
    return " ".join(text.replace("\u200b", "").split())


def text(pdf: bytes) -> str:
    """All words of the paper in one line, and nothing that is not NFC."""
    words = folded("\n".join(pages(pdf)))
    assert unicodedata.is_normalized("NFC", words)
    return words


def structure(pdf: bytes) -> Iterator[tuple[str, dict[str, object]]]:
    """Every element of the structure tree: its tag and its own properties."""

    def walk(node: object) -> Iterator[tuple[str, dict[str, object]]]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            attributes = node.get("/A", [])
            attributes = (
                [attributes]
                if isinstance(attributes, pikepdf.Dictionary)
                else list(attributes)
            )
            scope = next((str(a.Scope) for a in attributes if "/Scope" in a), None)
            yield (
                str(node.S),
                {"alt": str(node.Alt) if "/Alt" in node else None, "scope": scope},
            )
            if "/K" in node and not isinstance(node.K, int):
                yield from walk(node.K)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        yield from walk(opened.Root.StructTreeRoot.K)
