"""Reading a downloaded Word file back as words."""

import io

import docx


def word_words(file: bytes) -> str:
    """The text of a Word file in one line: paragraphs and table cells."""
    document = docx.Document(io.BytesIO(file))
    cells = [
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    ]
    return " ".join(
        " ".join([*(one.text for one in document.paragraphs), *cells]).split()
    )
