"""What a person does in a journey, counted: presses and fields typed into."""

from dataclasses import dataclass

from playwright.sync_api import Locator


@dataclass
class Hand:
    """Counts what a person does: presses and fields typed into."""

    presses: int = 0
    fields: int = 0

    def press(self, thing: Locator) -> None:
        self.presses += 1
        thing.click()

    def twice(self, thing: Locator) -> None:
        """A double press, as people do who learnt it on folders."""
        self.presses += 1
        thing.dblclick()

    def fill(self, thing: Locator, words: str) -> None:
        self.fields += 1
        thing.fill(words)
