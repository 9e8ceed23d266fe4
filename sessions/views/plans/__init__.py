"""The pages of the plan of a year, by what is done on them."""

from sessions.views.plans.editing import copy, paste, table, words
from sessions.views.plans.moving import move
from sessions.views.plans.reading import cluster_plans, plan, plans
from sessions.views.plans.scheduling import link, schedule

__all__ = [
    "cluster_plans",
    "copy",
    "link",
    "move",
    "paste",
    "plan",
    "plans",
    "schedule",
    "table",
    "words",
]
