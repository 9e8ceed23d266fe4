"""The general education programme of 2018 as plain data (Thông tư 32/2018, changed by 13/2022).

Names are spelled as the programme spells them (Vật lí, Mĩ thuật); aliases hold what people write.
"""

# code, name, short name
LEVELS = [
    ("mn", "Mầm non", "MN"),
    ("th", "Tiểu học", "TH"),
    ("thcs", "Trung học cơ sở", "THCS"),
    ("thpt", "Trung học phổ thông", "THPT"),
    ("gdtx", "Giáo dục thường xuyên", "GDTX"),
]

# level, number, name
GRADES = [
    ("mn", None, "Nhà trẻ"),
    ("mn", None, "Mẫu giáo 3-4 tuổi"),
    ("mn", None, "Mẫu giáo 4-5 tuổi"),
    ("mn", None, "Mẫu giáo 5-6 tuổi"),
    *(("th", number, f"Lớp {number}") for number in range(1, 6)),
    *(("thcs", number, f"Lớp {number}") for number in range(6, 10)),
    *(("thpt", number, f"Lớp {number}") for number in range(10, 13)),
]

# code, name, short form ("" if people use none), levels, other ways people write it
SUBJECTS = [
    ("ngu-van", "Ngữ văn", "", "thcs thpt gdtx", ["Văn", "Văn học"]),
    (
        "tieng-viet",
        "Tiếng Việt",
        "TV",
        "th",
        [
            "Tiếng Việt CGD",
            "Tập đọc",
            "Tập làm văn",
            "TLV",
            "Luyện từ và câu",
            "Chính tả",
        ],
    ),
    ("toan", "Toán", "", "th thcs thpt gdtx", ["Toán học", "Đại số", "Hình học"]),
    (
        "tieng-anh",
        "Tiếng Anh",
        "TA",
        "th thcs thpt gdtx",
        ["Anh", "Anh văn", "Ngoại ngữ", "Ngoại ngữ 1", "NN1", "T. Anh"],
    ),
    ("ngoai-ngu-2", "Ngoại ngữ 2", "", "thcs thpt", ["NN2"]),
    (
        "tieng-dan-toc",
        "Tiếng dân tộc thiểu số",
        "Tiếng DTTS",
        "th thcs thpt",
        ["Tiếng dân tộc"],
    ),
    ("dao-duc", "Đạo đức", "", "th", []),
    (
        "tu-nhien-xa-hoi",
        "Tự nhiên và Xã hội",
        "TN&XH",
        "th",
        ["Tự nhiên xã hội", "TNXH"],
    ),
    ("khoa-hoc", "Khoa học", "", "th", []),
    ("tin-hoc-cong-nghe", "Tin học và Công nghệ", "TH&CN", "th", ["Tin học Công nghệ"]),
    (
        "lich-su-dia-li",
        "Lịch sử và Địa lí",
        "LS&ĐL",
        "th thcs",
        [
            "Lịch sử và Địa lý",
            "Lịch sử - Địa lí",
            "Lịch sử - Địa lý",
            "Sử - Địa",
            "Sử và Địa",
            "LSĐL",
        ],
    ),
    (
        "khoa-hoc-tu-nhien",
        "Khoa học tự nhiên",
        "KHTN",
        "thcs",
        ["Khoa học tự nhiên (KHTN)"],
    ),
    (
        "giao-duc-cong-dan",
        "Giáo dục công dân",
        "GDCD",
        "thcs",
        ["Công dân", "GD công dân"],
    ),
    (
        "kinh-te-phap-luat",
        "Giáo dục kinh tế và pháp luật",
        "GDKT&PL",
        "thpt gdtx",
        ["Kinh tế và pháp luật", "KTPL", "GDKTPL"],
    ),
    ("lich-su", "Lịch sử", "", "thpt gdtx", ["Sử", "LS"]),
    ("dia-li", "Địa lí", "", "thpt gdtx", ["Địa", "Địa lý", "ĐL"]),
    ("vat-li", "Vật lí", "", "thpt gdtx", ["Lí", "Lý", "Vật lý"]),
    ("hoa-hoc", "Hóa học", "", "thpt gdtx", ["Hóa", "Hoá"]),
    ("sinh-hoc", "Sinh học", "", "thpt gdtx", ["Sinh"]),
    (
        "cong-nghe",
        "Công nghệ",
        "CN",
        "th thcs thpt gdtx",
        ["Kĩ thuật", "Kỹ thuật", "KTCN", "KTNN"],
    ),
    ("tin-hoc", "Tin học", "", "th thcs thpt gdtx", ["Tin"]),
    (
        "giao-duc-the-chat",
        "Giáo dục thể chất",
        "GDTC",
        "th thcs thpt",
        ["Thể dục", "TD", "Thể chất", "GD thể chất"],
    ),
    (
        "quoc-phong-an-ninh",
        "Giáo dục quốc phòng và an ninh",
        "GDQP&AN",
        "thpt",
        ["Quốc phòng", "GDQP", "GDQP-AN", "GDQPAN", "QPAN"],
    ),
    ("nghe-thuat", "Nghệ thuật", "", "th thcs", []),
    ("am-nhac", "Âm nhạc", "ÂN", "mn th thcs thpt", ["Nhạc", "Hát"]),
    ("mi-thuat", "Mĩ thuật", "MT", "th thcs thpt", ["Mỹ thuật", "Họa", "Hoạ", "Vẽ"]),
    ("trai-nghiem", "Hoạt động trải nghiệm", "HĐTN", "th", ["Trải nghiệm"]),
    (
        "trai-nghiem-huong-nghiep",
        "Hoạt động trải nghiệm, hướng nghiệp",
        "HĐTNHN",
        "thcs thpt gdtx",
        ["HĐTN, HN", "HĐTN-HN", "Trải nghiệm hướng nghiệp", "Hướng nghiệp"],
    ),
    (
        "giao-duc-dia-phuong",
        "Nội dung giáo dục địa phương",
        "GDĐP",
        "thcs thpt gdtx",
        ["Giáo dục địa phương", "GD địa phương", "Địa phương"],
    ),
    # Kindergartens have activities, not subjects.
    ("lam-quen-van-hoc", "Làm quen văn học", "LQVH", "mn", ["Làm quen với văn học"]),
    ("lam-quen-chu-cai", "Làm quen chữ cái", "LQCC", "mn", ["Làm quen với chữ cái"]),
    ("lam-quen-toan", "Làm quen với toán", "LQVT", "mn", ["Làm quen toán"]),
    ("kham-pha-khoa-hoc", "Khám phá khoa học", "KPKH", "mn", ["Khám phá"]),
    ("tao-hinh", "Tạo hình", "", "mn", []),
    (
        "phat-trien-the-chat",
        "Phát triển thể chất",
        "PTTC",
        "mn",
        ["Phát triển vận động", "Thể dục kĩ năng"],
    ),
    (
        "phat-trien-tinh-cam",
        "Phát triển tình cảm và kĩ năng xã hội",
        "PTTCKNXH",
        "mn",
        ["Kĩ năng sống"],
    ),
]

# The law gives a school year nine months; ours runs to the eve of the next, so that a training
# session on a day in summer is in exactly one year. People can choose the other year by hand.
FIRST_SCHOOL_YEAR, LAST_SCHOOL_YEAR = 2015, 2035
YEAR_STARTS, YEAR_ENDS = (8, 1), (7, 31)
