"""Golden files bite: a changed promise is seen, and stored facts can only be added to."""

from pathlib import Path

import pytest

from tests.architecture.house import git
from tests.golden import FOLDER, ONLY_GROWS, keep

STORED = "tests/golden/" + ONLY_GROWS


def test_a_text_that_left_its_promise_fails_and_shows_the_difference(tmp_path: Path) -> None:
    (tmp_path / "help.txt").write_text("one\ntwo\n", encoding="utf-8")
    keep(tmp_path / "help.txt", "one\ntwo\n", write=False)
    with pytest.raises(AssertionError, match=r"-two\n\+three"):
        keep(tmp_path / "help.txt", "one\nthree\n", write=False)


def test_a_text_nobody_promised_fails_until_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="is not what was promised"):
        keep(tmp_path / "new" / "api.json", "{}\n", write=False)
    keep(tmp_path / "new" / "api.json", "{}\n", write=True)
    keep(tmp_path / "new" / "api.json", "{}\n", write=False)


@pytest.mark.parametrize("write", [False, True])
def test_a_stored_fact_can_be_added_but_neither_changed_nor_removed(
    tmp_path: Path, write: bool
) -> None:
    stored = tmp_path / ONLY_GROWS
    keep(stored, "fact 1\n", write=True)
    keep(stored, "fact 2\nfact 1\n", write=True)
    for less in ("fact 2\n", "fact 2\nfact 1 edited\n"):
        with pytest.raises(AssertionError, match="may only grow"):
            keep(stored, less, write=write)


def test_no_stored_fact_that_was_ever_committed_has_gone() -> None:
    file = FOLDER / ONLY_GROWS
    now = set(file.read_text(encoding="utf-8").splitlines())
    for commit in commits_of(STORED):
        gone = set(git("show", f"{commit}:{STORED}").splitlines()) - now
        assert not gone, f"kept in {commit[:10]}, gone now: {sorted(gone)}"


def commits_of(path: str) -> list[str]:
    """The commits that left the file in another form; none before the first commit."""
    return git(
        "log", "--ignore-missing", "--diff-filter=AM", "--format=%H", "HEAD", "--", path
    ).split()
