"""The Celery app and the timetable of its clock (beat).

The row is the truth, the broker a doorbell: beat only asks what is due, once a minute, and once an
hour for files that no row names. Papers and bulletins have a row each and a task that carries its id.
"""

import os

from celery import Celery

from config import folder_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

folder_queue.register()

app = Celery("chungtay")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
