"""A real Celery worker with beat that looks for lists nobody came for twice a second."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from config.celery import app  # noqa: E402

if __name__ == "__main__":
    app.conf.beat_schedule = {
        "sweep": {"task": "clusters.sweep_imports", "schedule": 0.5}
    }
    app.worker_main(sys.argv[1:])
