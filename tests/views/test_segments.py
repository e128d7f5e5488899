"""At every position and on every day the segments of a key answer what a fold from zero gives."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.base import Fact
from domain.envelope import AnyEnvelope
from infrastructure.segments import (
    FOREVER,
    NOTHING,
    Segment,
    believed_after,
    changes,
    day_of,
    without_gaps,
)
from tests.memory_log import MemoryLog
from tests.view_examples import (
    SHELVES,
    START,
    Closed,
    Moved,
    Opened,
    Put,
    Recounted,
    ShelfRow,
    day,
)

DAYS = 6
Step = tuple[Fact, int]

steps: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(
        st.one_of(
            st.builds(Opened, room=st.sampled_from("AB")),
            st.builds(Put, books=st.integers(0, 2)),
            st.builds(Put, books=st.integers(1, 3)),
            st.builds(Moved, room=st.sampled_from("AB")),
            st.builds(Recounted, books=st.integers(0, 3)),
            st.builds(Closed),
        ),
        st.integers(0, DAYS - 1),
    ),
    max_size=12,
)


def folded(facts: Sequence[AnyEnvelope], on: int) -> ShelfRow | None:
    """The row on a day from nothing; what is not there yet on that day takes no effect."""
    row: ShelfRow | None = None
    for fact in facts:
        if day_of(SHELVES, fact) <= on:
            try:
                row = SHELVES.evolve(row, fact)
            except LookupError:
                continue
    return row


class History:
    """All segments a key ever had, kept as a store keeps them."""

    def __init__(self) -> None:
        self.segments: list[Segment] = [NOTHING]
        self.believed: Sequence[Segment] = [NOTHING]

    def add(self, fact: AnyEnvelope) -> None:
        found = changes(
            self.believed,
            fact.position,
            day_of(SHELVES, fact),
            lambda row: SHELVES.evolve(row, fact),
        )
        for old, new in found:
            if old is not None:
                self.segments.remove(old)
            self.segments.append(new)
        self.believed = believed_after(self.believed, found)

    def answers(self, on: int, position: int) -> list[Segment]:
        return [segment for segment in self.segments if segment.answers(on, position)]


def placed(history: Sequence[Step]) -> list[AnyEnvelope]:
    """The facts that can be placed by all that is known when they are recorded."""
    log = MemoryLog()
    row: ShelfRow | None = None
    facts = []
    for fact, offset in history:
        if row is None and not isinstance(fact, Opened):
            continue
        envelope = log.record("shelf:a", fact, day(offset))
        row = SHELVES.evolve(row, envelope)
        facts.append(envelope)
    return facts


@given(steps)
@settings(derandomize=True, max_examples=600, deadline=None)
def test_exactly_one_segment_answers_and_it_is_the_fold_from_zero(history: list[Step]) -> None:
    facts = placed(history)
    kept = History()
    for fact in facts:
        kept.add(fact)
    for position in range(len(facts) + 1):
        for on in (0, *range(START - 1, START + DAYS), FOREVER - 1):
            answers = kept.answers(on, position)
            assert len(answers) == 1
            assert answers[0].row == folded(facts[:position], on)


@given(steps)
@settings(derandomize=True, max_examples=300, deadline=None)
def test_believed_segments_are_the_answers_of_the_last_position(history: list[Step]) -> None:
    facts = placed(history)
    kept = History()
    for fact in facts:
        kept.add(fact)
    assert [segment.valid_from for segment in kept.believed] == sorted(
        {segment.valid_from for segment in kept.segments if segment.known_until is None}
    )
    with_a_row = [segment for segment in kept.believed if segment.row is not None]
    rebuilt = list(without_gaps(with_a_row))
    for on in (0, *range(START - 1, START + DAYS), FOREVER - 1):
        (stored,) = [s for s in rebuilt if s.valid_from <= on < s.valid_until]
        assert stored.row == folded(facts, on)


def test_a_fact_in_effective_order_bounds_one_segment_and_opens_one() -> None:
    facts = placed([(Opened(room="A"), 0), (Put(books=1), 1), (Put(books=2), 3)])
    kept = History()
    for fact in facts[:2]:
        kept.add(fact)
    last = kept.believed[-1]
    found = changes([last], 3, START + 3, lambda row: SHELVES.evolve(row, facts[2]))
    assert [(old is last, new.valid_from, new.valid_until) for old, new in found] == [
        (True, START + 1, START + 3),
        (False, START + 3, FOREVER),
    ]
    assert found[0].new.bounded_at == 3


def test_a_fact_that_changes_no_row_changes_no_segment() -> None:
    facts = placed([(Opened(room="A"), 0), (Moved(room="A"), 2)])
    kept = History()
    kept.add(facts[0])
    before = list(kept.segments)
    kept.add(facts[1])
    assert kept.segments == before


def test_a_backdated_fact_replaces_only_segments_whose_row_changes() -> None:
    facts = placed(
        [(Opened(room="A"), 0), (Put(books=1), 2), (Moved(room="B"), 4), (Moved(room="B"), 1)]
    )
    kept = History()
    for fact in facts[:3]:
        kept.add(fact)
    open_before = kept.believed[-1]
    kept.add(facts[3])
    assert kept.believed[-1] is open_before
    assert [segment.known_until for segment in kept.segments if segment.known_until] == [4, 4]
