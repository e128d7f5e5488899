"""Lesson hours (jam pelajaran, JP) by policy: never typed, always computed (R63-R66, R69).

`rules` are the values of the `jp-conversion` component valid on the day the learning ended.
JP are whole numbers; every rounding is down.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from domain.dates import anniversary
from domain.enums_learning import ActivityCode, PlacementActivity
from domain.shapes import Part, Period
from domain.states import JpUnit

Conversion = Mapping[str, Any]
Use = Mapping[str, int]
"""What is used up of a cap: sessions by month (`2022-03`) or JP by day (`2022-03-11`)."""

_MINUTES_PER_QUARTER = 15
_CODE_OF = {
    PlacementActivity.INTERNSHIP: ActivityCode.C11,
    PlacementActivity.EXCHANGE: ActivityCode.C8,
}


@dataclass(frozen=True, slots=True)
class Converted:
    """The JP of one learning, and how much of the caps of its code it uses."""

    jp: int
    used: Use = field(default_factory=lambda: MappingProxyType({}))


def activity_of(activity: PlacementActivity) -> ActivityCode:
    """The row of the conversion table for a placement: C11 (magang) or C8 (pertukaran)."""
    return _CODE_OF[activity]


def placement_jp(rules: Conversion, activity: PlacementActivity, *, abroad: bool) -> int:
    """The JP of a completed placement; the hours worked do not matter (R63)."""
    return convert(rules, activity_of(activity), (), abroad=abroad).jp


def jp_by_hours(rules: Conversion, quarters: int) -> int:
    """What the hours alone would give: shown beside the policy's figure, never used (R64)."""
    return _lessons(rules, quarters * _MINUTES_PER_QUARTER)


def convert(
    rules: Conversion,
    code: ActivityCode,
    parts: Sequence[Part],
    *,
    abroad: bool,
    used: Use = MappingProxyType({}),
) -> Converted:
    """The JP of one learning of the code.

    `parts` are its days, sessions or semesters, or for PER_LESSON its lessons with minutes;
    PER_ACTIVITY has none. `used` is what the person's credited learning of the same code has
    used of the caps before (R66).
    """
    row = rules["activities"][code]
    if row["unit"] == JpUnit.PER_LESSON:
        return _by_lessons(rules, row, parts, abroad=abroad, used=used)
    value: int = row["abroad" if abroad else "domestic"]
    match row["unit"]:
        case JpUnit.PER_ACTIVITY:
            return Converted(value)
        case JpUnit.PER_DAY:
            return Converted(value * len({part.on for part in parts}))
        case JpUnit.PER_SESSION:
            return _by_sessions(row, value, parts, used)
        case _:
            return Converted(value * len(parts))


def add_use(uses: Iterable[Use]) -> Use:
    """What several learnings of one code have used of its caps together."""
    total: Counter[str] = Counter()
    for use in uses:
        total.update(use)
    return total


def within_cap(jp: int, cap: int, credited: int) -> tuple[int, int]:
    """(creditable, excess) of a PPPK who has `credited` JP in the contract year (R69)."""
    creditable = max(0, min(jp, cap - credited))
    return creditable, jp - creditable


def capped(jp: int, room: int | None) -> tuple[int, int]:
    """(creditable, excess) where `room` JP are left; None is no cap."""
    return (jp, 0) if room is None else within_cap(jp, room, 0)


def contract_year(contract_from: date, day: date) -> Period:
    """The contract year that holds the day: from one anniversary to the eve of the next."""
    years = day.year - contract_from.year
    if anniversary(contract_from, years) > day:
        years -= 1
    return Period(
        since=anniversary(contract_from, years),
        until=anniversary(contract_from, years + 1) - timedelta(days=1),
    )


def _by_sessions(row: Conversion, value: int, parts: Sequence[Part], used: Use) -> Converted:
    held = Counter(f"{part.on:%Y-%m}" for part in parts)
    most = row.get("per_month")
    if most is None:
        return Converted(value * held.total())
    counted = {month: _free(most, used, month, count) for month, count in held.items()}
    return Converted(value * sum(counted.values()), counted)


def _by_lessons(
    rules: Conversion, row: Conversion, parts: Sequence[Part], *, abroad: bool, used: Use
) -> Converted:
    minutes: Counter[str] = Counter()
    for part in parts:
        minutes[part.on.isoformat()] += part.minutes or 0
    most = row.get("per_day_abroad", row.get("per_day")) if abroad else row.get("per_day")
    if most is None:
        jp, counted = _lessons(rules, minutes.total()), {}
    else:
        counted = {
            day: _free(most, used, day, _lessons(rules, taken)) for day, taken in minutes.items()
        }
        jp = sum(counted.values())
    if abroad and row.get("raised_abroad", True):
        jp = jp * rules["abroad_percent"] // 100
    return Converted(jp, counted)


def _lessons(rules: Conversion, minutes: int) -> int:
    per_jp: int = rules["minutes_per_jp"]
    return minutes // per_jp


def _free(most: int, used: Use, when: str, wanted: int) -> int:
    return max(0, min(wanted, most - used.get(when, 0)))
