"""What each control found, row by row, as tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from domain.codes import Code
from interface.console import contents
from interface.console.page import Cell, Page, Table
from interface.console.rendering import brief_day
from interface.console.words import WORDS
from interface.texts import title
from interface.wordings.terms import fact_in_words, hours_in_words, term

FIRST_YEAR = 2000
"""No agreement is older; numbers of years before it are not looked for."""


class TableWords:
    """The words of one page's tables."""

    def __init__(self, page: Page) -> None:
        self.page, self.ask, self.language = page, page.enquiries, page.language
        self.column = 1 if page.language == "en" else 0
        self.names = contents.names_of_things(page.enquiries)

    def __call__(self, key: str) -> str:
        return WORDS[key][self.column]

    def columns(self, *keys: str) -> tuple[str, ...]:
        return tuple(map(self, keys))

    def thing(self, thing: str, subject: str) -> Cell:
        name = self.names.get(subject, self.ask.brief_id(subject))
        return Cell(name, link=contents.page_of(thing, subject))

    def day(self, written: str | None) -> Cell:
        return Cell(brief_day(written, self.language))

    def fact(self, position: int) -> Cell:
        return Cell(f"#{position}", link=f"/facts/{position}")

    def facts(self, positions: Sequence[int]) -> Cell:
        """The last of the facts that prove a row, and how many there are."""
        if not positions:
            return Cell("–")
        more = f"+{len(positions) - 1}" if len(positions) > 1 else None
        return Cell(f"#{positions[-1]}", link=f"/facts/{positions[-1]}", small=more)

    def person(self, account: str) -> Cell:
        return Cell(self.ask.login(account) or self.ask.brief_id(account))


def _cover(page: Page) -> Table:
    say = TableWords(page)
    found = page.enquiries.ask("coverage")["items"]
    return Table(
        say.columns("employee", "days_counted", "uncovered_days", "first", "last", "hours"),
        [
            (
                say.thing("placement", row["placement"]),
                Cell(str(row["days"]), number=True),
                Cell(str(row["uncovered_days"]), number=True),
                say.day(row["first_uncovered"]),
                say.day(row["last_uncovered"]),
                Cell(hours_in_words(row["uncovered_quarters"], page.language), number=True),
            )
            for row in found
            if row["uncovered_days"]
        ],
    )


def _duties(page: Page) -> Table:
    say = TableWords(page)
    return Table(
        say.columns("case", "person", "duties", "rule"),
        [
            (
                say.thing(row["thing"], row["subject"]),
                say.person(row["account"]),
                Cell(" + ".join(term(duty, page.language) for duty in row["duties"])),
                Cell(row["rule"]),
            )
            for row in page.enquiries.ask("duties")["items"]
        ],
    )


def _duplicates(page: Page) -> Table:
    say = TableWords(page)
    return Table(
        say.columns("employee", "basis", "credits", "jp_twice"),
        [
            (
                say.thing("employee", row["employee"]),
                Cell(term(row["basis"], page.language)),
                Cell(", ".join(f"{credit['jp']} JP" for credit in row["credits"])),
                Cell(str(row["duplicate_jp"]), number=True),
            )
            for row in page.enquiries.ask("duplicate-credits")["items"]
        ],
    )


def _late(page: Page) -> Table:
    say = TableWords(page)
    return Table(
        say.columns("fact", "what", "effective", "recorded", "lag", "by", "reason"),
        [
            (
                say.fact(row["position"]),
                Cell(fact_in_words(row["topic"], page.language), small=_of(say, row)),
                say.day(row["effective_on"]),
                say.day(row["recorded_on"]),
                Cell(str(row["lag_days"]), number=True),
                say.person(row["actor"]),
                Cell(row["reason"] or "–"),
            )
            for row in page.enquiries.ask("late-records")["items"]
        ],
    )


def _of(say: TableWords, row: Mapping[str, Any]) -> str:
    return say.names.get(row["subject"], "")


def _broken(page: Page, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.enquiries.ask("violations", None, **asked)["items"]
    return found


def _violations(page: Page, rows: list[dict[str, Any]]) -> Table:
    say = TableWords(page)
    return Table(
        say.columns("fact", "what", "broken", "rule", "by", "recorded"),
        [
            (
                say.fact(row["position"]),
                Cell(fact_in_words(row["topic"], page.language), small=_of(say, row)),
                Cell(title(Code(row["code"]), page.language), small=row["item"]),
                Cell(row["rule"]),
                say.person(row["on_behalf_of"] or row["actor"]),
                say.day(row["recorded_on"]),
            )
            for row in rows
        ],
    )


def _overrides(page: Page) -> Table:
    return _violations(page, [row for row in _broken(page) if row["overridden"]])


def _without_second(page: Page) -> Table:
    return _violations(page, _broken(page, code="SECOND_PERSON_REQUIRED"))


def _hours(page: Page) -> Table:
    say = TableWords(page)
    return Table(
        say.columns("employee", "what", "day", "hours_then"),
        [
            (
                say.thing("placement", row["record"]),
                Cell(term(row["kind"], page.language)),
                say.day(row["day"]),
                Cell(hours_in_words(row["quarters"], page.language), number=True),
            )
            for row in page.enquiries.ask("hour-exceptions")["items"]
            if row["kind"] != "IDENTICAL_TEXT"
        ],
    )


def _numbers(page: Page) -> Table:
    say, ask = TableWords(page), page.enquiries
    starts = [date.fromisoformat(i["effective_from"]).year for i in ask.ask("register")["items"]]
    years = range(max(FIRST_YEAR, min(starts, default=ask.day.year)), ask.day.year + 1)
    return Table(
        say.columns("series", "party", "year", "highest", "missing_numbers", "doubled"),
        [
            (
                Cell(term(row["series"], page.language)),
                Cell(ask.organisation(row["organisation"])),
                Cell(str(row["year"])),
                Cell(str(row["highest"]), number=True),
                Cell(", ".join(_stretches(row["missing"])) or "–"),
                Cell(", ".join(map(str, row["duplicates"])) or "–"),
            )
            for year in years
            for row in ask.ask("number-gaps", None, year=year)["items"]
        ],
    )


def _stretches(numbers: Sequence[int]) -> Iterator[str]:
    """Ascending numbers as they are told: `2, 5–9`."""
    for _, run in groupby(enumerate(numbers), lambda placed: placed[1] - placed[0]):
        stretch = [number for _, number in run]
        first, last = stretch[0], stretch[-1]
        yield str(first) if first == last else f"{first}–{last}"


def _chain(page: Page) -> Table:
    say, found = TableWords(page), page.enquiries.ask("verify")
    first = found["first_bad_position"]
    problems = [(Cell(problem), Cell(str(first or "–"))) for problem in found["problems"]]
    return Table(say.columns("problem", "first_bad"), problems)


LISTS: Mapping[str, Callable[[Page], Table]] = {
    "cover": _cover,
    "duties": _duties,
    "duplicates": _duplicates,
    "late": _late,
    "overrides": _overrides,
    "second-person": _without_second,
    "hours": _hours,
    "numbers": _numbers,
    "chain": _chain,
}
"""Control -> what it found."""

QUESTIONS: Mapping[str, str] = {
    "cover": "coverage",
    "duties": "duties",
    "duplicates": "duplicate-credits",
    "late": "late-records",
    "overrides": "violations",
    "second-person": "violations",
    "hours": "hour-exceptions",
}
"""Control -> the question whose answer it counts; where it takes several there is none."""

PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "second-person": {"code": Code.SECOND_PERSON_REQUIRED.value}
}
"""Control -> what its question is asked with."""
