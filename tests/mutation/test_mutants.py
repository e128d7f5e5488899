"""The mutants themselves: what is changed, and that a change bites in the living function."""

from pathlib import Path

from tests.mutation.mutants import mutants_of, put_in
from tests.mutation.rules import naming

SOURCE = '''
def decide(verdict, day, last):
    """A rule (R13)."""
    if day > last and last:
        verdict.broken("CODE")
    return day + 1
'''


def test_every_kind_of_mistake_is_found_in_its_place() -> None:
    found = [(mutant.kind, mutant.line, mutant.what) for mutant in mutants_of("m.py", SOURCE)]

    assert sorted(found) == [
        ("arithmetic", 6, "day + 1 → day - 1"),
        ("boundary", 4, "day > last → day >= last"),
        ("compare", 4, "day > last → day <= last"),
        ("logic", 4, "without “day > last”"),
        ("logic", 4, "without “last”"),
        ("number", 6, "1 → 2"),
        ("refusal", 5, "verdict.broken('CODE') → pass"),
    ]


def test_a_mutant_takes_the_place_of_the_living_function_and_of_those_made_in_it(
    tmp_path: Path,
) -> None:
    source = "def most(n):\n    def fits(value):\n        return value < n\n    return fits\n"
    names: dict[str, object] = {}
    exec(compile(source, str(tmp_path / "m.py"), "exec"), names)
    most = names["most"]
    assert callable(most)
    up_to_two = most(2)
    assert not up_to_two(2)

    [boundary] = [m for m in mutants_of("m.py", source) if m.kind == "boundary"]
    assert put_in(boundary, tmp_path)
    assert up_to_two(2)
    assert most(3)(3)


def test_a_mutant_of_what_nobody_imported_is_not_living(tmp_path: Path) -> None:
    [boundary, *_] = mutants_of("m.py", "def f(n):\n    return n < 2\n")

    assert not put_in(boundary, tmp_path)


def test_the_tests_of_a_rule_are_those_with_its_number_in_their_names() -> None:
    tests = ["a.py::test_r06_x", "a.py::test_r64_r66_y[1]", "a.py::test_z_r64", "a.py::test_r6_w"]

    assert naming("R64", tests) == {"a.py::test_r64_r66_y[1]"}
    assert naming("R06", tests) == {"a.py::test_r06_x", "a.py::test_r6_w"}
