"""How the plans of the lessons were agreed, and what people talked about over them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from reports.facts.shapes import NewsFacts, PlanFacts
from reports.wording.lessons import lesson_name
from reports.wording.made import Made
from reports.wording.vietnamese import count_word, join_and, schools, sentence

# So many schools are named; of more their number is told.
_MOST_NAMED = 4

# What of a plan was commented on, then the moments of learning (CV 5512/BGDĐT-GDTrH, phụ lục IV, mục d).
_ASPECTS = {
    "goals": "mục tiêu của bài dạy",
    "knowledge": "hệ thống kiến thức",
    "competence": "mức độ phát triển năng lực của học sinh",
    "qualities": "việc hình thành phẩm chất",
    "materials": "thiết bị dạy học và học liệu",
    "course": "tiến trình dạy học",
}
_MOMENTS = {
    "task": "việc giao nhiệm vụ học tập cho học sinh",
    "work": "việc theo dõi, hỗ trợ học sinh thực hiện nhiệm vụ",
    "report": "việc tổ chức cho học sinh báo cáo, thảo luận",
    "conclude": "việc kết luận, nhận định",
}


def agreed(facts: NewsFacts) -> Iterator[Made]:
    """Of each agreed plan how much colleagues said of it; nothing of a plan that nobody commented on."""
    for plan in facts.plans:
        if plan.comments:
            lessons = [lesson_name(facts.lessons[at]) for at in plan.lessons]
            yield Made(
                f"plan:{plan.key}",
                {"type": "paragraph", "text": _agreed(plan, lessons)},
                (plan, lessons),
            )


def _agreed(plan: PlanFacts, lessons: list[str]) -> str:
    by = ""
    if len(plan.schools) > _MOST_NAMED:
        by = f" của giáo viên {count_word(len(plan.schools))} trường"
    elif plan.schools:
        by = f" của giáo viên {schools(plan.schools)}"
    text = (
        f"Kế hoạch bài dạy của {join_and(lessons)} được thống nhất sau "
        f"{count_word(plan.comments)} ý kiến góp ý{by}"
    )
    if plan.adopted == plan.comments:
        text += (
            "; ý kiến ấy được tiếp thu"
            if plan.comments == 1
            else "; tất cả được tiếp thu"
        )
    elif plan.adopted:
        text += f"; {count_word(plan.adopted)} ý kiến được tiếp thu"
    return sentence(text)


def talked_about(facts: NewsFacts) -> Iterator[Made]:
    """What the talk over the lessons was about, from what of the plans was commented on and which moments
    were noted; nothing where somebody typed what was discussed. That a lesson study ranks no lesson is a
    rule of it (CV 5555/BGDĐT-GDTrH).
    """
    words = [_ASPECTS[one] for one in facts.aspects]
    words += [_MOMENTS[one] for one in facts.moments]
    typed = any(item.kind == "subject" for item in facts.items)
    if not words or typed or not facts.held:
        return
    lead = (
        "Việc trao đổi không xếp loại giờ dạy mà tập trung vào"
        if facts.kind == "lesson_study"
        else "Việc trao đổi tập trung vào"
    )
    used = (facts.aspects, facts.moments, facts.kind)
    if len(words) == 1:
        text = sentence(f"{lead} {words[0]}")
        yield Made("talk", {"type": "paragraph", "text": text}, used)
        return
    yield Made("talk.heading", {"type": "paragraph", "text": f"{lead}:"}, (lead,))
    lines = [sentence(one) for one in words]
    yield Made("talk", {"type": "list", "items": lines}, used)
