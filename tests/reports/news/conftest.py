import pytest
from django.utils import timezone

from accounts.verbs import Actor
from reports.actions import articles
from reports.models import Article
from sessions.models import Item
from tests import builders


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def exchange(world):
    """A session that was held, led by the North cluster; the guest school took part."""
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        by=world.subject_head,
        state="held",
        purpose="Cùng thống nhất kế hoạch bài dạy",
    )
    builders.make_lesson(exchange, klass="8A2", teacher="Vàng Thị Mai", topic="Áp suất")
    builders.make_roster_entry(
        exchange, "Lường Văn Sơn", title_as_printed="Hiệu trưởng"
    )
    Item.objects.create(
        exchange=exchange,
        order=1,
        kind="conclusion",
        text="Các trường thống nhất nội dung",
    )
    return exchange


@pytest.fixture
def secretary(world, exchange):
    """The subject head keeps the minutes: she writes the session down and so its news."""
    builders.make_roster_entry(exchange, world.subject_head, capacities=["secretary"])
    return world.subject_head


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def article(exchange, secretary, now) -> Article:
    """A report that the secretary had drafted."""
    made, _is_new = articles.draft(exchange=exchange, by=Actor(user=secretary))
    return made
