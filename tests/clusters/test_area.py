"""A district is told of while there was one."""

from datetime import date

import pytest
from django.urls import reverse

from clusters.models import Cluster


@pytest.mark.parametrize(
    ("area", "day", "told"),
    [
        ("huyện Khoái Châu", date(2023, 12, 7), "huyện Khoái Châu"),
        ("huyện Khoái Châu", date(2025, 6, 30), "huyện Khoái Châu"),
        ("huyện Khoái Châu", date(2025, 7, 1), ""),
        ("Thị xã Mỹ Hào", date(2026, 9, 1), ""),
        ("quận 3", date(2026, 9, 1), ""),
        ("huyện Khoái Châu", None, "huyện Khoái Châu"),
        ("tỉnh Hưng Yên", date(2026, 9, 1), "tỉnh Hưng Yên"),
        ("Quảng Ninh", date(2026, 9, 1), "Quảng Ninh"),
        ("", date(2026, 9, 1), ""),
    ],
)
def test_an_area_ends_with_the_districts(area, day, told):
    assert Cluster(area=area).area_on(day) == told


@pytest.mark.django_db
def test_pages_of_today_show_the_area_of_today(world, signed_in):
    user = signed_in(world.cluster_head)
    for area, told in (("huyện Khoái Châu", False), ("tỉnh Hưng Yên", True)):
        Cluster.objects.filter(pk=world.north.pk).update(area=area)
        for page in (
            reverse("clusters:list"),
            reverse("cluster", args=[world.north.pk]),
        ):
            assert (area in user.get(page).text) is told
