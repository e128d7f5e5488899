"""The demo's print-out: an agreement, a placement, a JP year and the timeline, from their facts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from interface.bootstrap import Store
from interface.console.contents import positions_by_topic
from interface.enquiries import Enquiries
from interface.facts_about import gist
from interface.wordings.terms import (
    centi_in_words,
    day_in_words,
    fact_in_words,
    hours_in_words,
    moment_in_words,
    state_in_words,
    term,
)

WIDTH = 100
_NAME, _VALUE = 34, 46
_DAY_AFTER_THE_END = "2022-02-18"


def story(store: Store, names: Mapping[str, str], *, folder: Path, lines: int) -> Iterator[str]:
    """The lines to print. `names` are the ids the journal bound."""
    ask = Enquiries(store)
    head = store.log.head()
    yield ""
    yield "  JEJAK   setiap angka punya faktanya / every figure cites its facts"
    yield f"  {lines} baris jurnal / journal lines  →  {head.position} fakta / facts in {folder}"
    yield from _agreement(store, ask, names["A4"])
    yield from _placement(ask, names["P1"])
    yield from _ledger(ask, names["dewi"])
    yield from _timeline(ask, names["A4"], names["P1"])
    yield from _title("BUKU / LOG")
    yield _line("Ukuran / size", f"{head.position} fakta", [])
    yield _line("Akar / root (RFC 6962)", head.root.hex(), [])


def _agreement(store: Store, ask: Enquiries, subject: str) -> Iterator[str]:
    agreement = ask.ask("agreement", subject)
    later = Enquiries(store, as_of=_DAY_AFTER_THE_END).ask("agreement", subject)
    proved = positions_by_topic(ask.trail(subject=subject))
    signed = proved.get("agreement.signed", [])
    drafted = proved.get("agreement.drafted", [])
    yield from _title("KERJA SAMA / AGREEMENT", agreement["title"])
    yield _line("Bentuk / instrument", _both(agreement["kind"]), drafted)
    for party, position in zip(agreement["parties"], signed, strict=False):
        when = f"{_day(party['signed_on'])} · {party['holder']}"
        yield _line(f"  {party['name']}", when, [position])
    span = f"{_day(agreement['effective_from'])} s.d. {_day(agreement['last_day'])}"
    yield _line("Jangka waktu / term", span, drafted)
    in_force = proved.get("agreement.entered-into-force", [])
    for day, answer in ((ask.moment["as_of"], agreement), (_DAY_AFTER_THE_END, later)):
        yield _line(f"Keadaan / state  {_day(day)}", _state(answer["state"]), drafted + in_force)


def _placement(ask: Enquiries, subject: str) -> Iterator[str]:
    placement, record = ask.ask("placement", subject), ask.ask("learning-record", subject)
    proved = positions_by_topic(ask.trail(subject=subject))
    logged = proved.get("learning-record.hours-logged", [])
    approved = proved.get("learning-record.hours-approved", [])
    host = ask.organisation(placement["host"])
    yield from _title("PENEMPATAN / PLACEMENT", f"{placement['name']} · {host}")
    span = f"{_day(placement['started_on'])} s.d. {_day(placement['ended_on'])}"
    started = proved.get("placement.started", []) + proved.get("placement.completed", [])
    yield _line("Masa / period", span, started)
    yield _line(
        "Surat tugas / letter", placement["letter"]["number"], proved.get("placement.assigned", [])
    )
    yield _line(
        "Keadaan / state", _state(placement["state"]), proved.get("placement.evaluated", [])
    )
    hours = hours_in_words(record["verified_quarters"], "id")
    days = f"{record['days']} dari {record['counted_days']} hari"
    yield _line("Jam terverifikasi / verified hours", f"{hours} · {days}", logged + approved)
    score = centi_in_words(record["score_centi"], "id")
    yield _line("Nilai / score", score, proved.get("learning-record.evaluated", []))


def _ledger(ask: Enquiries, employee: str) -> Iterator[str]:
    person = ask.ask("employee", employee)
    ledger = ask.ask("jp-ledger", employee, year=ask.day.year)
    yield from _title("BUKU JP / JP LEDGER", f"{person['name']} · {ledger['year']}")
    for entry in ledger["entries"]:
        yield _line(entry["title"], f"{entry['jp']} JP", entry["positions"])
    proved = [position for entry in ledger["entries"] for position in entry["positions"]]
    yield _line("Jumlah / total", f"{ledger['jp']} JP", proved)
    floor = f"{ledger['floor_jp']} JP · {_state(ledger['status'])}"
    yield _line("Minimal setahun / yearly floor", floor, [])


def _timeline(ask: Enquiries, agreement: str, placement: str) -> Iterator[str]:
    yield from _title("RIWAYAT / TIMELINE", "fakta · direkam · berlaku · apa · oleh")
    facts = [*ask.trail(subject=agreement), *ask.trail(subject=placement)]
    for fact in sorted(facts, key=lambda fact: int(fact["position"])):
        yield _fact(ask, fact)


def _fact(ask: Enquiries, fact: Mapping[str, Any]) -> str:
    said = fact_in_words(fact["topic"], "id")
    more = gist(fact["topic"], fact["data"], "id", ask.name_of)
    what = f"{said}: {more}" if more else said
    if len(what) > 42:
        what = what[:41] + "…"
    who = ask.login(fact["actor"]) or fact["actor"]
    recorded = moment_in_words(fact["recorded_at"], "id")
    day = _day(fact["effective_on"])
    return f"  #{fact['position']:<4} {recorded:<22} {day:<12} {what:<43} {who}"


def _title(name: str, more: str = "") -> Iterator[str]:
    head = f"── {name} " + (f"── {more} " if more else "")
    yield ""
    yield "  " + head + "─" * max(0, WIDTH - len(head))


def _line(name: str, value: str, positions: Sequence[int]) -> str:
    """One figure and the positions of the facts it rests on."""
    proof = f"  ← #{_spans(positions)}" if positions else ""
    return f"  {name:<{_NAME}}  {value:<{_VALUE if proof else 0}}{proof}"


def _spans(positions: Sequence[int]) -> str:
    """`46–56, 59` of positions."""
    spans: list[list[int]] = []
    for position in sorted(set(positions)):
        if spans and position == spans[-1][1] + 1:
            spans[-1][1] = position
        else:
            spans.append([position, position])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


def _day(day: str) -> str:
    return day_in_words(date.fromisoformat(day), "id", brief=True)


def _state(state: str) -> str:
    return f"{state_in_words(state, 'id')} / {state_in_words(state, 'en').lower()}"


def _both(value: str) -> str:
    return f"{term(value, 'id')} / {term(value, 'en')}"
