from collections.abc import Callable

import pytest

from clusters import programme
from tests import figures
from tests.reports.news.conftest import article, exchange, now, secretary

# A held session and its drafted report, as the tests of the news make them.
__all__ = ["article", "exchange", "now", "secretary"]


@pytest.fixture
def tried() -> Callable[[], None]:
    """Counts the pair as tried at the start and, called at the end of the test, as survived."""
    figures.record("hostile_inputs_tried", 1)
    return lambda: figures.record("hostile_inputs_survived", 1)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def subjects(db) -> None:
    programme.load()
