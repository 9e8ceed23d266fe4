"""What site.js and desk.js promise, tried in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.face.guide import seen

pytestmark = pytest.mark.journey

PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff\xff\x7f\x00\t\xfb\x03\xfd\x05CE\xca"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


def kept(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).length")


def type_draft(page: Page, site: str) -> None:
    page.goto(f"{site}page/draft/")
    page.fill("[name=title]", "Áp suất chất lỏng")
    page.fill("[name=text]", "Học sinh dự đoán trước.")
    page.fill("[name=pw]", "bí mật")
    page.fill("[name=phone]", "0912345678")
    page.check("[name=tick]")
    page.select_option("[name=many]", ["a", "b"])
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu nháp trên máy")


def test_a_draft_comes_back_after_the_page_was_left(page: Page, site: str) -> None:
    type_draft(page, site)
    page.goto(f"{site}page/draft/")
    expect(page.locator("[name=title]")).to_have_value("Áp suất chất lỏng")
    expect(page.locator("[name=text]")).to_have_value("Học sinh dự đoán trước.")
    expect(page.locator("[name=tick]")).to_be_checked()
    expect(page.locator("[name=many]")).to_have_values(["a", "b"])
    expect(page.locator("[data-saved]")).to_contain_text("Đã lấy lại bản nháp")


def late(page: Page, script: str) -> list:
    """The script comes only when the list's first entry is called: on a bad line it comes seconds after
    the page."""
    held: list = []
    page.route(
        re.compile(rf"/{script}\.(\w+\.)?js"),
        lambda route: held.append(route.continue_),
    )
    return held


def test_what_was_typed_before_the_script_came_is_kept_too(
    page: Page, site: str
) -> None:
    held = late(page, "site")
    page.goto(f"{site}page/draft/", wait_until="commit")
    page.fill("[name=title]", "Áp suất chất lỏng")
    page.check("[name=tick]")
    page.select_option("[name=many]", ["a"])
    held[0]()
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu nháp trên máy")
    page.unroute_all()
    page.goto(f"{site}page/draft/")
    expect(page.locator("[name=title]")).to_have_value("Áp suất chất lỏng")
    expect(page.locator("[name=tick]")).to_be_checked()
    expect(page.locator("[name=many]")).to_have_values(["a"])


def test_a_page_that_nobody_touched_keeps_nothing(page: Page, site: str) -> None:
    page.goto(f"{site}page/draft/?text=Đã có")
    page.wait_for_timeout(700)
    assert kept(page) == 0


def test_passwords_and_fields_marked_private_are_never_kept(
    page: Page, site: str
) -> None:
    type_draft(page, site)
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert "Áp suất" in stored
    assert "bí mật" not in stored
    assert "0912345678" not in stored


def test_a_restored_draft_can_be_thrown_away(page: Page, site: str) -> None:
    type_draft(page, site)
    page.goto(f"{site}page/draft/")
    page.get_by_role("button", name="Bỏ bản nháp").click()
    expect(page.locator("[name=title]")).to_have_value("")
    page.wait_for_timeout(700)
    assert kept(page) == 0


def test_a_draft_never_overwrites_text_that_came_since(page: Page, site: str) -> None:
    type_draft(page, site)
    page.goto(f"{site}page/draft/?text=Người khác đã viết")
    expect(page.locator("[name=text]")).to_have_value("Người khác đã viết")
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.locator("[name=text]")).to_have_value("Học sinh dự đoán trước.")


def test_a_draft_is_offered_not_taken_when_the_server_shows_errors(
    page: Page, site: str
) -> None:
    type_draft(page, site)
    page.goto(f"{site}page/draft/?wrong=1")
    expect(page.locator("[name=title]")).to_have_value("")
    expect(page.locator("[data-saved]")).to_contain_text("còn bản nháp")


def test_the_servers_word_that_it_is_saved_clears_the_draft(
    page: Page, site: str
) -> None:
    type_draft(page, site)
    page.goto(f"{site}page/draft/?clear")
    expect(page.locator("[name=title]")).to_have_value("")
    assert kept(page) == 0


def test_saving_one_form_leaves_the_drafts_of_others(page: Page, site: str) -> None:
    type_draft(page, site)
    page.evaluate("localStorage.setItem('ct:7:guide-2', localStorage['ct:7:guide'])")
    page.goto(f"{site}page/draft/?clear")
    assert page.evaluate("Object.keys(localStorage)") == ["ct:7:guide-2"]


def test_the_last_keys_before_leaving_are_kept_too(page: Page, site: str) -> None:
    page.goto(f"{site}page/draft/")
    page.fill("[name=title]", "Chữ cuối")
    page.goto(f"{site}page/draft/")
    expect(page.locator("[name=title]")).to_have_value("Chữ cuối")


def test_signing_out_wipes_all_drafts_of_the_device(page: Page, site: str) -> None:
    type_draft(page, site)
    page.evaluate("localStorage.setItem('foreign', '1')")
    page.fill("[name=title]", "một chữ ngay trước khi ra")
    page.click("#out button")
    page.wait_for_url("**/echo/")
    assert page.evaluate("Object.keys(localStorage)") == ["foreign"]


def test_english_pages_speak_english(page: Page, site: str) -> None:
    page.goto(f"{site}page/english/")
    page.fill("[name=title]", "Pressure")
    expect(page.locator("[data-saved]")).to_contain_text("Draft kept on this device at")


def test_two_presses_are_one_request(page: Page, site: str) -> None:
    page.goto(f"{site}page/draft/")
    page.fill("[name=title]", "Một")
    page.evaluate(
        "() => { const b = document.querySelector('[name=go]'); b.click(); b.click(); }"
    )
    page.wait_for_url("**/echo/")
    assert len(seen.posts) == 1
    assert seen.posts[0]["data"]["go"] == ["1"]


def test_after_going_back_the_form_can_be_sent_again(page: Page, site: str) -> None:
    page.goto(f"{site}page/draft/")
    page.click("[name=go]")
    page.wait_for_url("**/echo/")
    page.go_back()
    page.click("[name=go]")
    page.wait_for_url("**/echo/")
    assert len(seen.posts) == 2


def test_without_a_network_nothing_is_sent_and_the_page_sends_it_when_it_is_back(
    page: Page, site: str
) -> None:
    page.goto(f"{site}page/draft/")
    page.context.set_offline(True)
    page.fill("[name=title]", "Trên núi")
    page.click("[name=go]")
    expect(page.locator("[data-saved]")).to_contain_text("Chưa có mạng")
    expect(page.locator("[data-saved]")).to_contain_text("Chữ đã gõ được giữ")
    # The draft that is kept a moment later does not wipe the warning.
    page.wait_for_timeout(600)
    assert kept(page) == 1
    page.fill("[name=title]", "Trên núi cao")
    page.wait_for_timeout(600)
    expect(page.locator("[data-saved].bad")).to_contain_text("Chưa có mạng")
    page.context.set_offline(False)
    page.wait_for_url("**/echo/")
    assert [one["data"]["title"] for one in seen.posts] == [["Trên núi cao"]]
    assert seen.posts[0]["data"]["go"] == ["1"]


def test_a_file_chosen_before_the_line_went_is_sent_when_it_is_back(
    page: Page, site: str
) -> None:
    page.goto(f"{site}page/plan/")
    page.set_input_files(
        "[name=file]",
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"},
    )
    expect(page.get_by_role("status").first).to_have_text("a.pdf: 1 KB")
    page.context.set_offline(True)
    page.click("[name=go]")
    expect(page.locator("[data-saved].bad")).to_contain_text("mất nếu đóng trang")
    page.context.set_offline(False)
    page.wait_for_url("**/echo/")
    assert seen.posts[0]["files"]["file"] == ("a.pdf", 8)


@pytest.mark.parametrize(
    ("name", "weight", "words"),
    [
        ("Bài.doc", 8, "Bài.doc: old"),
        ("Bài.xlsx", 8, "Bài.xlsx: wrong"),
        ("Bài.PDF", 0, "Bài.PDF: empty"),
        ("Bài.pdf", 2_100_000, "Bài.pdf: 2,1 MB is large"),
    ],
)
def test_what_cannot_be_taken_is_said_when_it_is_chosen(
    page: Page, site: str, name: str, weight: int, words: str
) -> None:
    page.goto(f"{site}page/plan/")
    file = {"name": name, "mimeType": "application/pdf", "buffer": b"x" * weight}
    page.set_input_files("[name=file]", file)
    expect(page.locator("p.wrong")).to_have_text(words)
    expect(page.locator("[name=file]")).to_have_value("")


def test_the_list_at_the_desk_finds_names_without_accents_and_counts(
    page: Page, site: str
) -> None:
    page.goto(f"{site}page/roster/")
    page.fill("[data-roster-find]", "ĐỨC dang")
    expect(page.locator("label:visible")).to_have_text(["Đặng Minh Đức"])
    page.get_by_label("Đặng Minh Đức").check()
    expect(page.locator("[data-roster-count]")).to_have_text("1 / 2")
    page.press("[data-roster-find]", "Enter")
    page.fill("[data-roster-find]", "")
    page.check("[data-roster-missing]")
    expect(page.locator("label:visible")).to_have_text(["Bùi Thị Nhung"])
    page.fill("[data-roster-find]", "xyz")
    expect(page.locator("[data-roster-none]")).to_be_visible()
    assert not seen.posts
    # Nobody is known here, so nothing is kept: the list goes by its button, as without script.
    page.fill("[data-roster-find]", "")
    page.click("button")
    page.wait_for_url("**/echo/")
    assert seen.posts[0]["data"]["here"] == ["1"]


def big_picture(page: Page) -> bytes:
    """A noisy JPEG of 3000 by 2000 points, drawn by the browser."""
    data = page.evaluate(
        """async () => {
        const c = document.createElement('canvas'); c.width = 3000; c.height = 2000;
        const x = c.getContext('2d');
        for (let i = 0; i < 4000; i++) {
          x.fillStyle = `hsl(${(i * 37) % 360} 60% 50%)`;
          x.fillRect((i * 71) % 3000, (i * 131) % 2000, 90, 60);
        }
        const b = await new Promise(r => c.toBlob(r, 'image/jpeg', 1));
        return [...new Uint8Array(await b.arrayBuffer())];
    }"""
    )
    return bytes(data)


def test_photos_are_shrunk_and_sent_one_a_request_with_a_key_each(
    page: Page, site: str
) -> None:
    page.goto(f"{site}page/upload/")
    photo = big_picture(page)
    page.set_input_files(
        "[name=photo]",
        [
            {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo},
            {"name": "may.heic", "mimeType": "image/heic", "buffer": b"not readable"},
        ],
    )
    expect(page.locator("#photos .new")).to_have_text(["IMG_1.jpg", "may.heic"])
    first, second = seen.posts
    assert first["files"]["photo"][1] < len(photo)
    assert second["files"]["photo"] == ("may.heic", len(b"not readable"))
    assert first["data"]["lesson"] == ["5"]
    assert first["kind"] == "upload"
    keys = {first["data"]["key"][0], second["data"]["key"][0]}
    assert len(keys) == 2
    expect(page.locator(".nojs")).to_be_hidden()


def test_a_photo_that_did_not_arrive_is_sent_again_with_the_same_key(
    page: Page, site: str
) -> None:
    page.goto(f"{site}page/upload/")
    seen.fail_next = 1
    page.set_input_files(
        "[name=photo]", {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator("#photos .new")).to_have_count(1)
    first, second = seen.posts
    assert first["data"]["key"] == second["data"]["key"]


def test_a_refused_photo_shows_the_servers_sentence_and_no_second_try(
    page: Page, site: str
) -> None:
    page.goto(f"{site}page/upload/")
    page.set_input_files(
        "[name=photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b""}
    )
    expect(page.locator(".wrong small")).to_have_text("Tệp này rỗng (0 byte).")
    expect(page.get_by_role("button", name="Gửi lại")).to_be_hidden()
    page.get_by_role("button", name="Đóng").click()
    expect(page.locator(".uploads li")).to_have_count(0)


def test_an_answer_given_after_sending_is_for_what_was_sent_without_one(
    page: Page, site: str
) -> None:
    page.goto(f"{site}page/upload/")
    page.set_input_files(
        "[name=photo]", {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    expect(page.locator("#photos .new")).to_have_count(1)
    expect(page.locator("[data-photo-count]")).to_have_text("1 ảnh")
    page.check("[name=consent]")
    expect(page.locator("[data-consent]")).to_have_text("given")
    assert seen.posts[-1]["data"]["photo"] == ["7"]
    assert seen.posts[-1]["data"]["all-consent"] == ["given"]


def test_a_paper_in_the_making_asks_until_it_is_ready(page: Page, site: str) -> None:
    page.goto(f"{site}page/poll/")
    expect(page.locator(".paper.ready")).to_be_visible(timeout=8000)
    asked = seen.polls
    page.wait_for_timeout(2500)
    assert seen.polls == asked == 2


def test_a_paper_that_takes_over_two_minutes_stops_asking(
    page: Page, site: str
) -> None:
    page.clock.install()
    seen.polls = -1000
    page.goto(f"{site}page/poll/")
    for _ in range(70):
        page.clock.run_for(2000)
        page.wait_for_timeout(10)
    asked = seen.polls
    expect(page.locator("[data-late]")).to_be_visible()
    page.clock.run_for(10000)
    page.wait_for_timeout(50)
    assert seen.polls == asked
    assert 10 < asked + 1000 <= 61


def test_long_text_saves_itself(page: Page, site: str) -> None:
    page.goto(f"{site}page/autosave/")
    page.fill("[name=text]", "Bản nháp của tôi")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=6000)
    assert [post["data"]["text"] for post in seen.posts] == [["Bản nháp của tôi"]]
    assert seen.posts[0]["kind"] == "autosave"


def test_long_text_typed_before_the_script_came_saves_itself_too(
    page: Page, site: str
) -> None:
    held = late(page, "desk")
    page.goto(f"{site}page/autosave/", wait_until="commit")
    page.fill("[name=text]", "Gõ sớm")
    held[0]()
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=6000)
    assert [post["data"]["text"] for post in seen.posts] == [["Gõ sớm"]]


def test_a_failed_autosave_says_so_and_tries_again(page: Page, site: str) -> None:
    seen.fail_next = 1
    page.goto(f"{site}page/autosave/")
    page.fill("[name=text]", "Chữ")
    expect(page.locator("[data-saved]")).to_contain_text("sẽ tự thử lại", timeout=6000)
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc", timeout=14000)
    assert len(seen.posts) == 2


def test_an_autosave_after_the_session_ended_says_what_to_do(
    page: Page, site: str
) -> None:
    seen.signed_out = True
    page.goto(f"{site}page/autosave/")
    page.fill("[name=text]", "Chữ")
    expect(page.locator("[data-saved]")).to_contain_text("đã hết", timeout=6000)
    assert len(seen.posts) == 1


def test_a_carried_form_goes_on_by_itself(page: Page, site: str) -> None:
    page.goto(f"{site}page/carried/")
    page.wait_for_url("**/echo/")
    assert seen.posts[0]["data"]["text"] == ["giữ lại"]


def test_rows_are_added_removed_brought_back_and_moved_without_reload(
    page: Page, site: str
) -> None:
    page.goto(site)
    rows = page.locator("[data-formset=lessons] > [data-rows] > [data-row]")
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Thêm tiết dạy").click()
    expect(rows).to_have_count(4)
    expect(page.locator("[name=lessons-3-subject]")).to_be_focused()
    expect(page.locator("[name=lessons-TOTAL_FORMS]")).to_have_value("4")
    rows.nth(1).get_by_role("button", name="Bỏ tiết dạy").click()
    expect(page.locator("[name=lessons-1-DELETE]")).to_have_value("on")
    expect(page.locator("[name=lessons-1-subject]")).to_be_hidden()
    page.get_by_role("button", name="Lấy lại dòng").click()
    expect(page.locator("[name=lessons-1-DELETE]")).to_have_value("")
    expect(page.locator("[name=lessons-1-subject]")).to_have_value("Ngữ văn 7, lớp 7A1")
    rows.nth(1).get_by_role("button", name="Đưa tiết dạy lên").click()
    expect(page.locator("[name=lessons-1-ORDER]")).to_have_value("1")
    expect(page.locator("[name=lessons-0-ORDER]")).to_have_value("2")


def test_the_same_row_buttons_work_without_script(browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.fill("[name=lessons-2-teacher]", "Mùa A Dơ")
    page.get_by_role("button", name="Thêm tiết dạy").click()
    expect(page.locator("[name=lessons-3-subject]")).to_be_visible()
    expect(page.locator("[name=lessons-2-teacher]")).to_have_value("Mùa A Dơ")
    expect(page.locator(".rowform .invalid-feedback")).to_have_count(0)
    page.get_by_role("button", name="Bỏ tiết dạy").nth(1).click()
    expect(page.locator("[name=lessons-1-subject]")).to_be_hidden()
    page.get_by_role("button", name="Đưa tiết dạy xuống").first.click()
    first = page.locator("[data-rows] > [data-row] input[type=text]").first
    expect(first).to_have_attribute("name", "lessons-2-subject")
    context.close()


def test_rows_added_by_hand_come_back_with_their_draft(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("button", name="Thêm tiết dạy").click()
    page.fill("[name=lessons-3-subject]", "Toán 6")
    expect(page.locator("form:has([data-formset]) [data-saved]")).to_contain_text(
        "Đã lưu nháp"
    )
    page.goto(site)
    expect(page.locator("[name=lessons-3-subject]")).to_have_value("Toán 6")


def test_a_date_is_read_back_in_words(page: Page, site: str) -> None:
    page.goto(site)
    field = page.locator("[name=lessons-1-on]")
    field.fill("2023-12-07")
    expect(page.locator("#id_lessons-1-on_words")).to_have_text(
        "Thứ Năm, ngày 07/12/2023"
    )


def test_copying_works_without_https_and_says_so(page: Page, site: str) -> None:
    page.goto(site)
    page.evaluate("() => { delete Navigator.prototype.clipboard; }")
    page.get_by_role("button", name="Sao chép tin nhắn Zalo").click()
    expect(page.get_by_role("status").filter(has_text="Đã sao chép")).to_be_visible()


def test_an_open_menu_closes_by_escape_and_by_a_press_elsewhere(
    page: Page, site: str
) -> None:
    page.goto(site)
    menu = page.locator("details.menu")
    menu.locator("summary").click()
    expect(menu.get_by_role("button", name="English")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="English")).to_be_hidden()
