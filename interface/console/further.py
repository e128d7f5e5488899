"""What the further controls found, row by row, as tables; what the city asked of fairness."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from interface.console.exceptions import TableWords
from interface.console.page import Cell, Page, Table
from interface.wordings.terms import centi_in_words, hours_in_words, term

_OF_HOURS = ("DAILY_HOURS", "CALENDAR")


@dataclass(frozen=True, slots=True)
class Further:
    """One further control: the question behind it, with what it is asked, and its table."""

    question: str
    parameters: Callable[[Page], dict[str, Any]]
    table: Callable[[Page, Mapping[str, Any]], Table]

    def answer(self, page: Page) -> dict[str, Any]:
        return page.enquiries.ask(self.question, None, **self.parameters(page))


def _realisation(page: Page, found: Mapping[str, Any]) -> Table:
    say = TableWords(page)
    return Table(
        say.columns(
            "title",
            "placements",
            "last_started",
            "reports_missing",
            "evaluations_missing",
            "facts_cited",
        ),
        [
            (
                Cell(row["title"], link=f"/agreements/{row['agreement']}"),
                Cell(str(row["placements"]), number=True),
                say.day(row["last_started"]),
                Cell(", ".join(row["reports_missing"]) or "–"),
                Cell(", ".join(row["evaluations_missing"]) or "–"),
                say.facts(row["positions"]),
            )
            for row in found["items"]
        ],
    )


def _limits(page: Page, found: Mapping[str, Any]) -> Table:
    say = TableWords(page)

    def amount(row: Mapping[str, Any], field: str) -> Cell:
        hours = row["kind"] in _OF_HOURS
        said = hours_in_words(row[field], page.language) if hours else str(row[field])
        return Cell(said, number=True)

    return Table(
        say.columns("kind_of", "thing", "first", "last", "was_used", "limit", "facts_cited"),
        [
            (
                Cell(term(row["kind"], page.language)),
                say.thing(row["thing"], row["subject"]),
                say.day(row["from"]),
                say.day(row["until"]),
                amount(row, "used"),
                amount(row, "limit"),
                say.facts(row["positions"]),
            )
            for row in found["items"]
        ],
    )


def _texts(page: Page, found: Mapping[str, Any]) -> Table:
    say = TableWords(page)
    return Table(
        say.columns("words", "thing", "times", "records", "facts_cited"),
        [
            (
                Cell(row["text"]),
                say.thing("learning-record", row["record"]),
                Cell(str(row["days"]), number=True),
                Cell(str(row["records"]), number=True),
                say.facts(row["positions"]),
            )
            for row in found["items"]
        ],
    )


def _never(page: Page, found: Mapping[str, Any]) -> Table:
    say = TableWords(page)
    return Table(
        say.columns("employee", "unit", "kind_of", "longest_waiting", "attempts", "facts_cited"),
        [
            (
                Cell(row["name"], link=f"/employees/{row['employee']}"),
                Cell(say.ask.unit(row["unit"])),
                Cell(f"{term(row['kind'], page.language)} · {row['grade']}"),
                say.day(row["service_from"]),
                Cell(str(row["nominated"]), number=True),
                say.facts(row["positions"]),
            )
            for row in found["items"]
        ],
    )


def _share(page: Page, found: Mapping[str, Any]) -> Table:
    say = TableWords(page)
    return Table(
        say.columns(
            "unit", "employees", "jp_all", "jp_internship", "share", "met_by_internship", "never"
        ),
        [
            (
                Cell(row["name"]),
                Cell(str(row["employees"]), number=True),
                Cell(str(row["jp"]), number=True),
                Cell(str(row["jp_internship"]), number=True),
                Cell(_percent(row["share_centi"], page), number=True),
                Cell(f"{row['met_by_internship']} / {row['met']}", number=True),
                Cell(str(row["never"]), number=True),
            )
            for row in found["items"]
        ],
    )


def _percent(centi: int | None, page: Page) -> str:
    return "–" if centi is None else f"{centi_in_words(centi, page.language)} %"


def _cost(page: Page, found: Mapping[str, Any]) -> Table:
    say, classes = TableWords(page), found["class"]
    parts = ("lecturer", "hall", "copies", "meals")
    rows = [
        (
            say("class"),
            classes,
            " · ".join(f"{say(part)} {_rupiah(classes[f'{part}_per_jp_idr'])}" for part in parts),
        ),
        (say("internship"), found["internship"], f"{say('saved')} {_rupiah(found['saved_idr'])}"),
    ]
    agreements = [(item["title"] or "–", item, None) for item in found["items"]]
    return Table(
        say.columns("kind_of", "cost_of", "jp_all", "per_jp"),
        [
            (
                Cell(name, small=parts),
                Cell(_rupiah(row["recorded_idr"]), number=True),
                Cell(str(row["jp"]), number=True),
                Cell(_rupiah(row["cost_per_jp_idr"]), number=True),
            )
            for name, row, parts in [*rows, *agreements]
        ],
    )


def _rupiah(amount: int | None) -> str:
    return "–" if amount is None else f"Rp {amount:,}".replace(",", ".")


def _nothing(_page: Page) -> dict[str, Any]:
    return {}


def _year(page: Page) -> dict[str, Any]:
    return {"year": page.enquiries.day.year}


def _years(page: Page) -> dict[str, Any]:
    """The year of the day asked about and the two before it."""
    day = page.enquiries.day
    return {"from": f"{day.year - 2}-01-01", "until": day.isoformat()}


FURTHER: Mapping[str, Further] = {
    "realisation": Further("realisation", lambda _page: {"lacking": True}, _realisation),
    "limit-breaches": Further("limit-breaches", _nothing, _limits),
    "repeated-texts": Further("repeated-texts", _nothing, _texts),
    "never-placed": Further("never-placed", _nothing, _never),
    "internship-share": Further("internship-share", _year, _share),
    "cost-comparison": Further("cost-comparison", _years, _cost),
}
"""Further control -> how it is asked and shown."""
COUNTED = ("realisation", "limit-breaches", "repeated-texts", "never-placed")
"""Those whose rows are what should not be; the others are figures to look at."""
