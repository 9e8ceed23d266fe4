"""The health address: "ok" or 503 for everybody, the details on the machine itself or by token."""

import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import mailing
from config.celery import app
from config.models import Pulse
from config.tasks import WORKER

# Beat asks once a minute; five missed minutes are no accident.
WORKER_LATE_AFTER = timedelta(minutes=5)
DISK_LEAST_BYTES = 500 * 2**20

Part = dict[str, Any]


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """`ok`, or 503 when pages cannot be answered. With ?details=1 every part, for those who may."""
    if request.GET.get("details") and may_see_details(request):
        parts = {
            name: _look(question)
            for name, question in (
                ("database", _database),
                ("broker", _broker),
                ("worker", _worker),
                ("disk", _disk),
                ("mail", _mail),
            )
        }
        fine = all(part["fine"] for part in parts.values())
        return JsonResponse({"fine": fine, **parts}, status=200 if fine else 503)
    fine = _look(_database)["fine"]
    return HttpResponse(
        "ok\n" if fine else "unavailable\n",
        status=200 if fine else 503,
        content_type="text/plain",
    )


def may_see_details(request: HttpRequest) -> bool:
    """On the machine itself (not through a proxy on it), or with the token of HEALTH_TOKEN."""
    token = settings.HEALTH_TOKEN
    given = request.headers.get("X-Health-Token", "")
    if token and constant_time_compare(given, token):
        return True
    forwarded = any(
        name in request.headers
        for name in ("X-Forwarded-For", "X-Real-Ip", "Forwarded")
    )
    try:
        here = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return here and not forwarded and not settings.TRUSTED_PROXIES


def _look(question: Callable[[], Part]) -> Part:
    """A part's answer with its time; a part that fails says so instead of breaking the page."""
    start = time.perf_counter()
    try:
        found = question()
    except Exception as error:  # whatever a broken part raises is its answer
        found = {"fine": False, "error": type(error).__name__}
    return {**found, "ms": round((time.perf_counter() - start) * 1000, 1)}


def _database() -> Part:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return {"fine": cursor.fetchone() == (1,), "kind": connection.vendor}


def _broker() -> Part:
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    if folder := options.get("data_folder_in"):
        waiting = sum(1 for _ in Path(folder).glob("*.msg"))
        return {"fine": True, "kind": "folder", "waiting": waiting}
    with app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
        return {"fine": True, "kind": broker.transport.driver_name}


def _worker() -> Part:
    try:
        last = Pulse.objects.get(name=WORKER).at
    except (Pulse.DoesNotExist, DatabaseError):
        return {"fine": False, "last_seen": None}
    return {
        "fine": timezone.now() - last < WORKER_LATE_AFTER,
        "last_seen": last.isoformat(),
    }


def _mail() -> Part:
    """No server is no fault: notices stay in the app. A server that takes nothing is one."""
    if not settings.EMAIL_HOST:
        return {"fine": True, "server": None}
    if not settings.PUBLIC_ADDRESS:
        return {"fine": False, "error": "EMAIL_URL needs PUBLIC_ADDRESS"}
    waiting, said = mailing.trouble(now=timezone.now())
    return {
        "fine": waiting == 0,
        "server": settings.EMAIL_HOST,
        "waiting_after_a_try": waiting,
        "last_error": said,
    }


def _disk() -> Part:
    free = shutil.disk_usage(settings.DATA_DIR).free
    return {"fine": free > DISK_LEAST_BYTES, "free_mb": free >> 20}
