"""A witness vouches for one history of a log: it cosigns what continues, and nothing else."""

import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.envelope import Instant
from infrastructure.clock import SandboxClock, SystemClock
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.continuation import BadContinuation, Continuation
from infrastructure.ledger.key_folder import KeysUnfit
from infrastructure.ledger.memory import Memory
from infrastructure.ledger.policy import Policy
from infrastructure.ledger.signing import Algorithm, SigningKey
from infrastructure.ledger.witness import NotCosigned, Reason, Witness
from infrastructure.ledger.witness_folder import SEEN, NoWitness, WitnessFolder
from tests.verifier.material import LOG, ORIGIN, THIEF, WITNESSES, Book, Signer, facts, lines

NAME = "inspektorat.example/saksi"
NOON = Instant("2026-01-02T05:00:00.000000Z")
SECONDS = 1_767_330_000
KNOWN = Policy.of_text(f"log {LOG.vkey}\nquorum none\n")
BOOK = Book(facts(40), (LOG,))
OTHER = Book([fact.replace(b"t.v1", b"t.v9") for fact in facts(40)], (LOG,))
KEY = SigningKey(NAME, Algorithm.ED25519_COSIGNATURE, bytes(range(32)))


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(NOON)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path / SEEN)
    yield memory
    memory.close()


@pytest.fixture
def witness(memory: Memory, clock: SandboxClock) -> Witness:
    return Witness([KEY], memory, KNOWN, clock)


def asked(old: int, size: int, book: Book = BOOK) -> Continuation:
    return Continuation.of_text(Book(book.entries[:size], book.signers).continued(old))


def refused(witness: Witness, request: Continuation) -> Reason:
    with pytest.raises(NotCosigned) as error:
        witness.cosign(request)
    return error.value.reason


def test_it_cosigns_what_continues_and_says_when(witness: Witness, memory: Memory) -> None:
    for old, size in ((0, 5), (5, 6), (6, 40)):
        request = asked(old, size)
        [line] = witness.cosign(request)
        assert KEY.verifier.verifies(request.note.text, line)
        assert KEY.verifier.time_of(line) == SECONDS
        assert memory.seen(ORIGIN).size == size
        assert memory.seen(ORIGIN).root == Checkpoint.of_text(request.note.text).root


def test_the_same_head_is_cosigned_again_with_a_new_time(
    witness: Witness, clock: SandboxClock
) -> None:
    witness.cosign(asked(0, 5))
    clock.set(Instant("2026-01-02T05:00:30.000000Z"))
    [line] = witness.cosign(asked(5, 5))
    assert KEY.verifier.time_of(line) == SECONDS + 30


def test_it_signs_with_every_key_it_has(memory: Memory, clock: SandboxClock) -> None:
    quantum = SigningKey(NAME, Algorithm.ML_DSA_44, bytes(range(32)))
    request = asked(0, 5)
    first, second = Witness([KEY, quantum], memory, KNOWN, clock).cosign(request)
    assert KEY.verifier.verifies(request.note.text, first)
    assert quantum.verifier.verifies(request.note.text, second)


def test_a_key_that_does_not_say_when_is_no_key_of_a_witness(
    memory: Memory, clock: SandboxClock
) -> None:
    plain = SigningKey(NAME, Algorithm.ED25519, bytes(range(32)))
    for keys in ([], [plain], [KEY, plain]):
        with pytest.raises(ValueError, match="needs a key"):
            Witness(keys, memory, KNOWN, clock)


@pytest.mark.parametrize("old", [0, 4, 6])
def test_a_proof_from_another_head_than_the_newest_is_refused_and_the_size_told(
    witness: Witness, memory: Memory, old: int
) -> None:
    witness.cosign(asked(0, 5))
    with pytest.raises(NotCosigned) as error:
        witness.cosign(asked(old, 10))
    assert (error.value.reason, error.value.size) == (Reason.OTHER_SIZE, 5)
    assert memory.seen(ORIGIN).size == 5


def test_a_log_it_was_not_told_of_is_refused(memory: Memory, clock: SandboxClock) -> None:
    nobody = Witness([KEY], memory, Policy.of_text("quorum none\n"), clock)
    assert refused(nobody, asked(0, 5)) is Reason.UNKNOWN_LOG
    assert memory.seen(ORIGIN).size == 0


@pytest.mark.parametrize("signer", [THIEF, WITNESSES["a"]], ids=["a thief", "another"])
def test_a_head_its_log_did_not_sign_is_refused(
    witness: Witness, memory: Memory, signer: Signer
) -> None:
    assert refused(witness, asked(0, 5, Book(BOOK.entries, (signer,)))) is Reason.NOT_SIGNED
    assert memory.seen(ORIGIN).size == 0


def test_a_second_history_is_refused_and_kept_as_evidence(witness: Witness, memory: Memory) -> None:
    """Two heads of one size signed by one log: whoever sees both knows that it lied."""
    witness.cosign(asked(0, 5))
    forged = asked(5, 5, OTHER)
    for _ in range(2):
        assert refused(witness, forged) is Reason.CONTRADICTION
    assert memory.contradictions() == [(str(forged.note), str(asked(0, 5).note))]
    assert memory.seen(ORIGIN).root == asked(0, 5).head.root


@pytest.mark.parametrize("old", [5, 8])
def test_a_rewritten_history_is_refused(witness: Witness, memory: Memory, old: int) -> None:
    witness.cosign(asked(0, old))
    assert refused(witness, asked(old, 40, OTHER)) is Reason.NOT_CONTINUED
    assert memory.seen(ORIGIN).size == old


def test_every_bit_of_a_proof_counts(witness: Witness, memory: Memory) -> None:
    witness.cosign(asked(0, 13))
    request = asked(13, 40)
    assert len(request.path) > 3
    for node in range(len(request.path)):
        for bit in (0, 100, 255):
            changed = bytearray(request.path[node])
            changed[bit // 8] ^= 1 << bit % 8
            path = (*request.path[:node], bytes(changed), *request.path[node + 1 :])
            forged = Continuation.of(13, path, request.note)
            assert refused(witness, forged) is Reason.NOT_CONTINUED
    shorter = Continuation.of(13, request.path[:-1], request.note)
    assert refused(witness, shorter) is Reason.NOT_CONTINUED
    assert memory.seen(ORIGIN).size == 13
    witness.cosign(request)


def test_a_clock_that_went_back_signs_nothing(memory: Memory, clock: SandboxClock) -> None:
    Witness([KEY], memory, KNOWN, clock).cosign(asked(0, 5))
    earlier = SandboxClock(Instant("2026-01-02T04:59:59.000000Z"))
    late = Witness([KEY], memory, KNOWN, earlier)
    assert refused(late, asked(5, 6)) is Reason.CLOCK_BEHIND
    assert memory.seen(ORIGIN).size == 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        BOOK.checkpoint(),
        BOOK.continued(3).replace("old 3", "old 03"),
        BOOK.continued(3).replace("old 3", "old -3"),
        BOOK.continued(3).replace("old 3", "old \u0663"),
        BOOK.continued(3).replace("old 3", "old 41"),
        BOOK.continued(3).replace("old 3", "new 3"),
        BOOK.continued(3).replace("old 3\n", "old 3\n\n"),
        BOOK.continued(3).replace("old 3\n", "old 3\nAAAA\n"),
        BOOK.continued(3).replace("old 3\n", "old 3\n" + lines([bytes(32)] * 64)),
        BOOK.continued(3).rpartition("\n\n")[0],
        BOOK.continued(3).replace(f"\n{ORIGIN}\n40\n", f"\n{ORIGIN}\n040\n"),
    ],
)
def test_a_request_has_one_form(text: str) -> None:
    with pytest.raises(BadContinuation):
        Continuation.of_text(text)


def test_a_request_is_read_as_it_is_written() -> None:
    assert str(Continuation.of_text(BOOK.continued(3))) == BOOK.continued(3)
    assert b64encode(Continuation.of_text(BOOK.continued(3)).path[0]).decode() in BOOK.continued(3)


# --- what survives, and what happens at once ---


def test_what_was_seen_is_on_disk_before_the_answer(tmp_path: Path) -> None:
    memory = Memory(tmp_path / SEEN)
    Witness([KEY], memory, KNOWN, SystemClock()).cosign(asked(0, 5))
    with sqlite3.connect(tmp_path / SEEN) as other:
        assert other.execute("SELECT origin, size FROM seen").fetchall() == [(ORIGIN, 5)]
        assert other.execute("PRAGMA synchronous").fetchone() is not None
    again = Memory(tmp_path / SEEN)
    assert again.seen(ORIGIN).size == 5
    for one in (memory, again):
        one.close()


def cosigned(folder: str, size: int) -> bool:
    """Whether a witness of its own over the same memory cosigned a head after the first five."""
    memory = Memory(Path(folder) / SEEN)
    try:
        Witness([KEY], memory, KNOWN, SystemClock()).cosign(asked(5, size))
    except NotCosigned as refused:
        return refused.reason is not Reason.OTHER_SIZE
    finally:
        memory.close()
    return True


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_of_many_requests_at_once_one_is_cosigned(
    tmp_path: Path, pool: type[ThreadPoolExecutor | ProcessPoolExecutor]
) -> None:
    """Each continues the first five facts; cosigned one beside the other, they would fork."""
    memory = Memory(tmp_path / SEEN)
    Witness([KEY], memory, KNOWN, SystemClock()).cosign(asked(0, 5))
    sizes = range(6, 22)
    with pool(4) as workers:
        done = list(workers.map(cosigned, [str(tmp_path)] * len(sizes), sizes))
    assert done.count(True) == 1
    assert memory.seen(ORIGIN).size == sizes[done.index(True)]
    memory.close()


# --- its folder ---


def test_a_witness_lives_in_a_folder_that_is_its_own(tmp_path: Path) -> None:
    folder = WitnessFolder(tmp_path / "saksi")
    with pytest.raises(NoWitness), folder.open(KNOWN, SystemClock()):
        pass
    key = folder.make(NAME)
    assert key.algorithm is Algorithm.ED25519_COSIGNATURE
    with folder.open(KNOWN, SystemClock()) as witness:
        [line] = witness.cosign(asked(0, 5))
    assert key.verifier.verifies(asked(0, 5).note.text, line)
    with folder.open(KNOWN, SystemClock()) as witness:
        assert refused(witness, asked(0, 6)) is Reason.OTHER_SIZE
    for file in folder.path.glob("*.key"):
        file.chmod(0o644)
    with pytest.raises(KeysUnfit, match="chmod 600"), folder.open(KNOWN, SystemClock()):
        pass
