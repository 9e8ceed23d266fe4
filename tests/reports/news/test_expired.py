"""A sign-in that ends in the middle of a long text: after signing in the text is saved."""

import re

from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from reports.models import ArticleRevision
from tests.builders import PASSWORD
from tests.reports.news.test_actions import text_of
from tests.reports.news.test_editor import posted


def test_a_long_text_survives_the_sign_in_page(article, secretary):
    client, url = Client(), reverse("reports:news_edit", args=[article.pk])
    long = "Các trường thống nhất từng bước của kế hoạch bài dạy. " * 200
    data = posted(text_of(article), 1, do="save-view")
    data["opening-text"] = long
    door = client.post(url, data)
    assert door.status_code == 401
    carried = re.search(r'name="carried" value="([^"]+)"', door.text)
    assert carried is not None
    packed = (
        carried[1].replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
    )
    name = secretary.sign_in_names.get().normalised
    answer = client.post(
        reverse("accounts:sign_in"),
        {"sign_in_name": name, "password": PASSWORD, "carried": packed},
    )
    fields = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text
    )
    areas = re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', answer.text
    )
    kept = dict(fields) | dict(areas)
    assert kept["opening-text"].strip() == escape(long).strip()
    assert kept["do"] == "save-view"


def test_a_press_with_script_brings_the_whole_page_to_the_door(article):
    url = reverse("reports:news_edit", args=[article.pk])
    answer = Client().post(
        url, posted(text_of(article), 1, do="down:opening"), HTTP_HX_REQUEST="true"
    )
    assert answer["HX-Retarget"] == "body"
    assert ArticleRevision.objects.count() == 1
