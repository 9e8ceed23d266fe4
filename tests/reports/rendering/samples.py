"""Hand-made documents in the manner of real reports, and drawn photos."""

import io
import math
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from reports.rendering.document import (
    Author,
    Bases,
    BulletinDocument,
    BulletList,
    Figure,
    Heading,
    LessonRow,
    Lessons,
    NewsDocument,
    Paragraph,
    People,
    PeopleGroup,
    PhotoItem,
    Photos,
    Table,
)

SHAPES = {
    "landscape": (1000, 750),
    "wide": (1000, 563),
    "portrait": (750, 1000),
    "tall": (563, 1000),
    "square": (900, 900),
    "panorama": (1000, 300),
}


@cache
def drawn(width: int, height: int, seed: int = 1, **save: object) -> bytes:
    """A JPEG of hills under a sky, different for each seed, with a little grain."""
    image = Image.effect_noise((width, height), 14).convert("L")
    hue = (seed * 47) % 255
    sky = Image.merge(
        "HSV",
        (
            Image.new("L", image.size, (120 + hue // 4) % 255),
            Image.new("L", image.size, 40),
            image.point(lambda v: min(255, v + 95)),
        ),
    ).convert("RGB")
    draw = ImageDraw.Draw(sky)
    for layer, colour in enumerate(((148, 178, 146), (74, 117, 78), (40, 71, 68))):
        top = height * (0.42 + 0.17 * layer)
        points = [
            (
                x,
                top
                + height
                * 0.09
                * math.sin(x / width * (4 + seed % 3 + layer * 2) + seed * 1.7 + layer),
            )
            for x in range(0, width + 20, 20)
        ]
        draw.polygon([(0, height), *points, (width, height)], fill=colour)
    draw.ellipse(
        (width * 0.7, height * 0.12, width * 0.7 + height * 0.13, height * 0.25),
        fill=(227, 163, 37),
    )
    grain = Image.effect_noise((width, height), 40).convert("RGB")
    made = io.BytesIO()
    Image.blend(sky, grain, 0.12).save(made, "JPEG", quality=80, **save)
    return made.getvalue()


def photo_files(
    folder: Path, shapes: list[str]
) -> tuple[tuple[PhotoItem, ...], dict[str, str]]:
    """Photos of these shapes in `folder`, as items without captions and as files."""
    items, files = [], {}
    for number, shape in enumerate(shapes, start=1):
        width, height = SHAPES[shape]
        path = folder / f"anh-{number}.jpg"
        if not path.exists():
            path.write_bytes(drawn(width, height, seed=number))
        key = f"k{number}"
        files[key] = str(path)
        items.append(PhotoItem(key=key, width=width, height=height))
    return tuple(items), files


def lesson_study(photos: tuple[PhotoItem, ...] = ()) -> NewsDocument:
    """Four schools, four lessons, three bases."""
    return NewsDocument(
        kicker="Bản tin sinh hoạt chuyên môn",
        title="Cụm chuyên môn số 1 sinh hoạt theo hướng nghiên cứu bài học tại trường PTDTBT THCS Ma Thì Hồ",
        lead="Ngày 07/12/2023, bốn trường của cụm cùng dự bốn tiết dạy minh họa và rút kinh nghiệm về việc học của học sinh.",
        publisher="Cụm chuyên môn số 1",
        issued_on="2023-12-08",
        metadata_date="2023-12-08",
        running="Cụm chuyên môn số 1 · Sinh hoạt chuyên môn lần 2",
        blocks=(
            Heading("Căn cứ"),
            Bases(
                (
                    "Công văn số 1000/KH-PGDĐT ngày 07/9/2023 của Phòng Giáo dục và Đào tạo về nhiệm vụ giáo dục cấp THCS năm học 2023-2024;",
                    "Kế hoạch số 23/KH-DTBTNS ngày 29/9/2023 của trường PTDTBT THCS Na Sang về chuyên đề cụm trường năm học 2023-2024;",
                    "Kế hoạch số 68/KH-THCSMTH ngày 27/11/2023 của trường PTDTBT THCS Ma Thì Hồ về sinh hoạt chuyên môn cụm 1 (lần 2).",
                )
            ),
            Heading("Thời gian, địa điểm, thành phần"),
            Paragraph(
                "Ngày 07/12/2023, Cụm chuyên môn số 1 tổ chức sinh hoạt chuyên môn qua nghiên cứu bài học tại trường PTDTBT THCS Ma Thì Hồ. Các trường dự gồm PTDTBT THCS Mườn Mươn, PTDTBT THCS Na Sang, PTDTBT THCS Ma Thì Hồ và PTDTBT THCS Huổi Mí."
            ),
            People(
                (
                    PeopleGroup(
                        "Trường PTDTBT THCS Ma Thì Hồ",
                        (
                            "Ban Giám hiệu",
                            "các đồng chí tổ trưởng, nhóm trưởng chuyên môn",
                            "giáo viên dạy Ngữ văn 7, Lý 7, HĐTNHN 7 và GDTC 8",
                        ),
                    ),
                    PeopleGroup(
                        "Trường PTDTBT THCS Na Sang", ("Ban Giám hiệu và 9 giáo viên",)
                    ),
                    PeopleGroup(
                        "Trường PTDTBT THCS Mườn Mươn",
                        ("đồng chí Phó Hiệu trưởng và 7 giáo viên",),
                    ),
                    PeopleGroup("Trường PTDTBT THCS Huổi Mí", ()),
                )
            ),
            Heading("Các tiết dạy minh họa"),
            Lessons(
                (
                    LessonRow(
                        "1",
                        "Ngữ văn",
                        "7A1",
                        "Thực hành tiếng Việt: dấu chấm lửng và biện pháp liên kết",
                        "Lò Thị Hương Giang",
                        "PTDTBT THCS Ma Thì Hồ",
                    ),
                    LessonRow(
                        "2",
                        "KHTN (Lý)",
                        "7A2",
                        "Sự phản xạ ánh sáng",
                        "Giàng A Sình",
                        "PTDTBT THCS Na Sang",
                    ),
                    LessonRow(
                        "3",
                        "HĐTNHN",
                        "7A1",
                        "Nghề truyền thống quê em",
                        "Quàng Văn Thương, Nguyễn Thị Minh Nguyệt",
                        "PTDTBT THCS Mườn Mươn",
                    ),
                    LessonRow(
                        "4", "GDTC", "8A", "", "Vừ Mí Sáu", "PTDTBT THCS Huổi Mí"
                    ),
                )
            ),
            Heading("Nội dung trao đổi"),
            Paragraph(
                "Trước buổi dạy, các trường xây dựng kế hoạch bài dạy theo Công văn 5512/BGDĐT-GDTrH, gửi bản thảo cho nhau qua nhóm Zalo và thống nhất nội dung. Sau các tiết dạy, các tổ nhóm chuyên môn phân tích việc học của học sinh qua từng nhiệm vụ: nhận nhiệm vụ, thực hiện, báo cáo và thảo luận."
            ),
            Paragraph("Các trường nêu ba khó khăn cần tháo gỡ:"),
            BulletList(
                (
                    "Thiết bị thí nghiệm của môn Khoa học tự nhiên còn thiếu ở hai điểm trường;",
                    "Một số em còn ngại nói trước lớp, giáo viên cần giao việc theo cặp trước khi báo cáo;",
                    "Giáo viên dạy liên trường cần lịch sớm hơn một tuần.",
                )
            ),
            Paragraph(
                "Cụm thống nhất tổ chức lần 3 tại trường PTDTBT THCS Na Sang trong học kỳ II."
            ),
            *((Heading("Một số hình ảnh"), Photos(photos)) if photos else ()),
            Author(
                "Nguyễn Thị Hồng Nhung", "Trường PTDTBT THCS Ma Thì Hồ", "Người viết"
            ),
        ),
    )


LESSON_CAPTIONS = (
    "Tiết dạy KHTN của cô Trịnh Thị Thúy Thụy tại lớp 7A1",
    "Tiết dạy KHTN của cô Nguyễn Thị Dương tại lớp 6A5",
    "Tiết dạy môn Tin học của cô Cao Thị Thanh Huyền tại lớp 6A4",
    "Tiết dạy môn Ngữ văn của cô Đỗ Thị Thanh Hương tại lớp 6A5",
)


def bulletin(
    articles: tuple[NewsDocument, ...], late: tuple[NewsDocument, ...] = ()
) -> BulletinDocument:
    return BulletinDocument(
        title="Bản tin sinh hoạt chuyên môn",
        period="Tháng 12/2023",
        publisher="Cụm chuyên môn số 1",
        intro="Trong tháng, các trường của cụm tổ chức bốn buổi sinh hoạt chuyên môn với mười hai tiết dạy minh họa.",
        figures=(
            Figure("Buổi đã tổ chức", "4 / 5", "một buổi chuyển sang tháng 1/2024"),
            Figure("Tiết dạy minh họa", "12"),
            Figure("Trường tham gia", "4 / 4"),
            Figure("Lượt cán bộ, giáo viên dự", "186"),
            Figure("Kế hoạch bài dạy đã thống nhất", "11 / 12"),
            Figure("Biên bản đã xác nhận", "4"),
        ),
        tables=(
            Table(
                "Hoạt động của các trường",
                ("Trường", "Buổi dự", "Tiết dạy", "Lượt người dự"),
                ("left", "right", "right", "right"),
                (
                    ("PTDTBT THCS Ma Thì Hồ", "4", "4", "61"),
                    ("PTDTBT THCS Na Sang", "4", "3", "48"),
                    ("PTDTBT THCS Mườn Mươn", "4", "3", "42"),
                    ("PTDTBT THCS Huổi Mí", "3", "2", "35"),
                ),
            ),
        ),
        articles=articles,
        late_articles=late,
        metadata_date="2024-01-02",
    )
