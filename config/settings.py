"""Settings of Chung Tay. Everything that differs between machines comes from the environment.

Without any variable the app runs as the embedded default: SQLite, Celery's filesystem transport,
files in the data folder. With DATABASE_URL and REDIS_URL it is a real deployment.
"""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_folder(BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key(DATA_DIR)
# A school's own network reaches the machine by any address it happens to have.
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "*")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SECURE_COOKIES = env.flag("SECURE_COOKIES")
PUBLIC_ADDRESS = env.text("PUBLIC_ADDRESS").rstrip("/")
# Lets a monitor elsewhere see the details of the health address (header X-Health-Token).
HEALTH_TOKEN = env.text("HEALTH_TOKEN")
# How many proxies of ours stand in front; the client's address is that many steps from the right.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "config.apps.SiteConfig",
    "reports.apps.ReportsConfig",
    "lessons.apps.LessonsConfig",
    "sessions.apps.SessionsConfig",
    "clusters.apps.ClustersConfig",
    "accounts.apps.AccountsConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.TextGZip",
    "config.middleware.request_id",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.language",
    "config.middleware.size",
    "config.middleware.nfc",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.ExpiredSignIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.by_button_only",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.chrome",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Of each web process. A thread is busy for as long as its line is: phones upload slowly.
WEB_THREADS = env.number("WEB_THREADS", 24)

# --- database -----------------------------------------------------------------------------
_EMBEDDED = f"sqlite:///{DATA_DIR / 'chungtay.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(env.text("DATABASE_URL", _EMBEDDED))}
_default = DATABASES["default"]
if _default["ENGINE"].endswith("sqlite3"):
    # Read-then-write transactions fail under load with anything less than these three.
    _default["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;",
    }
else:
    _default["CONN_MAX_AGE"] = 0
    if env.flag("DATABASE_POOL", default=False):
        _default["OPTIONS"] = {
            "pool": {
                "min_size": 1,
                "max_size": WEB_THREADS,
                "timeout": 5,
            }
        }
# The demonstration's passwords are known: only the embedded default loads it without being asked.
DEMO_ALLOWED = env.flag("CHUNGTAY_DEMO", default=not env.text("DATABASE_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInNameBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
# A teacher's phone stays signed in for half a year; "sign out of all devices" ends it at once.
SESSION_COOKIE_AGE = 180 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.pages.errors.csrf_failure"

# A whole school shares one address, so the address may fail far more often than an account.
SIGN_IN_WINDOW_MINUTES = 15
SIGN_IN_TRIES_PER_ACCOUNT = 10
SIGN_IN_TRIES_PER_ADDRESS = 100
CODE_TRIES_PER_ADDRESS = 30
INVITATION_VALID_HOURS = 7 * 24
PASSWORD_SLIP_VALID_HOURS = 24
FIRST_RUN_URL = "clusters:first_run"

# --- language and time --------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
# Our own texts; what Django and the libraries leave in English.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- files --------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
# A whole request with its files: of somebody signed in (sixty photos of a phone), of anybody else
# (a plan that was sent just after the sign-in ended comes back with its text).
BODY_MOST = 300 * 2**20
BODY_MOST_UNKNOWN = 12 * 2**20
PHOTO_MAX_BYTES = 20 * 2**20
PHOTO_MAX_PIXELS = 60_000_000
PLAN_MAX_BYTES = 10 * 2**20

# --- e-mail -------------------------------------------------------------------------------
# Without a server nothing is sent: notices stay in the app, and the health address says so.
_MAIL = env.mail_server("EMAIL_URL")
EMAIL_HOST, EMAIL_PORT = _MAIL["EMAIL_HOST"], _MAIL["EMAIL_PORT"]
EMAIL_HOST_USER = _MAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL["EMAIL_USE_TLS"], _MAIL["EMAIL_USE_SSL"]
DEFAULT_FROM_EMAIL = env.sender("EMAIL_FROM", PUBLIC_ADDRESS)
# Where answers to our e-mail go, if somebody reads them.
EMAIL_REPLY_TO = env.text("EMAIL_REPLY_TO")

# --- the worker ---------------------------------------------------------------------------
_REDIS = env.text("REDIS_URL")
if _REDIS:
    CELERY_BROKER_URL = _REDIS
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
else:
    _QUEUE = DATA_DIR / "queue"
    for _folder in ("messages", "control"):
        (_QUEUE / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "folder://localhost/"  # config/folder_queue.py
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE / "messages"),
        "data_folder_out": str(_QUEUE / "messages"),
        "control_folder": str(_QUEUE / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A doorbell that does not answer must not keep a person waiting: the sweep finds the row.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# What beat asked for while no worker was there is asked for again: old messages are let go.
# What a change of a school means for the apps above is told by them before it is made: each takes the
# school and the day, and answers lines.
FORETELLERS = ["sessions.foretelling.of_school"]
# What the apps above put on the page on which somebody checks in, below the button: each takes who
# stands there and answers a piece of the page.
BELOW_THE_DOOR = ["lessons.views.feedback.below_the_door"]
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": every, "options": {"expires": every - 10}}
    for name, task, every in (
        ("sweep", "reports.sweep", 60.0),
        ("files", "reports.sweep_files", 3600.0),
        ("turn", "clusters.turn", 60.0),
        ("reminders", "sessions.remind", 60.0),
        ("rounds of plans", "lessons.remind", 60.0),
        ("feedback", "lessons.sweep_feedback", 300.0),
        ("mail", "accounts.send_mail", 60.0),
        ("old notices", "accounts.clean_up", 3600.0),
        ("imports", "clusters.sweep_imports", 60.0),
        ("minutes", "sessions.confirm_minutes", 300.0),
        ("pulse", "config.pulse", 60.0),
    )
}
# How long a worker may hold a paper before another one may take it: longer than the renderer's
# deadlines for the PDF, its page images and a start of its process together.
PAPER_LEASE_SECONDS = env.number("PAPER_LEASE_SECONDS", 180)
PAPER_MAX_ATTEMPTS = 3
# The first try after a passing failure follows at once, the next ones after so long.
PAPER_RETRY_SECONDS = 60
# A bell that was not heard for so long is rung again by the sweep.
PAPER_RING_AGAIN_SECONDS = env.number("PAPER_RING_AGAIN_SECONDS", 30)
# Where the renderer's job folders are made: inside the data folder, on its own disk.
RENDER_FOLDER = DATA_DIR / "ink"
# A broker that is away may keep a person waiting so long, to connect and to answer each.
RING_TIMEOUT_SECONDS = 0.2

# --- headers ------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # One line a minute for every sweep would hide the lines that matter.
    "loggers": {
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
