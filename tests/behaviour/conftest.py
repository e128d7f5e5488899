"""What several tests of behaviour stand on."""

from collections.abc import Iterator

import pytest

from tests.behaviour.internship import Internship
from tests.in_memory import temporary_files


@pytest.fixture(scope="package", autouse=True)
def in_memory() -> Iterator[None]:
    """The stores of these tests lie in memory."""
    with temporary_files():
        yield


@pytest.fixture
def stage() -> Iterator[Internship]:
    """A sandbox with a host under agreement, and people who can act; closed afterwards."""
    stage = Internship()
    yield stage
    stage.store.close()
