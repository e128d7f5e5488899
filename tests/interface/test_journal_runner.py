"""The journal runner: names, expectations, time, and what it says when something is not met."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from interface.bootstrap import Store, StoreKind, open_store
from interface.journal import Report, Runner
from interface.journal_lines import read_lines
from interface.transports import DoorTransport

DECREE = {"number": "SK-1", "date": "2020-01-02"}
CITY = {"name": "Pemerintah Kota", "category": "CITY"}
REGISTER = {"do": "organisation.register", "by": "root", "ref": "kota", "with": CITY}
OFFICER = {
    "do": "account.open",
    "by": "root",
    "ref": "sari",
    "with": {
        "login": "sari",
        "name": "Sari P.",
        "roles": [{"role": "OFFICER", "from": "2020-01-01", "decree": DECREE}],
    },
}


@pytest.fixture
def runner(store: Store) -> Runner:
    return Runner(DoorTransport(store))


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "test.jsonl"


def play(runner: Runner, journal: Path, *lines: dict[str, Any] | str) -> Report:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    journal.write_text("\n".join(texts), encoding="utf-8")
    return runner.run(read_lines(journal))


def said(report: Report) -> list[str]:
    """What the report says, without the folder of the file."""
    return [str(failure).rpartition("/")[2] for failure in report.failures]


# --- names ---


def test_a_name_stands_for_what_its_line_created(
    runner: Runner, journal: Path, store: Store
) -> None:
    report = play(
        runner,
        journal,
        REGISTER,
        {"ask": "organisation", "id": "$kota", "expect": {"organisation": "$kota"}},
    )
    assert report.exit_code == 0
    assert runner.names["kota"] == store.log.claimed("ref:organisation", "kota")


def test_a_hash_stands_for_the_digest_of_its_text_and_two_dollars_for_one(
    runner: Runner, journal: Path
) -> None:
    title = sha256(b"naskah A4").hexdigest()
    report = play(
        runner,
        journal,
        {**REGISTER, "with": {**CITY, "name": "$sha256:naskah A4"}},
        {"ask": "organisation", "id": "$kota", "expect": {"name": title}},
        {**REGISTER, "ref": "two", "with": {**CITY, "name": "$$kota"}},
        {"ask": "organisation", "id": "$two", "expect": {"name": "$$kota"}},
    )
    assert said(report) == []


def test_an_unknown_name_cannot_run(runner: Runner, journal: Path) -> None:
    report = play(runner, journal, {"ask": "organisation", "id": "$nowhere", "expect": {}})
    assert report.exit_code == 2
    assert said(report) == ["test.jsonl:1  ask organisation  cannot run: unknown name $nowhere"]


def test_a_refused_line_binds_nothing(runner: Runner, journal: Path) -> None:
    report = play(
        runner,
        journal,
        {**REGISTER, "by": "nobody", "expect": "UNAUTHENTICATED"},
        {"ask": "organisation", "id": "$kota"},
    )
    assert report.exit_code == 2
    assert "kota" not in runner.names


def test_the_same_reference_for_the_same_kind_of_thing_is_refused(
    runner: Runner, journal: Path
) -> None:
    report = play(runner, journal, REGISTER, {**REGISTER, "expect": "DUPLICATE_REF"})
    assert said(report) == []


# --- expectations ---


def test_a_line_that_is_not_met_says_where_what_was_expected_and_what_came(
    runner: Runner, journal: Path
) -> None:
    report = play(
        runner,
        journal,
        REGISTER,
        {"ask": "organisation", "id": "$kota", "expect": {"category": "BUMN"}},
    )
    assert report.exit_code == 1
    assert said(report) == ['test.jsonl:2  ask organisation  expected category "BUMN"  got "CITY"']


@pytest.mark.parametrize(
    ("expect", "verdict"),
    [
        ("MALFORMED", 0),
        ("MALFORMED:name", 0),
        ("MALFORMED:size", 0),
        ("MALFORMED:category", 1),
        (["MALFORMED"], 0),
        (["MALFORMED:name", "MALFORMED:size"], 0),
        (["MALFORMED:size", "MALFORMED:name", "MALFORMED"], 0),
        (["MALFORMED:name"], 1),
        ("NOT_FOUND", 1),
        (["MALFORMED", "NOT_FOUND"], 1),
        ("ok", 1),
        ([], 1),
    ],
)
def test_a_refusal_is_expected_by_its_first_code_or_by_the_set_of_all(
    runner: Runner, journal: Path, expect: Any, verdict: int
) -> None:
    line = {**REGISTER, "with": {"category": "CITY", "size": 3}, "expect": expect}
    assert play(runner, journal, line).exit_code == verdict


def test_warnings_and_the_state_after_the_act_are_expected_of_the_receipt(
    runner: Runner, journal: Path
) -> None:
    met = play(runner, journal, {**REGISTER, "state": "ACTIVE", "warns": []})
    assert met.exit_code == 0
    unmet = play(
        runner,
        journal,
        {**REGISTER, "ref": "b", "state": "CLOSED"},
        {**REGISTER, "ref": "c", "warns": ["NIP_AGE"]},
    )
    assert said(unmet) == [
        "test.jsonl:1  do organisation.register  expected state CLOSED  got ACTIVE",
        "test.jsonl:2  do organisation.register  expected warning NIP_AGE  got none",
    ]


def test_all_lines_run_unless_told_to_stop_at_the_first(store: Store, journal: Path) -> None:
    lines = [{**REGISTER, "ref": f"o{n}", "expect": "NOT_FOUND"} for n in range(3)]
    assert len(play(Runner(DoorTransport(store)), journal, *lines).failures) == 3
    stopping = play(Runner(DoorTransport(store), stop_at_first=True), journal, *lines)
    assert (stopping.lines, len(stopping.failures)) == (1, 1)


# --- keys, versions, people ---


def test_a_key_records_once_and_another_content_under_it_is_refused(
    runner: Runner, journal: Path, store: Store
) -> None:
    keyed = {"do": "organisation.register", "by": "root", "key": "k", "with": CITY}
    report = play(
        runner,
        journal,
        keyed,
        keyed,
        {**keyed, "with": {**CITY, "name": "Lain"}, "expect": "KEY_REUSED"},
    )
    assert said(report) == []
    assert store.log.head().position == 4


def test_a_stale_version_is_refused(runner: Runner, journal: Path) -> None:
    office = {"organisation": "$kota", "title": "Wali Kota", "signs": ["MOU"]}
    appoint = {
        "do": "office.appoint",
        "by": "sari",
        "id": "$o",
        "with": {"holder": "A", "from": "2019-01-01"},
    }
    report = play(
        runner,
        journal,
        REGISTER,
        OFFICER,
        {"do": "office.create", "by": "sari", "ref": "o", "with": office},
        {**appoint, "if_version": 1},
        {**appoint, "if_version": 1, "expect": "CONFLICT"},
    )
    assert said(report) == []


def test_who_may_not_is_refused_and_the_refusal_is_noted(
    runner: Runner, journal: Path, store: Store
) -> None:
    report = play(
        runner,
        journal,
        OFFICER,
        {**OFFICER, "by": "sari", "ref": None, "with": {}} | {"ref": "x", "expect": "MALFORMED"},
        {
            "do": "account.open",
            "by": "sari",
            "with": {"login": "b", "name": "B"},
            "expect": "ROLE_REQUIRED",
        },
    )
    assert said(report) == []
    noted = [(entry.name, entry.code) for entry in store.access_log.entries()]
    assert noted == [("account.open", "MALFORMED"), ("account.open", "ROLE_REQUIRED")]
    assert {entry.account for entry in store.access_log.entries()} == {runner.names["sari"]}


def test_nobody_is_told_that_the_form_is_wrong_before_it_is_known_who_asks(
    runner: Runner, journal: Path
) -> None:
    line = {"do": "organisation.register", "by": "ghost", "with": {}, "expect": "UNAUTHENTICATED"}
    assert said(play(runner, journal, line)) == []


# --- time ---


def test_time_running_backwards_cannot_run(runner: Runner, journal: Path, store: Store) -> None:
    report = play(
        runner,
        journal,
        {**REGISTER, "at": "2020-02-01T09:00:00+07:00"},
        {**REGISTER, "ref": "late", "at": "2020-01-31T09:00:00+07:00"},
        {"ask": "register", "at": "2020-02-01T02:00:00Z"},
    )
    assert report.exit_code == 2
    assert said(report) == [
        "test.jsonl:2  do organisation.register  cannot run: time runs backwards: "
        "2020-01-31T09:00:00+07:00 is before 2020-02-01T02:00:00.000000Z"
    ]
    assert store.log.head().recorded_at == "2020-02-01T02:00:00.000000Z"


def test_a_journal_cannot_go_behind_what_the_store_already_holds(
    runner: Runner, journal: Path
) -> None:
    report = play(runner, journal, {**REGISTER, "at": "2019-12-31T09:00:00+07:00"})
    assert report.exit_code == 2


def test_lines_without_an_instant_happen_at_the_last_one(
    runner: Runner, journal: Path, store: Store
) -> None:
    at = "2020-03-01T10:15:00+07:00"
    play(runner, journal, {**REGISTER, "at": at}, {**REGISTER, "ref": "b"})
    instants = {fact.recorded_at for fact in store.log.tail(3)}
    assert instants == {"2020-03-01T03:15:00.000000Z"}


def test_scripted_time_outside_a_sandbox_runs_nothing(tmp_path: Path, journal: Path) -> None:
    store = open_store(str(tmp_path / "production"), kind=StoreKind.PRODUCTION)
    try:
        runner = Runner(DoorTransport(store))
        scripted = play(runner, journal, REGISTER, {**REGISTER, "at": "2030-01-01T00:00:00Z"})
        assert (scripted.exit_code, scripted.lines) == (3, 0)
        assert store.log.head().position == 3
        assert play(runner, journal, REGISTER).exit_code == 0
        unnamed = play(runner, journal, {"ask": "register", "expect": "UNAUTHENTICATED"})
        assert unnamed.exit_code == 0
    finally:
        store.close()


# --- reading ---


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"do": "organisation.register"', "not a line of JSON"),
        ("[1]", "not a JSON object"),
        ('{"do": "a.b", "do": "c.d"}', "a key stands twice"),
        ('{"do": "organisation.register", "when": "now"}', "unknown line key when"),
        ('{"ask": "register", "ref": "r"}', "unknown line key ref"),
        ('{"by": "root"}', "neither do nor ask"),
        ('{"do": "organisation.burn", "by": "root"}', "there is no command organisation.burn"),
        ('{"ask": "weather"}', "there is no query weather"),
        ('{"do": "organisation.register", "at": "yesterday"}', "'yesterday' is not an instant"),
        ('{"do": "organisation.register", "at": "2020-01-06T09:00:00"}', "has no offset"),
        ('{"do": "organisation.register", "with": []}', "with is not an object"),
        ('{"do": "organisation.register", "if_version": "1"}', "not a whole number"),
        ('{"do": "organisation.register", "by": 7}', "by is not a text"),
        ('{"do": "organisation.register", "by": "root", "channel": "pigeon"}', "no channel pigeon"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_run(
    runner: Runner, journal: Path, store: Store, line: str, why: str
) -> None:
    report = play(runner, journal, line, REGISTER)
    assert report.exit_code == 2
    assert len(report.failures) == 1
    assert why in str(report.failures[0])
    assert store.log.head().position == 4


@pytest.mark.parametrize(
    ("clock", "written"),
    [
        ("known_at", "x"),
        ("known_at", "2020-02-18T10:00:00"),
        ("known_at", "1066-10-14T00:00:00Z"),
        ("known_at", -1),
        ("known_at", 1000),
        ("as_of", "2020-13-01"),
        ("as_of", "yesterday"),
    ],
)
def test_a_question_seen_from_no_moment_is_asked_and_malformed(
    runner: Runner, journal: Path, clock: str, written: str | int
) -> None:
    line = {"ask": "register", clock: written, "expect": f"MALFORMED:{clock}"}
    report = play(runner, journal, line)
    assert (said(report), report.exit_code) == ([], 0)


def test_a_name_in_a_clock_that_nothing_was_bound_to_cannot_run(
    runner: Runner, journal: Path
) -> None:
    report = play(runner, journal, {"ask": "register", "known_at": "$then"})
    assert report.exit_code == 2


def test_empty_lines_and_notes_are_skipped(runner: Runner, journal: Path) -> None:
    report = play(runner, journal, "", '{"note": "only words"}', "   ", REGISTER)
    assert (report.exit_code, report.lines) == (0, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "A\x00B", "category": "CITY"},
        {"name": "", "category": "CITY"},
        {"name": "A", "category": "CITY", "on": "2020-02-30"},
        {"name": "A", "category": "CITY", "unknown": 1},
        {"name": 5, "category": "CITY"},
        {"name": "\ud800", "category": "CITY"},
    ],
)
def test_fields_the_program_cannot_take_are_malformed_and_nothing_is_recorded(
    runner: Runner, journal: Path, store: Store, fields: dict[str, Any]
) -> None:
    line = {"do": "organisation.register", "by": "root", "with": fields, "expect": "MALFORMED"}
    report = play(runner, journal, line)
    assert said(report) == []
    assert store.log.head().position == 3
