"""For every rule R01 to R100: the rule taken out, and a test that names it and then fails.

A rule is taken out by the mutants that speak of it: first where its code is raised, then where the
function or the statement names its number, then where few other tests come by. Only the tests that
carry the number in their names are run.
"""

import re
from collections.abc import Iterable, Iterator

from domain.codes import RULES_OF, Code
from tests.mutation.mutants import Mutant
from tests.mutation.reach import Reach

RULES = [f"R{number:02}" for number in range(1, 101)]
TRIED = 10


def naming(rule: str, tests: Iterable[str]) -> set[str]:
    """The tests that name the rule: `test_r64_r66_…` names two."""
    return {test for test in tests if rule in _named(test.rpartition("::")[2])}


def names_one(test: str) -> bool:
    """Whether the test, given as `file::test`, names a rule."""
    return bool(_named(test.rpartition("::")[2]))


def _named(test: str) -> set[str]:
    numbers = re.match(r"test_((?:r\d+_)+)", test)
    return {f"R{int(n):02}" for n in re.findall(r"\d+", numbers[1])} if numbers else set()


def takings_out(rule: str, mutants: Iterable[Mutant], reach: Reach) -> list[Mutant]:
    """The mutants that take the rule out, the likeliest first; none if its tests reach none."""
    own = naming(rule, reach.seconds)
    rated = []
    for mutant in mutants:
        reaching = reach.by(mutant.file, *mutant.lines)
        if reaching & own:
            share = len(reaching & own) / len(reaching)
            rated.append(
                (_speaks(rule, mutant), mutant.kind == "refusal", share, mutant.name, mutant)
            )
    return [mutant for *_, mutant in sorted(rated, key=lambda one: one[:4], reverse=True)[:TRIED]]


def _speaks(rule: str, mutant: Mutant) -> int:
    """3: raises the code of the rule; 2: names its number; 1: its class or module does; 0: none."""
    if mutant.kind == "refusal":
        told = re.search(r'rule="(R\d+)"', mutant.what)
        codes = [Code[name] for name in re.findall(r"Code\.(\w+)", mutant.what)]
        rules = {told[1]} if told else {r for code in codes for r in RULES_OF.get(code, ())}
        if rule in rules:
            return 3
    if rule in set(_numbers(mutant.words)):
        return 2
    return 1 if rule in set(_numbers(mutant.around)) else 0


def _numbers(words: str) -> Iterator[str]:
    """The rules a text names, those of a range `R08-R14` included."""
    for first, last in re.findall(r"\bR(\d+)(?:-R(\d+))?\b", words):
        yield from (f"R{number:02}" for number in range(int(first), int(last or first) + 1))
