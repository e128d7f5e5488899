"""Group commit: who arrives while a commit runs shares the next one; each ask is judged alone."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from application.ports import Append, KeyTaken, Outcome, Recorded, Stale
from domain.envelope import AnyEnvelope
from infrastructure.grouping import GroupCommit
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import Unrecordable
from tests.contract.small_domain import JarOpened, ask, draft, put


class Disk:
    """Where groups are written: it takes its time, and keeps what each commit was given.

    The first commit runs until `let_go`. An ask to stream `jar:bad` cannot be recorded; one to
    `jar:broken` breaks the disk.
    """

    def __init__(self) -> None:
        self.commits: list[list[str]] = []
        self.running = Event()
        self.let_go = Event()

    def write(self, asks: Sequence[Append]) -> list[Outcome]:
        streams = [stream for one in asks for stream in one.expected]
        self.commits.append(streams)
        self.running.set()
        assert self.let_go.wait(10)
        if "jar:broken" in streams:
            raise OSError("the disk broke")
        if "jar:bad" in streams:
            raise Unrecordable(streams.index("jar:bad"), "bad")
        return [Stale(stream) for stream in streams]


def gather(
    group: GroupCommit, disk: Disk, pool: ThreadPoolExecutor, *calls: list[str]
) -> list["Future[list[Outcome]]"]:
    """Submit `jar:first`, and then each call while that commit runs, in this order."""
    answers = [pool.submit(group.append, [put("jar:first", 0)])]
    assert disk.running.wait(10)
    for number, streams in enumerate(calls, start=1):
        answers.append(pool.submit(group.append, [put(stream, 0) for stream in streams]))
        while len(group._gathered) < number:
            assert not answers[-1].done()
    disk.let_go.set()
    return answers


def test_a_lone_caller_waits_for_nobody() -> None:
    disk = Disk()
    disk.let_go.set()
    group = GroupCommit(disk.write)
    for _ in range(3):
        assert group.append([put("jar:1", 0)]) == [Stale("jar:1")]
    assert disk.commits == [["jar:1"]] * 3


def test_those_who_come_while_a_commit_runs_share_the_next_one() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    with ThreadPoolExecutor(8) as pool:
        answers = gather(group, disk, pool, ["jar:1"], ["jar:2", "jar:3"], ["jar:4"])
    assert disk.commits == [["jar:first"], ["jar:1", "jar:2", "jar:3", "jar:4"]]
    assert [answer.result() for answer in answers] == [
        [Stale("jar:first")],
        [Stale("jar:1")],
        [Stale("jar:2"), Stale("jar:3")],
        [Stale("jar:4")],
    ]


def test_a_call_that_cannot_be_recorded_fails_alone() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    with ThreadPoolExecutor(8) as pool:
        answers = gather(group, disk, pool, ["jar:1"], ["jar:2", "jar:bad"], ["jar:3"], ["jar:bad"])
    assert disk.commits[1:] == [
        ["jar:1", "jar:2", "jar:bad", "jar:3", "jar:bad"],
        ["jar:1", "jar:3", "jar:bad"],
        ["jar:1", "jar:3"],
    ]
    for answer in (answers[2], answers[4]):
        assert isinstance(answer.exception(), Unrecordable)
    assert [answers[n].result() for n in (1, 3)] == [[Stale("jar:1")], [Stale("jar:3")]]


def test_a_leader_that_cannot_be_recorded_still_writes_for_the_others() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    with ThreadPoolExecutor(8) as pool:
        answers = gather(group, disk, pool, ["jar:bad"], ["jar:1"])
    assert isinstance(answers[1].exception(), Unrecordable)
    assert answers[2].result() == [Stale("jar:1")]


def test_an_error_of_the_database_reaches_every_caller_of_the_group_and_no_other() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    with ThreadPoolExecutor(8) as pool:
        answers = gather(group, disk, pool, ["jar:1"], ["jar:broken"], ["jar:2"])
    assert answers[0].result() == [Stale("jar:first")]
    assert [type(answer.exception()) for answer in answers[1:]] == [OSError] * 3
    assert group.append([put("jar:3", 0)]) == [Stale("jar:3")]


# --- the same through a real log -------------------------------------------------------------


def at_once(count: int, act: Callable[[int], list[Outcome]]) -> list[list[Outcome]]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(act, range(count)))


def test_many_threads_each_get_their_own_facts_and_share_commits(log: StoredLog) -> None:
    commits: list[int] = []
    log.follow(lambda facts: commits.append(len(facts)))

    def keeper(number: int) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for version in range(20):
            outcomes += log.append([put(f"jar:{number}", version, coins=number)])
        return outcomes

    for number, outcomes in enumerate(at_once(12, keeper)):
        facts: list[AnyEnvelope] = []
        for outcome in outcomes:
            assert isinstance(outcome, Recorded)
            facts += outcome.envelopes
        assert [fact.version for fact in facts] == list(range(1, 21))
        assert list(log.stream(f"jar:{number}")) == facts
    assert [fact.position for fact in log.tail(0)] == list(range(1, 241))
    assert sum(commits) == 240
    assert len(commits) < 240


def test_of_many_decisions_on_one_version_exactly_one_stands(log: StoredLog) -> None:
    outcomes = [outcome for [outcome] in at_once(16, lambda _: log.append([put("jar:1", 0)]))]
    assert sum(isinstance(outcome, Recorded) for outcome in outcomes) == 1
    assert outcomes.count(Stale("jar:1")) == 15


def test_of_many_repeats_of_one_key_exactly_one_is_recorded(log: StoredLog) -> None:
    same = put("jar:1", 0, key="k-1", request_hash=b"h")
    outcomes = [outcome for [outcome] in at_once(16, lambda _: log.append([same]))]
    assert sum(isinstance(outcome, Recorded) for outcome in outcomes) == 1
    assert outcomes.count(KeyTaken(b"h", range(1, 2))) == 15


def test_a_malformed_append_among_many_hurts_only_its_caller(log: StoredLog) -> None:
    decomposed = ask(draft("jar:bad", JarOpened(label="e\u0301")), expected={"jar:bad": 0})

    def keeper(number: int) -> list[Outcome]:
        if number % 2:
            with pytest.raises(Unrecordable):
                log.append([put(f"jar:{number}", 0), decomposed])
            return []
        return log.append([put(f"jar:{number}", 0)])

    outcomes = at_once(12, keeper)
    assert sum(len(some) for some in outcomes) == 6
    assert [fact.position for fact in log.tail(0)] == list(range(1, 7))
