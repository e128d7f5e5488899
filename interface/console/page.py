"""One request for a page: where the reader stands, whom to ask, and how the answer is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from interface.bootstrap import StoreKind
from interface.console.acting import Pen
from interface.console.rendering import Address, render
from interface.enquiries import Enquiries
from interface.wordings import terms
from interface.wordings.standing import stopped_in_words
from interface.wordings.wording import Language


@dataclass
class Page:
    """One request for a page: where the reader stands, and whom to ask."""

    address: Address
    enquiries: Enquiries
    pen: Pen | None = None
    """What the reader's forms are sealed with; None for who may only read."""

    @property
    def language(self) -> Language:
        return self.address.language

    def term(self, value: str) -> str:
        return terms.term(value, self.language)

    def state(self, value: str) -> str:
        return terms.state_in_words(value, self.language)

    def show(self, template: str, **values: Any) -> Response:
        store = self.enquiries.store
        head = store.log.head()
        reader = self.enquiries.reader
        return render(
            template,
            self.address,
            moment_read=self.enquiries.moment,
            size=head.position,
            root=head.root.hex(),
            reader=None if reader is None else self.enquiries.login(reader),
            sandbox=store.kind is StoreKind.SANDBOX,
            stands_still=[
                stopped_in_words(stopped)[1 if self.language == "en" else 0]
                for stopped in store.projector.status().stopped
            ],
            pen=self.pen,
            **values,
        )


Content = Callable[[Page], Response]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a plain table: words, perhaps a link, a chip or a number."""

    text: str
    link: str | None = None
    chip: str | None = None
    """The value a chip takes its colour from."""
    number: bool = False
    small: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A plain table: the words of its columns, and rows of cells; the first cell names the row."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
