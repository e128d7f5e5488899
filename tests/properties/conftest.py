"""Says with what seed the searches began, so that a failing one can be repeated."""

import pytest

from tests.properties.searching import FACTOR, SEED


@pytest.hookimpl(tryfirst=True)
def pytest_report_header() -> str:
    return f"searches: JEJAK_SEED={SEED} JEJAK_EXAMPLES={FACTOR}"
