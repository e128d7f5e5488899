"""Whole-number arithmetic of figures: shares and averages in hundredths, rounded half up."""


def half_up(part: int, whole: int) -> int:
    """part / whole as a whole number, halves up; both are not negative, `whole` not zero."""
    return (2 * part + whole) // (2 * whole)


def percent_centi(part: int, whole: int) -> int | None:
    """part of whole in hundredths of a percent, half up; None where there is nothing (R80)."""
    return half_up(part * 10_000, whole) if whole else None


def average_centi(total: int, count: int) -> int | None:
    """total / count in hundredths, half up; None where there is nothing."""
    return half_up(total * 100, count) if count else None
