"""A policy says whom one trusts and how many of them it takes; and nothing it does not say."""

import pytest

from infrastructure.ledger.policy import BadPolicy, Policy
from infrastructure.ledger.signing import Algorithm, SigningKey
from interface.cli import verifier
from tests.verifier.material import LOG, WITNESSES
from tests.verifier.material import policy as written

A, B = WITNESSES["a"].vkey, WITNESSES["b"].vkey
QUANTUM = str(SigningKey("q.example", Algorithm.ML_DSA_44, bytes(32)).verifier)


def test_logs_witnesses_their_addresses_groups_and_the_quorum() -> None:
    policy = Policy.of_text(
        f"log {LOG.vkey} https://contoh.example/\n"
        f"witness a {A} http://a.example/\n"
        f"\twitness  b\t{B}  \n"
        "  # a remark\n\n"
        "group one any a b\n"
        "quorum one\n"
    )
    assert [str(key) for key in policy.keys_of(LOG.name)] == [LOG.vkey]
    assert policy.keys_of("lain.example") == ()
    assert [(one.name, str(one.key), one.url) for one in policy.witnesses] == [
        ("a", A, "http://a.example/"),
        ("b", B, None),
    ]
    assert policy.is_met(["b"])
    assert not policy.is_met([])


@pytest.mark.parametrize(
    ("quorum", "cosigned", "met"),
    [
        ("none", "", True),
        ("a", "a", True),
        ("a", "bc", False),
        ("two", "ab", True),
        ("two", "a", False),
        ("two", "ac", False),
        ("all-of-them", "abc", True),
        ("all-of-them", "ab", False),
        ("all-of-them", "bc", False),
    ],
)
def test_a_quorum_is_met_by_enough_members_and_of_every_group_that_must(
    quorum: str, cosigned: str, met: bool
) -> None:
    assert Policy.of_text(written(quorum)).is_met(list(cosigned)) is met


def test_a_witness_may_have_a_post_quantum_key_and_a_log_too() -> None:
    policy = Policy.of_text(f"log {QUANTUM}\nquorum none\n")
    assert policy.keys_of("q.example")[0].algorithm is Algorithm.ML_DSA_44
    assert Policy.of_text(f"witness q {QUANTUM}\nquorum q\n").is_met(["q"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum none\nquorum none\n",
        "quorum nobody\n",
        "quorum none x\n",
        f"witness none {A}\nquorum none\n",
        f"witness a {A}\nwitness a {B}\nquorum a\n",
        f"witness a {A}\nwitness b {A}\nquorum a\n",
        f"witness a {A}\ngroup a any a\nquorum a\n",
        f"witness a {A}\ngroup g 2 a\nquorum g\n",
        f"witness a {A}\ngroup g 0 a\nquorum g\n",
        f"witness a {A}\ngroup g 01 a\nquorum g\n",
        f"witness a {A}\ngroup g \u0661 a\nquorum g\n",
        f"witness a {A}\ngroup g any\nquorum g\n",
        f"witness a {A}\ngroup g any a b\nquorum g\n",
        f"witness a {A}\ngroup g 2 a a\nquorum g\n",
        f"witness a {A}\ngroup g any a\ngroup h any a\nquorum g\n",
        f"group g any a\nwitness a {A}\nquorum g\n",
        f"witness a {LOG.vkey}\nquorum a\n",
        f"log {A}\nquorum none\n",
        f"log {LOG.vkey[:-2]}\nquorum none\n",
        f"log {LOG.vkey}\r\nquorum none\r\n",
        "group none any none\nquorum none\n",
        "wittness a b\nquorum none\n",
    ],
)
def test_what_could_be_meant_otherwise_is_refused_by_the_product_and_the_verifier(
    text: str,
) -> None:
    with pytest.raises(BadPolicy):
        Policy.of_text(text)
    with pytest.raises(verifier.CannotBegin):
        verifier.policy_of(text)


def test_what_is_wrong_is_told_with_its_line() -> None:
    with pytest.raises(BadPolicy, match="^line 2: nobody is called x above$"):
        Policy.of_text("\nquorum x\n")
