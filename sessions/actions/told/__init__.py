"""Those concerned are told what became of a session: invited, changed from old to new, called off.

Called inside the transaction of the change. Nothing is told of drafts that nobody knows, nor of what
was written down afterwards; whoever did it is not told.
"""

from sessions.actions.told.sections import Watch
from sessions.actions.told.states import called_off, part_moved, scheduled

__all__ = ["Watch", "called_off", "part_moved", "scheduled"]
