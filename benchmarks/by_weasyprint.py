"""The news report by WeasyPrint: `python -m benchmarks.by_weasyprint` prints seconds and bytes.

A program of its own, because the project does not need WeasyPrint and most machines lack it.
"""

from weasyprint import HTML

from benchmarks import papers
from benchmarks.measuring import measured
from reports.rendering.document import NewsDocument


def weasyprint(report: NewsDocument) -> bytes:
    return HTML(string=papers.page(report)).write_pdf()


if __name__ == "__main__":
    print(*measured(papers.document, weasyprint))
    papers.close()
