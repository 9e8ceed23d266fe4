"""The sets of criteria that every installation starts with. A change of wording is a new version."""

# Of the letter of the ministry, in own short words: what to look for, not what to mark.
LETTER_5555 = (
    "Công văn 5555/BGDĐT-GDTrH ngày 08/10/2014 của Bộ GD&ĐT (phần phân tích bài học)"
)

# Code, version, title, source, levels, and the groups with their criteria.
SETS = [
    (
        "cv-5555",
        1,
        "Phân tích bài học theo Công văn 5555",
        LETTER_5555,
        "thcs thpt gdtx",
        [
            (
                "Kế hoạch và tài liệu dạy học",
                [
                    "Các hoạt động học có phù hợp mục tiêu, nội dung và phương pháp không?",
                    "Mục tiêu, nội dung, cách làm và sản phẩm của từng nhiệm vụ có rõ không?",
                    "Thiết bị và học liệu có giúp học sinh hoạt động học không?",
                    "Cách kiểm tra, đánh giá trong từng hoạt động có hợp lí không?",
                ],
            ),
            (
                "Tổ chức hoạt động học cho học sinh",
                [
                    "Cách giao nhiệm vụ có sinh động, lôi cuốn học sinh không?",
                    "Khó khăn của học sinh có được theo dõi và phát hiện kịp thời không?",
                    "Học sinh được hỗ trợ, khuyến khích giúp nhau như thế nào?",
                    "Kết quả và thảo luận của học sinh được tổng hợp, phân tích ra sao?",
                ],
            ),
            (
                "Hoạt động của học sinh",
                [
                    "Tất cả học sinh có hiểu và sẵn sàng nhận nhiệm vụ không?",
                    "Học sinh chủ động, sáng tạo, hợp tác đến đâu khi thực hiện?",
                    "Học sinh tham gia trình bày, trao đổi, thảo luận như thế nào?",
                    "Kết quả học sinh làm ra có đúng và phù hợp không?",
                ],
            ),
        ],
    ),
    (
        "quan-sat-viec-hoc",
        1,
        "Quan sát việc học của học sinh",
        "",
        "",
        [
            (
                "Nhìn vào học sinh",
                [
                    "Em nào bắt đầu được ngay, em nào còn chờ, vì sao?",
                    "Các em nói gì, làm gì với nhau khi thực hiện nhiệm vụ?",
                    "Chỗ nào các em vướng, các em vượt qua bằng cách nào?",
                    "Điều gì cho thấy các em đã hiểu hoặc chưa hiểu?",
                ],
            ),
        ],
    ),
]
