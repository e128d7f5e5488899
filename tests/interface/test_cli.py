"""The command line: exit codes, what goes to standard output, and that help comes at once."""

import json
import re
import subprocess
import sys
from datetime import date
from importlib.resources import as_file
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from interface.bootstrap import Store, StoreKind, open_store
from interface.cli.main import main
from interface.cli.showing import JOURNAL, MARK
from interface.door import account_on
from interface.enquiries import Enquiries
from interface.wordings import command_line
from tests.architecture.house import ROOT
from tests.interface.conftest import SMOKE

HEAVY = ("pydantic", "msgspec", "fastapi", "starlette", "uvicorn", "eventsourcing", "psycopg",
         "sqlite3", "jinja2", "rich", "domain", "application", "infrastructure")  # fmt: skip
CITY = {"name": "Pemerintah Kota", "category": "CITY"}


def jejak(*arguments: str | Path, given: str | None = None) -> Result:
    environment = {"JEJAK_STORE": None, "JEJAK_KIND": None, "SERVE": None}
    return CliRunner().invoke(main, [str(part) for part in arguments], given, env=environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sandbox"


@pytest.fixture
def played(folder: Path) -> Path:
    """A folder with the smoke story in it."""
    assert jejak("run", SMOKE, "--store", folder).exit_code == 0
    return folder


def test_help_needs_nothing_heavy() -> None:
    program = (
        "import sys, interface.cli.main\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# --- run ---


def test_a_journal_that_is_met_ends_with_0() -> None:
    done = jejak("run", SMOKE)
    assert done.exit_code == 0
    assert done.stdout == ""
    assert done.stderr.endswith("smoke.jsonl: 46 of 46 lines met\n")


def test_a_journal_that_is_not_met_ends_with_1_and_names_the_line(tmp_path: Path) -> None:
    journal = tmp_path / "wrong.jsonl"
    line = {"do": "organisation.register", "by": "root", "with": CITY, "state": "CLOSED"}
    journal.write_text(json.dumps(line))
    done = jejak("run", journal)
    assert done.exit_code == 1
    assert done.stdout == (
        f"{journal}:1  do organisation.register  expected state CLOSED  got ACTIVE\n"
    )


def test_the_gravest_of_several_journals_decides_and_each_has_a_store_of_its_own(
    tmp_path: Path,
) -> None:
    unreadable = tmp_path / "unreadable.jsonl"
    unreadable.write_text("{\n")
    done = jejak("run", SMOKE, unreadable, SMOKE, "--report", "json")
    assert done.exit_code == 2
    report = json.loads(done.stdout)
    assert [file["exit"] for file in report["files"]] == [0, 2, 0]
    assert report["files"][1]["failures"][0]["cannot_run"] is True


def test_stopping_at_the_first_leaves_the_other_journals_alone(tmp_path: Path) -> None:
    unreadable = tmp_path / "unreadable.jsonl"
    unreadable.write_text("{\n")
    done = jejak("run", unreadable, SMOKE, "--stop-at-first", "--report", "json")
    assert len(json.loads(done.stdout)["files"]) == 1


def test_scripted_time_in_a_production_store_ends_with_3(folder: Path) -> None:
    open_store(str(folder), kind=StoreKind.PRODUCTION).close()
    assert jejak("run", SMOKE, "--store", folder).exit_code == 3
    forced = jejak("run", SMOKE, "--store", folder, "--sandbox")
    assert forced.exit_code == 3
    assert "can never be opened as SANDBOX" in forced.stderr


def test_a_journal_without_scripted_time_opens_a_new_store_for_production(
    tmp_path: Path, folder: Path
) -> None:
    journal = tmp_path / "now.jsonl"
    journal.write_text(json.dumps({"do": "organisation.register", "by": "root", "with": CITY}))
    assert jejak("run", journal, "--store", folder).exit_code == 0
    store = open_store(str(folder))
    assert store.kind is StoreKind.PRODUCTION
    store.close()


# --- do and ask ---


def test_an_act_prints_its_receipt_and_ends_with_0(folder: Path) -> None:
    done = jejak(
        "do", "organisation.register", "--store", folder, "--as", "root", "--ref", "kota",
        "--with", "-", given=json.dumps(CITY),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    receipt = json.loads(done.stdout)
    assert (receipt["version"], receipt["state"]) == (1, "ACTIVE")
    store = open_store(str(folder))
    assert store.log.claimed("ref:organisation", "kota") == receipt["id"]
    [fact] = store.log.tail(3)
    assert fact.channel == "cli"
    store.close()


def test_a_refused_act_prints_the_refusal_and_ends_with_1(folder: Path) -> None:
    done = jejak("do", "organisation.register", "--store", folder, "--as", "root")
    assert done.exit_code == 1
    refusal = json.loads(done.stdout)
    assert refusal["code"] == "MALFORMED"
    assert [error["item"] for error in refusal["errors"]] == ["name", "category"]


def test_fields_that_name_a_member_twice_are_refused_and_the_member_is_named(played: Path) -> None:
    written = '{"area": "ASSET", "competence": "Aset", "people": 1, "people": 2}'
    act = jejak(
        "do", "need.record", "--store", played, "--as", "sari", "--with", "-", given=written
    )
    asked = '{"state": "DRAFT", "state": "IN_FORCE"}'
    question = jejak("ask", "register", "--store", played, "--with", "-", given=asked)
    for done, name in ((act, "people"), (question, "state")):
        assert done.exit_code == 1
        assert [error["pointer"] for error in json.loads(done.stdout)["errors"]] == [f"/{name}"]


@pytest.mark.parametrize(
    ("asked", "item"),
    [
        (["do", "need.record", "--if-version", "7"], "if_version"),
        (["do", "need.record", "--id", "abc"], "id"),
        (["ask", "register", "--id", "abc"], "id"),
        (["ask", "findings", "--id", "abc"], "id"),
    ],
)
def test_an_option_that_says_nothing_of_what_is_asked_is_refused(
    played: Path, asked: list[str], item: str
) -> None:
    fields = {"area": "ASSET", "competence": "Aset", "people": 1} if asked[0] == "do" else {}
    given = json.dumps(fields)
    done = jejak(*asked, "--store", played, "--as", "sari", "--with", "-", given=given)
    assert done.exit_code == 1
    assert [error["item"] for error in json.loads(done.stdout)["errors"]] == [item]
    last = jejak("replay", "--store", played).stdout.splitlines()[-3]
    assert "need.recorded" not in last


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["do", "organisation.regster", "--as", "root"], "did you mean organisation.register"),
        (["do", "organisation.register"], "Say who acts"),
        (["do", "organisation.register", "--as", "nobody"], "There is no account nobody"),
        (["do", "need.confirm", "--as", "root"], "needs the thing it acts on"),
        (
            ["do", "need.confirm", "--as", "root", "--id", "x", "--at", "noon"],
            "must be an RFC 3339",
        ),
        (["ask", "registr"], "did you mean register"),
        (["ask", "agreement"], "needs the thing it is about"),
        (["ask", "register"], "Say who asks"),
        (["replay", "--to", "soon"], "takes a position or an instant"),
        (["rebuild", "--view", "sunset"], "There is no view sunset; there are "),
        (["prove"], "Name a POSITION"),
        (["replay", "--stream", "moon:1"], "names no thing"),
        (["account", "open", "a", "--name", "A", "--role", "HEAD"], "Roles need --from"),
        (["account", "token", "nobody", "--as", "nobody"], "There is no account nobody"),
        (
            ["do", "need.confirm", "--as", "root", "--id", "x", "--at", "2020-01-01T00:00:00Z"],
            "can never be opened as SANDBOX",
        ),
        (["frobnicate"], "No such command"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_says_why(
    folder: Path, arguments: list[str], said: str
) -> None:
    open_store(str(folder), kind=StoreKind.PRODUCTION).close()
    store = [] if arguments == ["frobnicate"] else ["--store", str(folder)]
    done = jejak(*arguments, *store)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Error: " in done.stderr


def test_the_command_line_has_all_its_words_in_both_languages() -> None:
    said = [words for name, words in vars(command_line).items() if name.isupper()]
    pairs = [w for words in said for w in (words.values() if isinstance(words, dict) else [words])]
    assert len(pairs) > 20
    for indonesian, english in pairs:
        assert indonesian != english or indonesian == ""
        assert set(re.findall(r"{(\w+)}", indonesian)) - {"indonesian"} == set(
            re.findall(r"{(\w+)}", english)
        ) - {"english"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["do", "organisation.register"], ["Sebut siapa yang bertindak", "Say who acts"]),
        (["ask", "register", "--as", "x"], ["Tidak ada akun x", "There is no account x"]),
        (["ask", "agreement"], ["memerlukan hal yang ditanyakan", "needs the thing"]),
        (["ask", "registr"], ["mungkin register?", "did you mean register?"]),
        (["rebuild", "--view", "nope"], ["Tidak ada tampilan nope", "There is no view nope"]),
        (["account", "token", "a", "--as", "sari"], ["sari tidak memegang", "sari does not hold"]),
        (["account", "open", "a", "--name", "A", "--role", "HEAD"], ["Peran memer", "Roles need"]),
        (["replay", "--to", "soon"], ["memerlukan posisi atau saat", "takes a position or an"]),
        (["tick", "--at", "2019-01-01T00:00:00Z"], ["lebih awal", "is before the time"]),
    ],
)
def test_the_command_line_says_what_is_wrong_in_both_languages(
    played: Path, arguments: list[str], said: list[str]
) -> None:
    done = jejak(*arguments, "--store", played)
    assert done.exit_code == 2
    assert "Error: " in done.stderr
    assert [words in done.stderr for words in said] == [True, True]


def test_a_store_that_cannot_be_opened_is_told_in_both_languages() -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    done = jejak("ask", "register", "--store", nowhere)
    assert done.exit_code == 2
    assert "Error: Buku tidak dapat dibuka: " in done.stderr
    assert "\nThe store cannot be opened: " in done.stderr


def test_a_refusal_is_printed_in_both_languages(played: Path, tmp_path: Path) -> None:
    act = jejak("do", "organisation.register", "--store", played, "--as", "root")
    question = jejak("ask", "agreement", "--store", played, "--as", "sari", "--id", "x")
    paper = tmp_path / "paper.csv"
    paper.write_text("nip,nama")
    taken = jejak("import", "EMPLOYEES", paper, "--store", played, "--as", "sari")
    for done, title, detail in (
        (act, "Isian tidak sesuai / Malformed request", "Isian name .+ / The field name .+"),
        (question, "Tidak ditemukan / Not found", "Data yang .+ / There is no .+"),
        (taken, "Isian tidak sesuai / Malformed request", "Isian kind .+ / The field kind .+"),
    ):
        body = json.loads(done.stdout)
        assert (done.exit_code, body["title"]) == (1, title)
        assert re.fullmatch(detail, body["detail"])
        assert all(" / " in error["detail"] for error in body["errors"])


def test_a_question_prints_its_answer_at_both_clocks(played: Path) -> None:
    now = jejak("ask", "register", "--store", played, "--as", "sari")
    assert now.exit_code == 0
    [item] = json.loads(now.stdout)["items"]
    assert item["state"] == "IN_FORCE"

    def state(*clocks: str) -> str:
        done = jejak("ask", "agreement", "--store", played, "--id", item["agreement"], *clocks)
        return str(json.loads(done.stdout)["state"])

    assert state("--as-of", "2022-02-18") == "EXPIRED"
    assert state("--known-at", "36") == "PARTIALLY_SIGNED"
    assert jejak("ask", "agreement", "--store", played, "--id", "x").exit_code == 1


# --- history ---


def test_replay_prints_each_fact_with_the_state_it_leads_to(played: Path) -> None:
    lines = jejak("replay", "--store", played, "--json").stdout.splitlines()
    facts = [json.loads(line) for line in lines]
    assert [pair["fact"]["position"] for pair in facts] == list(range(1, 67))
    signed = facts[36]
    assert signed["fact"]["topic"] == "agreement.signed.v1"
    assert signed["state"]["version"] == signed["fact"]["version"]


def test_replay_stops_at_a_position_or_an_instant_and_can_follow_one_thing(played: Path) -> None:
    def positions(*arguments: str) -> list[int]:
        done = jejak("replay", "--store", played, "--json", *arguments)
        return [json.loads(line)["fact"]["position"] for line in done.stdout.splitlines()]

    assert positions("--to", "5") == [1, 2, 3, 4, 5]
    assert positions("--to", "2020-02-18T10:00:00+07:00")[-1] == 38
    assert positions("--stream", "account:root") == [2, 3]
    assert positions("--stream", "account:root", "--to", "2") == [2]
    assert "→ OPEN" in jejak("replay", "--store", played, "--to", "2").stdout


def test_replay_asks_and_views_agree_on_every_state_of_the_story(played: Path) -> None:
    """The state replay ends with is the one questions answer with, known at that position."""
    pairs = [
        json.loads(line)
        for line in jejak("replay", "--store", played, "--json").stdout.splitlines()
    ]
    approved = next(p for p in pairs if p["fact"]["topic"] == "agreement.approved.v1")["fact"]
    answer = jejak(
        "ask", "agreement", "--store", played, "--id", approved["stream"].partition(":")[2],
        "--known-at", str(approved["position"]),
    )  # fmt: skip
    assert json.loads(answer.stdout)["state"] == "APPROVED"
    assert json.loads(answer.stdout)["version"] == approved["version"]


def test_replay_tells_the_same_states_to_people_and_to_programs(tmp_path: Path) -> None:
    with as_file(JOURNAL) as journal:
        assert jejak("run", journal, "--store", tmp_path / "story").exit_code == 0
    told = jejak("replay", "--store", tmp_path / "story").stdout
    lines = jejak("replay", "--store", tmp_path / "story", "--json").stdout.splitlines()
    pairs = [json.loads(line) for line in lines]
    assert re.findall(r"^ +→ (\w+)$", told, re.MULTILINE) == [p["state"]["state"] for p in pairs]
    forced = next(p for p in pairs if p["fact"]["topic"] == "agreement.entered-into-force.v1")
    assert forced["state"]["state"] == "IN_FORCE"


def test_views_are_compared_byte_for_byte_and_a_difference_ends_with_4(played: Path) -> None:
    same = jejak("rebuild", "--check", "--store", played)
    assert (same.exit_code, same.stdout) == (0, "")
    import sqlite3

    with sqlite3.connect(played / "views.db") as views:
        [table] = [
            name
            for (name,) in views.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if "agreement" in name and "open" in name
        ]
        assert views.execute(f"UPDATE {table} SET row = x'90'").rowcount == 1
    views.close()
    different = jejak("rebuild", "--check", "--store", played)
    assert different.exit_code == 4
    assert different.stdout.startswith("agreement ")
    assert jejak("rebuild", "--check", "--view", "placement", "--store", played).exit_code == 0
    assert jejak("rebuild", "--store", played).exit_code == 0
    assert jejak("rebuild", "--check", "--store", played).exit_code == 0


# --- accounts ---


def test_an_account_is_opened_with_roles_and_given_a_key_that_is_shown_once(folder: Path) -> None:
    opened = jejak(
        "account", "open", "budi", "--name", "Budi H.", "--role", "HEAD", "--role", "TKKSD",
        "--from", "2020-01-01", "--decree", "SK-1", "--decree-date", "2020-01-02",
        "--store", folder,
    )  # fmt: skip
    assert opened.exit_code == 0, opened.output
    token = jejak("account", "token", "budi", "--store", folder).stdout.strip()
    assert token.startswith("jjk_")
    store = open_store(str(folder))
    account = store.account_of("budi")
    assert account is not None
    assert store.tokens.account_of(token) == account
    assert store.vault.open(account) == {"name": "Budi H."}
    assert "Budi H." not in b"".join(stored for _, stored in store.log.stored(0)).decode()
    store.close()
    assert jejak("account", "token", "budi", "--revoke", "--store", folder).exit_code == 0
    again = open_store(str(folder))
    assert again.tokens.account_of(token) is None
    again.close()


def test_only_an_administrator_gives_keys(played: Path) -> None:
    done = jejak("account", "token", "budi", "--as", "sari", "--store", played)
    assert done.exit_code == 2
    assert "does not hold ADMIN" in done.stderr


DECREE = ("--decree", "SK-2", "--decree-date", "2020-01-02")


def roles_of(store: Path, login: str, day: str) -> set[str]:
    """The roles an account holds on a day, as a program sees them."""
    opened = open_store(str(store))
    account = account_on(opened, opened.account_of(login) or "")
    opened.close()
    held = account.grants if account else ()
    return {grant.role.value for grant in held if grant.holds_on(date.fromisoformat(day))}


def test_an_account_is_granted_a_role_and_loses_it_and_is_closed(folder: Path) -> None:
    assert jejak("account", "open", "budi", "--name", "Budi H.", "--store", folder).exit_code == 0
    granted = jejak(
        "account", "grant", "budi", "--role", "HEAD", "--from", "2020-01-01",
        "--until", "2020-12-31", *DECREE, "--reason", "pelantikan", "--store", folder,
    )  # fmt: skip
    assert granted.exit_code == 0, granted.output
    assert json.loads(granted.stdout)["topics"] == ["account.role-granted.v1"]
    assert roles_of(folder, "budi", "2020-12-31") == {"HEAD"}
    assert roles_of(folder, "budi", "2021-01-01") == set()

    revoked = jejak(
        "account", "revoke", "budi", "--role", "HEAD", "--last-day", "2020-06-30",
        "--reason", "mutasi", "--store", folder,
    )  # fmt: skip
    assert revoked.exit_code == 0, revoked.output
    assert roles_of(folder, "budi", "2020-06-30") == {"HEAD"}
    assert roles_of(folder, "budi", "2020-07-01") == set()

    closed = jejak("account", "close", "budi", "--reason", "pensiun", "--store", folder)
    assert (closed.exit_code, json.loads(closed.stdout)["state"]) == (0, "CLOSED")
    again = jejak("account", "close", "budi", "--reason", "pensiun", "--store", folder)
    assert (again.exit_code, json.loads(again.stdout)["code"]) == (1, "WRONG_STATE")


def test_what_the_contract_says_of_accounts_is_what_the_command_line_does() -> None:
    table = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    [verbs] = re.findall(r"^\| account \| (open, [\w, ]+) \|", table, re.MULTILINE)
    group = main.commands["account"]
    assert isinstance(group, click.Group)
    assert set(group.commands) == set(verbs.split(", "))


def test_only_an_administrator_grants_roles_and_only_to_somebody(played: Path) -> None:
    role = ("--role", "HEAD", "--from", "2020-01-01", *DECREE, "--store", played)
    refused = jejak("account", "grant", "lina", "--as", "sari", *role)
    nobody = jejak("account", "grant", "nobody", *role)
    assert (refused.exit_code, json.loads(refused.stdout)["code"]) == (1, "ROLE_REQUIRED")
    assert (nobody.exit_code, "There is no account nobody" in nobody.stderr) == (2, True)
    mistaken = jejak("account", "revoke", "lina", "--role", "HEAD", "--store", played)
    assert (mistaken.exit_code, "--last-day" in mistaken.stderr) == (2, True)


# --- demo, settings ---


def test_the_demo_tells_what_the_inspector_finds_with_the_positions_that_prove_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = jejak("demo", "--no-serve")
    assert done.exit_code == 0, done.output
    store = open_store("data/demo")
    head, trail = store.log.head(), Enquiries(store).trail()
    store.close()
    for told in (
        r"Pemagangan ASN pada Bank bjb",
        r"Diketahui / known +10 Mar 2022 +Berakhir / expired",
        r"Diketahui / known +20 Mar 2022 +Berlaku / in force, surut",
        r"UMBRELLA_REQUIRED \(R22\)",
        r"Eka O\. .+14 dari 18 hari · 84 jam +← #\d+",
        r"28 hari-orang / person-days",
        r"Diperpanjang +18 Feb 2022 → 14 Mar 2022 · 24 hari · dani +← #\d+",
        r"dani · Eka O\. +pembimbing \+ penilai \+ pemeriksa JP +← #\d+",
        r"sertifikat sama · 20 \+ 20 JP, 20 JP ganda +← #\d+",
        r"utuh / whole",
        rf"{head.position} fakta",
        head.root.hex(),
    ):
        assert re.search(told, done.stdout), told
    (extended,) = re.findall(r"Diperpanjang .+ ← #(\d+)", done.stdout)
    assert trail[int(extended) - 1]["topic"] == "agreement.extended.v1"


def test_the_demo_can_be_played_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "data" / "demo"
    made.mkdir(parents=True)
    (made / MARK).touch()
    (made / "log.db").write_text("of the last time")
    assert jejak("demo", "--no-serve").exit_code == 0


def test_the_demo_never_removes_a_folder_it_did_not_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    precious = tmp_path / "data" / "demo" / "precious.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("mine")
    done = jejak("demo", "--no-serve")
    assert done.exit_code == 2
    assert precious.read_text() == "mine"


def test_the_demo_plays_the_very_journal_the_tests_play() -> None:
    assert JOURNAL.read_bytes() == (SMOKE.parent / JOURNAL.name).read_bytes()


# --- import ---


def test_a_file_is_rehearsed_before_it_is_taken_over(played: Path, tmp_path: Path) -> None:
    file = tmp_path / "kertas.jsonl"
    lines = [
        {"do": "organisation.register", "with": {"name": "BJB", "category": "BUMD"}},
        {"do": "organisation.register", "with": {"name": "BPK", "category": "NONE"}},
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    asked = ("import", "JOURNAL", file, "--store", played, "--as", "sari")
    rehearsed, applied = jejak(*asked), jejak(*asked, "--apply")
    said = json.loads(rehearsed.stdout), json.loads(applied.stdout)

    assert (rehearsed.exit_code, applied.exit_code) == (1, 1)
    assert (
        said[0]["rows"]
        == said[1]["rows"]
        == [
            {"row": 1, "ok": True, "codes": [], "cells": []},
            {"row": 2, "ok": False, "codes": ["MALFORMED:category"], "cells": ["category"]},
        ]
    )
    assert (said[0]["positions"], said[1]["topics"]) == ([], ["import.completed.v1"])
    file.write_text(json.dumps(lines[0]), encoding="utf-8")
    assert jejak(*asked, "--apply").exit_code == 0


def test_an_import_that_may_not_be_ends_with_1_and_an_unnamed_importer_with_2(
    played: Path, tmp_path: Path
) -> None:
    file = tmp_path / "kertas.jsonl"
    file.write_text('{"do": "system.tick"}', encoding="utf-8")
    refused = jejak("import", "EMPLOYEES", file, "--store", played, "--as", "sari")

    assert refused.exit_code == 1
    assert "cannot be imported yet; what can: JOURNAL" in refused.stdout
    assert jejak("import", "JOURNAL", file, "--store", played).exit_code == 2


def test_settings_are_named_but_never_shown() -> None:
    secret = "postgresql://u:hunter2@db/x"
    done = CliRunner().invoke(main, ["check-config"], env={"JEJAK_STORE": secret})
    assert done.exit_code == 0
    assert re.search("^JEJAK_STORE +set ", done.stdout, re.MULTILINE)
    assert "hunter2" not in done.output
    wrong = CliRunner().invoke(main, ["check-config"], env={"JEJAK_PORT": "many"})
    assert wrong.exit_code == 2
    assert "JEJAK_PORT" in wrong.stderr


def test_the_store_may_come_from_the_environment(played: Path, store: Store) -> None:
    assert store.kind is StoreKind.SANDBOX
    done = CliRunner().invoke(
        main, ["replay", "--to", "1", "--json"], env={"JEJAK_STORE": str(played)}
    )
    assert json.loads(done.stdout)["fact"]["data"] == {"kind": "SANDBOX"}


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "register", "--as", "sari"),
        ("replay",),
        ("rebuild",),
        ("rebuild", "--check"),
        ("account", "token", "root"),
    ],
)
def test_a_question_to_a_place_without_a_store_leaves_none_behind(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    place = tmp_path / "keliru"
    answer = jejak(*words, "--store", place)

    assert answer.exit_code == 2
    assert "Tidak ada buku di tempat itu." in answer.stderr
    assert not place.exists()


def test_a_stream_of_no_thing_is_a_slip_not_an_empty_history(played: Path) -> None:
    answer = jejak("replay", "--store", played, "--stream", "perjanjian:1")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "--stream takes THING:ID" in answer.stderr
