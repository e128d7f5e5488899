"""Lists, at the end of a run, what the contract names and the code does not have yet."""

import pytest

_MISSING = pytest.StashKey[dict[str, list[str]]]()


@pytest.fixture
def still_to_build(pytestconfig: pytest.Config) -> dict[str, list[str]]:
    """What is missing, by kind; a test puts its list here."""
    return pytestconfig.stash.setdefault(_MISSING, {})


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for kind, names in config.stash.get(_MISSING, {}).items():
        if names:
            terminalreporter.section(f"contract: {len(names)} {kind} still to build")
            terminalreporter.line(", ".join(names))
