"""The bulletin of a month as a document for the ink: literal Vietnamese, only what is known. Pure."""

from collections.abc import Sequence

from reports.facts.bulletin import Digest
from reports.rendering.document import BulletinDocument, Figure, NewsDocument, Table
from reports.wording.vietnamese import bind, day_in_news, number, upper_first

TITLE = "Bản tin sinh hoạt chuyên môn"
_NO_HEADS = "–"


def title_of(owner: str, period: str) -> str:
    """The title of the row: "Bản tin tháng 11/2026 – Cụm 1"."""
    return f"Bản tin {period} – {owner}"[:200]


def bulletin_document(
    digest: Digest,
    *,
    owner: str,
    articles: Sequence[NewsDocument],
    late: Sequence[NewsDocument],
) -> BulletinDocument:
    """The document of a month. The same digest and articles give the same document."""
    return BulletinDocument(
        title=TITLE,
        period=upper_first(digest.period.label),
        publisher=bind(owner),
        intro=bind(_intro(digest, owner)),
        figures=tuple(_figures(digest)),
        tables=tuple(_tables(digest)),
        articles=tuple(articles),
        late_articles=tuple(late),
        metadata_date=digest.ends_before.isoformat(),
    )


def _intro(digest: Digest, owner: str) -> str:
    month = digest.period.label
    if not digest.held:
        return f"Các bản tin của {owner} trong {month}."
    sessions = f"{digest.held} hoạt động chuyên môn"
    taught = f" với {digest.taught} tiết dạy" if digest.taught else ""
    return f"Trong {month}, {owner} đã tổ chức {sessions}{taught}."


def _figures(digest: Digest) -> list[Figure]:
    figures = []
    if digest.planned:
        figures.append(
            Figure(
                "Hoạt động đã tổ chức",
                f"{digest.held} / {digest.planned}",
                "trên số hoạt động đã lên lịch",
            )
        )
    if digest.taking_part:
        figures.append(Figure("Trường tham gia", number(digest.taking_part)))
    if digest.people is not None:
        figures.append(
            Figure(
                "Lượt người dự", number(digest.people), "cộng các hoạt động có số liệu"
            )
        )
    if digest.taught:
        figures.append(Figure("Tiết dạy", number(digest.taught)))
    if digest.news:
        late = len(digest.late)
        note = f"trong đó {late} bản tin bổ sung" if late else ""
        figures.append(Figure("Bản tin", number(digest.news), note))
    return figures


def _tables(digest: Digest) -> list[Table]:
    tables = []
    if digest.sessions:
        tables.append(
            Table(
                title="Các hoạt động trong tháng, tính theo buổi cuối",
                columns=("Ngày", "Nội dung", "Nơi tổ chức", "Tiết dạy", "Người dự"),
                aligns=("left", "left", "left", "right", "right"),
                rows=tuple(
                    (
                        row.when,
                        row.title if row.held else f"{row.title} (chưa tổ chức)",
                        row.hosts,
                        str(row.lessons) if row.lessons else _NO_HEADS,
                        _NO_HEADS if row.people is None else number(row.people),
                    )
                    for row in digest.sessions
                ),
            )
        )
    active = [row for row in digest.schools if row.sessions or row.lessons or row.news]
    if active:
        tables.append(
            Table(
                title="Theo trường",
                columns=("Trường", "Lần tham gia", "Lần đăng cai", "Tiết dạy"),
                aligns=("left", "right", "right", "right"),
                rows=tuple(
                    (row.name, str(row.sessions), str(row.hosted), str(row.lessons))
                    for row in digest.schools
                ),
            )
        )
    if digest.corrections:
        tables.append(
            Table(
                title="Đính chính: các bản tin đã gỡ sau khi in",
                columns=("Bản tin", "Đã in trong số", "Ngày gỡ"),
                aligns=("left", "left", "left"),
                rows=tuple(
                    (
                        row.title,
                        upper_first(row.printed_in),
                        day_in_news(row.withdrawn_on).removeprefix("ngày ")
                        or _NO_HEADS,
                    )
                    for row in digest.corrections
                ),
            )
        )
    return tables
