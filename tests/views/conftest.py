"""What the tests of views stand on."""

from collections.abc import Iterator

import pytest

from tests.in_memory import temporary_files


@pytest.fixture(scope="package", autouse=True)
def in_memory() -> Iterator[None]:
    """Their stores lie in memory."""
    with temporary_files():
        yield
