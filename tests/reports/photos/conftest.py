import pytest

from clusters.models import Subject
from tests import builders


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def exchange(world):
    """A session that was held, of the North cluster: its host and a guest school took part."""
    return builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        by=world.subject_head,
        state="held",
    )


@pytest.fixture
def lesson(exchange):
    subject, _ = Subject.objects.get_or_create(
        code="khtn", defaults={"name": "Khoa học tự nhiên", "short_name": "KHTN"}
    )
    return builders.make_lesson(
        exchange, klass="6A5", teacher="Nguyễn Thị Dương", subject=subject
    )
