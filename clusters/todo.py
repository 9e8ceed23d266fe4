"""A thing that waits for one person, as the page of today shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Todo:
    """What waits (a whole phrase), a small note, where to do it, and the verb of the button.

    `icon` is one of assets/icons.txt. Urgent ones come first and have the loud button. With `posts`,
    names and values of a form, the button does it at once instead of leading to a page.
    """

    icon: str
    text: str
    url: str
    action: str
    note: str = ""
    urgent: bool = False
    posts: tuple[tuple[str, str], ...] = ()
