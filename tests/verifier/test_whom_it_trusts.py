"""A checkpoint is believed when its log signed it and the quorum of the policy cosigned it."""

from pathlib import Path

import pytest

from infrastructure.ledger.signing import Algorithm, SigningKey
from interface.cli import verifier
from tests.verifier.conftest import Printed, verdict
from tests.verifier.material import (
    LOG,
    THIEF,
    WITNESSES,
    Book,
    Signer,
    facts,
    policy,
)


@pytest.mark.parametrize(
    ("signers", "said"),
    [
        ((), "the log has not signed it."),
        ((THIEF, *WITNESSES.values()), "the log has not signed it."),
        ((LOG,), "too few witnesses have cosigned it."),
        ((LOG, WITNESSES["a"], WITNESSES["b"]), "too few witnesses have cosigned it."),
        ((LOG, WITNESSES["c"]), "too few witnesses have cosigned it."),
    ],
)
def test_a_checkpoint_without_those_who_are_trusted(
    signers: tuple[Signer, ...], said: str, trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    note = tmp_path / "checkpoint"
    note.write_text(Book(facts(3), signers).checkpoint())
    assert verdict(capsys, note, policy=trusted) == f"checkpoint, {said}"


@pytest.mark.parametrize(
    ("quorum", "enough"),
    [
        ("none", []),
        ("a", ["a"]),
        ("two", ["a", "b"]),
        ("all-of-them", ["a", "b", "c"]),
    ],
)
def test_a_quorum_is_met_by_its_members_and_not_by_fewer(
    quorum: str, enough: list[str], tmp_path: Path, capsys: Printed
) -> None:
    file, note = tmp_path / "policy", tmp_path / "checkpoint"
    file.write_text(policy(quorum))
    note.write_text(Book(facts(3), (LOG, *(WITNESSES[name] for name in enough))).checkpoint())
    assert verifier.verify(note, policy=file) == 0
    for missing in enough:
        seen = (WITNESSES[name] for name in enough if name != missing)
        note.write_text(Book(facts(3), (LOG, *seen)).checkpoint())
        assert verifier.verify(note, policy=file) == 4
    capsys.readouterr()


def test_a_forged_signature_of_a_known_key_is_not_passed_over(
    trusted: Path, tmp_path: Path, capsys: Printed
) -> None:
    """Its name and id are right: somebody wants it to be believed, though nobody asks for it."""
    note, file = tmp_path / "checkpoint", tmp_path / "policy"
    file.write_text(policy("none"))
    of_another = Book(facts(4)).checkpoint().split("\n")[5]
    note.write_text(Book(facts(3), (LOG,)).checkpoint() + of_another + "\n")
    assert verdict(capsys, note, policy=file) == "checkpoint, a signature does not hold."


def test_a_log_of_another_name(tmp_path: Path, capsys: Printed) -> None:
    note, file = tmp_path / "checkpoint", tmp_path / "policy"
    file.write_text(policy("none").replace(LOG.vkey, Signer("lain.example", 1, 1).vkey))
    note.write_text(Book(facts(3)).checkpoint())
    assert verdict(capsys, note, policy=file) == "checkpoint, it is of another log."


@pytest.mark.parametrize(
    "written",
    [
        "",
        "quorum none\nquorum none\n",
        "quorum nobody\n",
        f"witness none {WITNESSES['a'].vkey}\nquorum none\n",
        f"witness a {WITNESSES['a'].vkey}\nwitness a {WITNESSES['b'].vkey}\nquorum a\n",
        f"witness a {WITNESSES['a'].vkey}\nwitness b {WITNESSES['a'].vkey}\nquorum a\n",
        f"witness a {WITNESSES['a'].vkey}\ngroup g 2 a\nquorum g\n",
        f"witness a {WITNESSES['a'].vkey}\ngroup g 0 a\nquorum g\n",
        f"witness a {WITNESSES['a'].vkey}\ngroup g any\nquorum g\n",
        f"witness a {WITNESSES['a'].vkey}\ngroup g any a b\nquorum g\n",
        f"witness a {WITNESSES['a'].vkey}\ngroup g 2 a a\nquorum g\n",
        f"witness a {WITNESSES['a'].vkey}\ngroup g any a\ngroup h any a\nquorum g\n",
        f"group g any a\nwitness a {WITNESSES['a'].vkey}\nquorum g\n",
        f"witness a {LOG.vkey}\nquorum a\n",
        "group none any none\nquorum none\n",
        "wittness a b\nquorum none\n",
    ],
)
def test_a_policy_that_says_something_else_than_it_seems_is_refused(written: str) -> None:
    with pytest.raises(verifier.CannotBegin):
        verifier.policy_of(written)


def test_a_policy_may_be_set_out_with_blanks_and_remarks() -> None:
    spaced = policy().replace("\n", " \t\n\n  # remark\n").replace(" all ", " \t all\t")
    assert verifier.policy_of(spaced) == verifier.policy_of(policy())


def test_a_post_quantum_line_is_not_checked_and_vouches_for_nothing(
    tmp_path: Path, capsys: Printed
) -> None:
    """It takes more than the standard library; the Ed25519 line beside it is as good as before."""
    quantum = SigningKey(LOG.name, Algorithm.ML_DSA_44, bytes(32))
    watching = SigningKey("q.example", Algorithm.ML_DSA_44, bytes(range(32)))
    plain = Book(facts(3), (LOG,)).checkpoint()
    text = plain.partition("\n\n")[0] + "\n"
    both = plain + "".join(f"{key.sign(text, 5).line()}\n" for key in (quantum, watching))
    note, file = tmp_path / "checkpoint", tmp_path / "policy"
    note.write_text(both)
    keys = f"log {LOG.vkey}\nlog {quantum.verifier}\nwitness q {watching.verifier}\n"
    file.write_text(f"{keys}quorum none\n")
    assert verifier.verify(note, policy=file) == 0
    output = capsys.readouterr().out
    assert "Tidak diperiksa / Not checked: contoh.example/buku, ML-DSA-44\n" in output
    assert "Tidak diperiksa / Not checked: q.example, ML-DSA-44\n" in output
    file.write_text(f"{keys}quorum q\n")
    assert verdict(capsys, note, policy=file) == "checkpoint, too few witnesses have cosigned it."
    note.write_text(f"{text}\n{quantum.sign(text, 5).line()}\n")
    file.write_text(f"{keys}quorum none\n")
    assert verdict(capsys, note, policy=file) == "checkpoint, the log has not signed it."
