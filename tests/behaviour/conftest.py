"""What several tests of behaviour stand on."""

from collections.abc import Iterator

import pytest

from tests.behaviour.internship import Internship


@pytest.fixture
def stage() -> Iterator[Internship]:
    """A sandbox with a host under agreement, and people who can act; closed afterwards."""
    stage = Internship()
    yield stage
    stage.store.close()
