"""How the demo's figures are laid out: a title, a name, a value, the facts it rests on."""

from collections.abc import Sequence
from datetime import date

from interface.wordings.terms import day_in_words, state_in_words, term

WIDTH = 100
_NAME, _VALUE, _PROOF = 34, 46, 4
_SHOWN = 5
"""Stretches of positions shown; the rest is counted."""


def heading(name: str, more: str = "") -> list[str]:
    """An empty line and a title that fills the width."""
    head = f"── {name} " + (f"── {more} " if more else "")
    return ["", "  " + head + "─" * max(0, WIDTH - len(head))]


def figure(name: str, value: str, positions: Sequence[int] = ()) -> str:
    """One figure and the positions of the facts it rests on."""
    proof = f"  ← #{spans(positions)}" if positions else ""
    return f"  {name:<{_NAME}}  {value:<{_VALUE if proof else 0}}{proof}"


def spans(positions: Sequence[int]) -> str:
    """`46–56, 59` of positions; of very many the first stretches."""
    found: list[list[int]] = []
    for position in sorted(set(positions)):
        if found and position == found[-1][1] + 1:
            found[-1][1] = position
        else:
            found.append([position, position])
    said = [str(a) if a == b else f"{a}–{b}" for a, b in found]
    more = len(said) - _SHOWN
    return ", ".join(said) if more <= 1 else f"{', '.join(said[:_SHOWN])} … +{more}"


def day(written: str) -> str:
    return day_in_words(date.fromisoformat(written), "id", brief=True)


def both_states(state: str) -> str:
    return f"{state_in_words(state, 'id')} / {state_in_words(state, 'en').lower()}"


def both(value: str) -> str:
    return f"{term(value, 'id')} / {term(value, 'en')}"
