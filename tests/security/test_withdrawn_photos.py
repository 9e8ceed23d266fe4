"""A photo whose consent was withdrawn stands on no paper that anybody can open."""

from datetime import date

from django.utils import timezone

from accounts.verbs import Actor
from reports import bulletins
from reports.actions import photos as actions
from reports.models import Bulletin, Paper
from tests import builders
from tests.reports.making import make_article, make_photo


def test_the_bulletin_is_printed_again_without_it(world):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        by=world.cluster_head,
        state="held",
        on=date(2026, 10, 8),
    )
    photo = make_photo(exchange=exchange, caption="Em Mai lớp 8A2")
    now = timezone.now()
    make_article(
        cluster=world.north,
        exchanges=[exchange],
        published_at=now,
        blocks=[
            {
                "id": "b1",
                "type": "photos",
                "photos": [{"photo": photo.pk, "caption": ""}],
            }
        ],
    )
    bulletin = Bulletin.objects.create(
        cluster=world.north,
        title="Bản tin tháng 10/2026",
        starts_on=date(2026, 10, 1),
        ends_before=date(2026, 11, 1),
    )
    assert bulletins.gather(bulletin.pk, now=now)
    (before,) = Paper.objects.current().filter(bulletin=bulletin)
    assert list(before.photos.values()) == [photo.print_file.name]
    actions.change(
        photo=photo,
        by=Actor(user=world.cluster_head),
        caption="",
        lesson=None,
        consent="withdrawn",
    )
    (after,) = Paper.objects.current().filter(bulletin=bulletin)
    assert after.pk != before.pk
    assert after.photos == {}
    assert "Em Mai" not in str(after.document)
