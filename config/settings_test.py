"""Settings of the test suite: same code, other database and folders, no waiting."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

# One data folder for each process of pytest-xdist. A test that starts a program of its own
# names another folder in CHUNGTAY_DATA; that one is respected.
_BASE = os.environ.get("CHUNGTAY_TEST_DATA")
if not _BASE:
    _BASE = os.environ["CHUNGTAY_TEST_DATA"] = tempfile.mkdtemp(prefix="chungtay-data-")
    _MAKER = os.getpid()
    atexit.register(
        lambda: os.getpid() == _MAKER and shutil.rmtree(_BASE, ignore_errors=True)
    )
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_GIVEN = os.environ.get("CHUNGTAY_DATA")
if not _GIVEN or Path(_GIVEN).parent == Path(_BASE):
    os.environ["CHUNGTAY_DATA"] = str(Path(_BASE) / _WORKER)
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from config.settings import *  # noqa: E402, F403, TID251
from config.settings import (  # noqa: E402, TID251
    CELERY_BROKER_URL,
    DATA_DIR,
    DATABASES,
    STATIC_ROOT,
)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Whitenoise warns when the folder is missing, and warnings are errors here.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and a real worker must see it.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "test.sqlite3")}
if CELERY_BROKER_URL.startswith("redis") and _WORKER.startswith("gw"):
    # Two processes of pytest must not take each other's messages.
    CELERY_BROKER_URL = (
        urlsplit(CELERY_BROKER_URL)._replace(path=f"/{int(_WORKER[2:]) + 1}").geturl()
    )
