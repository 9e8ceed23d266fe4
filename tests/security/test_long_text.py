"""No text, however it is made, keeps the server busy."""

import time

import pytest

from reports.cleaning import clean


@pytest.mark.parametrize(
    "piece", ["<!--", "<!--[if ", "[bookmark:", "[image", "/* Style Definitions "]
)
def test_a_text_full_of_openings_is_cleaned_in_no_time(piece):
    started = time.process_time()
    clean(piece * (300_000 // len(piece)))
    assert time.process_time() - started < 2


def test_comments_go_and_what_has_no_end_stays():
    text = "một <!-- a --> hai <!--[if gte mso 9]> x --> y <![endif]--> ba <!-- bốn"
    assert clean(text).text == "một hai ba <!-- bốn"
