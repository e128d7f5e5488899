"""Numbers as they are written in addresses, headers and forms."""

LONGEST = 16
"""Digits of the largest number JSON holds; of many more Python would not even make a number."""


def number_in(written: str) -> int | None:
    """The number that a few decimal digits write; None for anything else."""
    digits = written.isascii() and written.isdigit() and len(written) <= LONGEST
    return int(written) if digits else None
