"""Addresses of sessions. Paths are Vietnamese in both languages, names English."""

from django.urls import path, re_path

from sessions.views import (
    agreement,
    calendar,
    clashes,
    clone,
    corrections,
    desk,
    door,
    door_links,
    edit,
    feeds,
    follow_up,
    linking,
    listing,
    marks,
    moves,
    new,
    plans,
    sharing,
    suggest,
)
from sessions.views.minutes import circulation, writing
from sessions.views.replies import answers, links, personal, requests, school

app_name = "sessions"

urlpatterns = [
    # reading
    path("lich/", calendar.this_month, name="calendar"),
    path("lich/<int:year>/<int:month>/", calendar.month, name="month"),
    # calendars for other programs
    path("lich/<slug:token>.ics", feeds.feed, name="feed"),
    path("tai-khoan/lich/", feeds.my_calendar, name="my_calendar"),
    path("truong/<int:pk>/lich/", feeds.school_calendar, name="school_calendar"),
    path("cum/<int:pk>/lich/", feeds.cluster_calendar, name="cluster_calendar"),
    path("hoat-dong/<int:pk>/lich.ics", feeds.download, name="download"),
    path("hoat-dong/", listing.sessions, name="list"),
    # making
    path("hoat-dong/moi/", new.new, name="new"),
    path("hoat-dong/moi/goi-y/<slug:what>/", suggest.for_new, name="suggest_new"),
    path("hoat-dong/moi/<slug:slug>/", new.schedule, name="schedule"),
    path(
        "hoat-dong/moi/<slug:slug>/trung-lich/", clashes.of_new, name="clashes_of_new"
    ),
    path("hoat-dong/ghi-lai/", new.choose_record, name="record"),
    path("hoat-dong/ghi-lai/<slug:slug>/", new.record, name="record"),
    # editing, each section on a page of its own or as a fragment
    path("hoat-dong/<int:pk>/thong-tin/", edit.details, name="details"),
    path("hoat-dong/<int:pk>/buoi/", edit.parts, name="parts"),
    path("hoat-dong/<int:pk>/buoi/them/", edit.add_part, name="add_part"),
    path("hoat-dong/<int:pk>/buoi/<int:part_pk>/", edit.edit_part, name="edit_part"),
    path("hoat-dong/<int:pk>/trung-lich/", clashes.of_session, name="clashes"),
    path(
        "hoat-dong/<int:pk>/trung-lich/buoi/<int:part_pk>/",
        clashes.of_form,
        name="clashes_of_form",
    ),
    path("hoat-dong/<int:pk>/don-vi/", edit.units, name="units"),
    path("hoat-dong/<int:pk>/tiet-day/", edit.lessons, name="lessons"),
    path("hoat-dong/<int:pk>/thanh-phan/", edit.people, name="people"),
    path("hoat-dong/<int:pk>/can-cu/", edit.documents, name="documents"),
    path("hoat-dong/<int:pk>/noi-dung/", edit.items, name="items"),
    path("hoat-dong/<int:pk>/thoa-thuan/", agreement.agreement, name="agreement"),
    path("hoat-dong/<int:pk>/thong-nhat/", edit.decisions, name="decisions"),
    path("hoat-dong/<int:pk>/goi-y/<slug:what>/", suggest.for_session, name="suggest"),
    path("hoat-dong/<int:pk>/viec-con-lai/", follow_up.carried_over, name="carried"),
    # minutes
    path("hoat-dong/<int:pk>/bien-ban/", writing.minutes_of, name="minutes"),
    path("bien-ban/<int:pk>/", circulation.minutes_one, name="minutes_one"),
    path(
        "bien-ban/<int:pk>/ban/<int:number>/",
        circulation.minutes_one,
        name="minutes_revision",
    ),
    path("bien-ban/<int:pk>/soan/", writing.minutes_edit, name="minutes_edit"),
    path("bien-ban/<int:pk>/soan/o/", writing.minutes_cells, name="minutes_cells"),
    path("bien-ban/<int:pk>/tep/", circulation.minutes_pages, name="minutes_pages"),
    path("bien-ban/tep/<int:pk>/", circulation.minutes_file, name="minutes_file"),
    path("bien-ban/<int:pk>/gui/", circulation.minutes_send, name="minutes_send"),
    path(
        "bien-ban/<int:pk>/xac-nhan/",
        circulation.minutes_confirm,
        name="minutes_confirm",
    ),
    path(
        "bien-ban/<int:pk>/mo-lai/", circulation.minutes_reopen, name="minutes_reopen"
    ),
    path(
        "bien-ban/y-kien/<int:pk>/", circulation.minutes_answer, name="minutes_answer"
    ),
    path(
        "bien-ban/y-kien/<int:pk>/tra-loi/",
        circulation.minutes_respond,
        name="minutes_respond",
    ),
    # what was agreed
    path("viec-da-thong-nhat/", follow_up.decisions, name="open_decisions"),
    path("viec-da-thong-nhat/<int:pk>/", follow_up.decision, name="decision"),
    path(
        "viec-da-thong-nhat/<int:pk>/vuong/", follow_up.hinder, name="decision_hinder"
    ),
    path("viec-da-thong-nhat/<int:pk>/bo/", follow_up.drop, name="decision_drop"),
    path(
        "viec-da-thong-nhat/<int:pk>/mo-lai/", follow_up.reopen, name="decision_reopen"
    ),
    path(
        "viec-da-thong-nhat/<int:pk>/khao-sat/",
        follow_up.start_exam,
        name="decision_exam",
    ),
    path("hoat-dong/<int:pk>/ten/", linking.names, name="names"),
    path("hoat-dong/<int:pk>/gan/<slug:what>/", linking.link, name="link"),
    path("hoat-dong/<int:pk>/chuyen-truong/", linking.hand_over, name="hand_over"),
    # the plan of a year
    path("cum/ke-hoach/", plans.plans, name="plans"),
    path("cum/<int:pk>/ke-hoach/", plans.cluster_plans, name="cluster_plans"),
    path("cum/<int:pk>/ke-hoach/<slug:year>/", plans.plan, name="plan"),
    path("cum/<int:pk>/ke-hoach/<slug:year>/bang/", plans.table, name="plan_edit"),
    path("cum/<int:pk>/ke-hoach/<slug:year>/loi/", plans.words, name="plan_words"),
    path("cum/<int:pk>/ke-hoach/<slug:year>/dan/", plans.paste, name="plan_paste"),
    path("cum/<int:pk>/ke-hoach/<slug:year>/nam-truoc/", plans.copy, name="plan_copy"),
    path(
        "cum/<int:pk>/ke-hoach/<slug:year>/chuyen/<slug:verb>/",
        plans.move,
        name="plan_move",
    ),
    path(
        "cum/<int:pk>/ke-hoach/<slug:year>/dot/<int:round_pk>/len-lich/",
        plans.schedule,
        name="plan_schedule",
    ),
    path(
        "cum/<int:pk>/ke-hoach/<slug:year>/dot/<int:round_pk>/gan/",
        plans.link,
        name="plan_link",
    ),
    path("hoat-dong/<int:pk>/thoi-han/", edit.deadlines, name="deadlines"),
    path("hoat-dong/<int:pk>/so-tiet/", edit.hours, name="hours"),
    path("hoat-dong/<int:pk>/nhan-ban/", clone.clone, name="clone"),
    # moving
    path("hoat-dong/<int:pk>/xoa/", moves.delete, name="delete"),
    path("hoat-dong/<int:pk>/chuyen/<slug:verb>/", moves.move, name="move"),
    path(
        "hoat-dong/<int:pk>/buoi/<int:part_pk>/chuyen/<slug:verb>/",
        moves.move_part,
        name="move_part",
    ),
    # answering and naming
    path("hoat-dong/<int:pk>/tra-loi/", answers.answers, name="answers"),
    path("hoat-dong/<int:pk>/tra-loi/nhac/", answers.remind, name="remind"),
    path("hoat-dong/<int:pk>/tra-loi/so-cho/", answers.seats, name="seats"),
    path("hoat-dong/<int:pk>/tra-loi/<int:unit_pk>/", school.reply, name="reply"),
    path(
        "hoat-dong/<int:pk>/tra-loi/<int:unit_pk>/rut/",
        school.withdraw,
        name="withdraw",
    ),
    path(
        "hoat-dong/<int:pk>/tra-loi/<int:unit_pk>/thay/",
        school.send_instead,
        name="send_instead",
    ),
    path(
        "hoat-dong/<int:pk>/de-nghi/<int:seat_pk>/rut/",
        answers.take_back,
        name="take_back_request",
    ),
    path("de-nghi/", requests.requests, name="requests"),
    path("de-nghi/<int:pk>/", requests.answer_request, name="answer_request"),
    # personal links
    path("hoat-dong/<int:pk>/lien-ket/", links.links, name="links"),
    path("hoat-dong/<int:pk>/lien-ket/tao/", links.issue, name="issue_link"),
    path("hoat-dong/<int:pk>/lien-ket/in/", links.print_slips, name="link_slips"),
    path(
        "hoat-dong/<int:pk>/lien-ket/thu-hoi/<int:link_pk>/",
        links.revoke,
        name="revoke_link",
    ),
    path("hoat-dong/<int:pk>/lien-ket/<slug:key>/", links.shown, name="link_shown"),
    re_path(r"^[Ll]/(?P<code>[0-9A-Za-z-]+)/?$", personal.personal, name="personal"),
    path("hoat-dong/<int:pk>/diem-danh/", sharing.check_in, name="check_in"),
    path(
        "hoat-dong/<int:pk>/diem-danh/<int:part_pk>/xin-sua/",
        corrections.ask,
        name="ask_correction",
    ),
    path("hoat-dong/<int:pk>/ma-diem-danh/", door.screen, name="screen"),
    path(
        "hoat-dong/<int:pk>/diem-danh-ho/lien-ket/",
        door_links.door_links,
        name="door_links",
    ),
    path("hoat-dong/<int:pk>/diem-danh-ho/", desk.desk, name="desk"),
    path("hoat-dong/<int:pk>/diem-danh-ho/<int:part_pk>/", desk.desk, name="desk"),
    path(
        "hoat-dong/<int:pk>/diem-danh-ho/<int:part_pk>/moi/",
        desk.live,
        name="desk_live",
    ),
    path(
        "hoat-dong/<int:pk>/diem-danh-ho/<int:part_pk>/to-ky/",
        desk.paper_list,
        name="paper_list",
    ),
    path(
        "hoat-dong/<int:pk>/diem-danh-ho/<int:part_pk>/lich-su/",
        desk.history,
        name="presence_history",
    ),
    path(
        "hoat-dong/<int:pk>/diem-danh-ho/<int:part_pk>/co-mat.csv",
        desk.presence_file,
        name="presence_file",
    ),
    path(
        "hoat-dong/<int:pk>/xin-sua/<int:request_pk>/",
        corrections.decide,
        name="decide_correction",
    ),
    # The door, for phones that may be unknown; in capitals on the wall, like the short link.
    path("diem-danh/", door.by_hand, name="door_by_hand"),
    path("diem-danh/gui/", marks.marks, name="marks"),
    re_path(
        r"^[Dd][Dd]/[Ll]/(?P<code>[0-9A-Za-z-]+)/?$",
        door.door_by_link,
        name="door_by_link",
    ),
    re_path(r"^[Dd][Dd]/(?P<code>[0-9A-Za-z]+)/?$", door.door, name="door"),
    re_path(
        r"^[Dd][Dd]/(?P<code>[0-9A-Za-z]+)/nho-may/$", door.remember, name="remember"
    ),
    path("hoat-dong/<int:pk>/zalo/", sharing.message, name="zalo"),
    # Capitals make the QR code coarser and easier to scan; typed by hand any case will do.
    re_path(r"^[Dd]/(?P<code>[0-9A-Za-z]+)/?$", sharing.short, name="short"),
]
