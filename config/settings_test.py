"""Settings of the test suite: same code, other database and folders, no waiting."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("CHUNGTAY_DATA", tempfile.mkdtemp(prefix="chungtay-test-"))
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from config.settings import *  # noqa: F403, TID251
from config.settings import DATA_DIR, DATABASES, STATIC_ROOT  # noqa: TID251

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
# Whitenoise warns about a folder that is not there.
(Path(DATA_DIR) / "static").mkdir(parents=True, exist_ok=True)
