"""The site: settings, addresses, the worker, and the pages that gather from every app."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
