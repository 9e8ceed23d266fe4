"""A thing that waits for one person, as the page of today shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Todo:
    """What waits (a whole phrase), a small note, where to do it, and the verb of the button.

    `icon` is one of assets/icons.txt. Urgent ones come first and have the loud button.
    """

    icon: str
    text: str
    url: str
    action: str
    note: str = ""
    urgent: bool = False
