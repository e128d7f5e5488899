"""The demo's print-out: one partnership, one placement, one JP year, told from their facts."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from domain.base import violation
from domain.codes import Code
from interface.bootstrap import Store
from interface.cli.inspection import inspection
from interface.cli.printing import both, both_states, day, figure, heading
from interface.console.contents import positions_by_topic
from interface.enquiries import Enquiries
from interface.facts_about import gist
from interface.texts import sentence
from interface.wordings.terms import (
    centi_in_words,
    fact_in_words,
    hours_in_words,
    moment_in_words,
)

AGREEMENT, ADDENDUM, PLACEMENT, SUCCESSOR = "A5", "I3", "P6a", "PKS"
"""What the journal calls the things the story is about."""
EMPLOYEE, YEAR = "e1", 2022
LAST_DAY, DAY_AFTER = "2022-02-17", "2022-02-18"
DAY_IN_QUESTION = "2022-03-01"
BEFORE, AFTER = "2022-03-10T23:59:59+07:00", "2022-03-20T23:59:59+07:00"
"""Two moments between which the addendum was recorded."""


def story(store: Store, names: Mapping[str, str], *, folder: Path, lines: int) -> Iterator[str]:
    """The lines to print. `names` are the ids the journal bound."""
    ask = Enquiries(store)
    head = store.log.head()
    yield ""
    yield "  JEJAK   setiap angka punya faktanya / every figure cites its facts"
    yield f"  {lines} baris jurnal / journal lines  →  {head.position} fakta / facts in {folder}"
    yield from _agreement(store, ask, names[AGREEMENT])
    yield from _two_clocks(store, ask, names[AGREEMENT])
    yield from _refused_then_accepted(ask, names[SUCCESSOR])
    yield from _placement(ask, names[PLACEMENT])
    yield from _ledger(ask, names[EMPLOYEE])
    yield from _timeline(ask, [names[AGREEMENT], names[ADDENDUM], names[PLACEMENT]])
    yield from inspection(store, names)
    yield from heading("BUKU / LOG")
    yield figure("Ukuran / size", f"{head.position} fakta")
    yield figure("Akar / root (RFC 6962)", head.root.hex())
    yield figure("Diperiksa ulang / recomputed", _verdict(ask.ask("verify")))


def _verdict(answer: Mapping[str, Any]) -> str:
    """What recomputing every stored byte has found."""
    if answer["ok"]:
        return "utuh / whole"
    return f"rusak mulai / broken from #{answer['first_bad_position']}"


def _agreement(store: Store, ask: Enquiries, subject: str) -> Iterator[str]:
    agreement = ask.ask("agreement", subject)
    proved = positions_by_topic(ask.trail(subject=subject))
    drafted, signed = proved["agreement.drafted"], proved["agreement.signed"]
    yield from heading("KERJA SAMA / AGREEMENT", agreement["title"])
    yield figure("Bentuk / instrument", both(agreement["kind"]), drafted)
    for party, position in zip(agreement["parties"], signed, strict=False):
        when = f"{day(party['signed_on'])} · {party['holder']}"
        yield figure(f"  {party['name']}", when, [position])
    span = f"{day(agreement['effective_from'])} s.d. {day(agreement['last_day'])}"
    yield figure("Jangka waktu / term", span, drafted)
    in_force = proved["agreement.entered-into-force"]
    for as_of in (LAST_DAY, DAY_AFTER):
        then = Enquiries(store, as_of=as_of).ask("agreement", subject)
        yield figure(f"Keadaan / state  {day(as_of)}", both_states(then["state"]), in_force)


def _two_clocks(store: Store, ask: Enquiries, subject: str) -> Iterator[str]:
    """The state on one day, as it was known at three moments, and what made the difference."""
    on = day(DAY_IN_QUESTION)
    yield from heading("DUA JAM / TWO CLOCKS", f"keadaan pada / state on {on}")
    known = 0
    for known_at in (BEFORE, AFTER, None):
        then = Enquiries(store, as_of=DAY_IN_QUESTION, known_at=known_at)
        answer = then.ask("agreement", subject)
        when = day((known_at or ask.moment["as_of"])[:10])
        backdated = ", surut / retroactive" if answer["retroactive"] else ""
        new = [
            fact["position"]
            for fact in then.trail(subject=subject)
            if fact["position"] > known and fact["topic"].startswith(_CHANGE_THE_TERM)
        ]
        known = then.moment["position"]
        yield figure(f"Diketahui / known  {when}", both_states(answer["state"]) + backdated, new)


_CHANGE_THE_TERM = (
    "agreement.entered-into-force",
    "agreement.extended",
    "agreement.amendment-annulled",
)


def _refused_then_accepted(ask: Enquiries, subject: str) -> Iterator[str]:
    agreement = ask.ask("agreement", subject)
    yield from heading("DITOLAK, LALU DITERIMA / REFUSED, THEN ACCEPTED", agreement["title"])
    for entry in ask.ask("access-log", kind="REFUSED")["items"]:
        if entry["subject"] == subject:
            code = Code(entry["code"])
            when = moment_in_words(entry["at"], "id")
            who = ask.login(entry["account"])
            yield f"  ✗ {when}  {entry['name']}  {who}  {code} ({violation(code).rule})"
            yield f"      {sentence(code, None, 'id')}"
            yield f"      {sentence(code, None, 'en')}"
    for fact in ask.trail(subject=subject, topic="agreement.signed.v1"):
        when = moment_in_words(fact["recorded_at"], "id")
        party = ask.organisation(fact["data"]["party"])
        done = f"  ✓ {when}  agreement.sign  {ask.login(fact['actor'])}  {party}"
        yield f"{done:<84}  ← #{fact['position']}"


def _placement(ask: Enquiries, subject: str) -> Iterator[str]:
    placement, record = ask.ask("placement", subject), ask.ask("learning-record", subject)
    proved = positions_by_topic(ask.trail(subject=subject))
    host = ask.organisation(placement["host"])
    yield from heading("PENEMPATAN / PLACEMENT", f"{placement['name']} · {host}")
    span = f"{day(placement['started_on'])} s.d. {day(placement['ended_on'])}"
    lived = proved["placement.started"] + proved["placement.completed"]
    yield figure("Masa / period", span, lived)
    letter = placement["letter"]["number"]
    yield figure("Surat tugas / letter", letter, proved["placement.assigned"])
    yield figure("Keadaan / state", both_states(placement["state"]), proved["placement.evaluated"])
    hours = hours_in_words(record["verified_quarters"], "id")
    days = f"{record['days']} dari {record['counted_days']} hari"
    logged = proved["learning-record.hours-logged"] + proved["learning-record.hours-approved"]
    yield figure("Jam terverifikasi / verified hours", f"{hours} · {days}", logged)
    score = centi_in_words(record["score_centi"], "id")
    yield figure("Nilai / score", score, proved["learning-record.evaluated"])
    yield figure(
        "Kredit / credit", both_states(record["state"]), proved["learning-record.credit-revoked"]
    )


def _ledger(ask: Enquiries, employee: str) -> Iterator[str]:
    person = ask.ask("employee", employee)
    ledger = ask.ask("jp-ledger", employee, year=YEAR)
    yield from heading("BUKU JP / JP LEDGER", f"{person['name']} · {ledger['year']}")
    for entry in ledger["entries"]:
        worth = f"{entry['jp']} JP · {both_states(entry['state'])}"
        yield figure(_short(entry["title"], 34), worth, entry["positions"])
    yield figure("Jumlah / total", f"{ledger['jp']} JP")
    floor = f"{ledger['floor_jp']} JP · {both_states(ledger['status'])}"
    yield figure("Minimal setahun / yearly floor", floor)


def _timeline(ask: Enquiries, subjects: list[str]) -> Iterator[str]:
    yield from heading("RIWAYAT / TIMELINE", "fakta · direkam · berlaku · apa · oleh")
    facts = [fact for subject in subjects for fact in ask.trail(subject=subject)]
    facts.sort(key=lambda fact: int(fact["position"]))
    for (topic, _, _), alike in groupby(facts, _moment_of):
        run = list(alike)
        if topic == "learning-record.hours-logged.v1" and len(run) > 1:
            quarters = sum(fact["data"]["quarters"] for fact in run)
            first, last = day(run[0]["effective_on"]), day(run[-1]["effective_on"])
            more = f"{first[:-5]}–{last} · {hours_in_words(quarters, 'id')}"
            yield _fact(ask, run[0], more, f"–{run[-1]['position']}")
        else:
            for fact in run:
                yield _fact(ask, fact, gist(fact["topic"], fact["data"], "id", ask.name_of))


def _moment_of(fact: Mapping[str, Any]) -> tuple[str, str, str]:
    return fact["topic"], fact["stream"], fact["recorded_at"]


def _fact(ask: Enquiries, fact: Mapping[str, Any], more: str, until: str = "") -> str:
    said = fact_in_words(fact["topic"], "id")
    what = _short(f"{said}: {more}" if more else said, 44)
    who = ask.login(fact["actor"]) or fact["actor"]
    recorded = moment_in_words(fact["recorded_at"], "id")
    number = f"#{fact['position']}{until}"
    line = f"  {number:<9} {recorded:<22} {day(fact['effective_on']):<11}  {what:<45}{who}"
    return line + _broken(fact)


def _broken(fact: Mapping[str, Any]) -> str:
    """The first rule an imported or overridden act broke, and how many more."""
    codes = list(dict.fromkeys(found["code"] for found in fact["violations"]))
    more = f" +{len(codes) - 1}" if len(codes) > 1 else ""
    return f"  ✗ {codes[0]}{more}" if codes else ""


def _short(said: str, width: int) -> str:
    return said if len(said) <= width else said[: width - 1] + "…"
