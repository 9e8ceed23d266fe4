import pytest

from reports.rendering.engine import Renderer


@pytest.fixture(scope="session")
def renderer(tmp_path_factory):
    """One renderer child for all tests that only look at what it makes."""
    with Renderer(
        tmp_path_factory.mktemp("ink"), documents=1000, megabytes=2000
    ) as renderer:
        yield renderer
