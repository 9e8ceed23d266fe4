"""The Celery app and the timetable of its clock (beat).

The row is the truth, the broker a doorbell: beat only asks once a minute what is due;
every job has a row of its own and a task that carries its id.
"""

import os

from celery import Celery

from config import folder_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

folder_queue.register()

app = Celery("chungtay")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
