"""What the inspector finds in the Bandung story, each finding with the positions that prove it.

Everything is asked as the inspector asked it on the first day of the audit, and as it was known
then: what was put right later does not hide it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.codes import Code
from interface.bootstrap import Store
from interface.cli.printing import both_states, day, figure, heading
from interface.enquiries import Enquiries
from interface.wordings.items import WORDS_OF_ITEMS
from interface.wordings.terms import fact_in_words, hours_in_words

_DUTIES = WORDS_OF_ITEMS[Code.SOD_VIOLATION]
INSPECTOR, HOST, EMPLOYEE, FINDINGS = "insp", "bjb", "e1", ("F1", "F2", "F3")
AUDIT, KNOWN_AT = "2022-06-13", "2022-06-13T23:59:59+07:00"
YEAR, SINCE, LATE_DAYS = 2022, "2022-01-01", 20

SHOWS = {
    "MENTOR": ("learning-record.hours-approved.v1", "learning-record.evaluated.v1"),
    "EVALUATOR": ("learning-record.evaluation-confirmed.v1",),
    "CREDIT_VERIFIER": ("learning-record.credit-verified.v1",),
}
"""The facts that show somebody in a duty."""

DECIDE_COVER = (
    "agreement.entered-into-force.v1",
    "agreement.expired.v1",
    "agreement.extended.v1",
    "placement.assigned.v1",
    "placement.started.v1",
)
"""Of the facts a day's cover rests on, those that decide it here."""


def inspection(store: Store, names: Mapping[str, str]) -> Iterator[str]:
    """The findings of the audit, then what has become of them. `names` are the journal's."""
    ask = Enquiries(store, reader=names[INSPECTOR], as_of=AUDIT, known_at=KNOWN_AT)
    known = f"sebagaimana diketahui / as known on {day(AUDIT)}"
    yield from heading("TEMUAN INSPEKTORAT / WHAT THE INSPECTOR FINDS", known)
    yield from _uncovered(ask, names[HOST])
    yield from _late(ask)
    yield from _one_person(ask)
    yield from _twice(ask, names[EMPLOYEE])
    yield from _alone(ask)
    yield from _controls(ask)
    yield from _since(Enquiries(store, reader=names[INSPECTOR]), names)


def _uncovered(ask: Enquiries, host: str) -> Iterator[str]:
    answer = ask.ask("coverage", host=host, **{"from": SINCE})
    yield _question("Hari tanpa dasar hukum / days without legal cover (R73)")
    for item in _by_name(ask, answer["items"], "placement"):
        first, last = item["first_uncovered"], item["last_uncovered"]
        hours = hours_in_words(item["uncovered_quarters"], "id")
        said = f"{item['uncovered_days']} dari {item['days']} hari · {hours}"
        why = ask.ask("explain", item["placement"], figure="cover", day=first)
        proof = [p for e in why["entries"] if e["detail"] in DECIDE_COVER for p in e["positions"]]
        name = f"  {_person(ask, item['placement'])} · {day(first)[:-5]}–{day(last)}"
        yield figure(name, said, proof)
    totals = answer["totals"]
    hours = hours_in_words(totals["uncovered_quarters"], "id")
    yield figure(
        "  Jumlah / total", f"{totals['uncovered_days']} hari-orang / person-days · {hours}"
    )


def _late(ask: Enquiries) -> Iterator[str]:
    yield _question(f"Direkam lebih dari {LATE_DAYS} hari kemudian / recorded late (R14)")
    for item in ask.ask("late-records", days=LATE_DAYS, channel="import")["items"]:
        said = (
            f"{day(item['effective_on'])} → {day(item['recorded_on'])} · "
            f"{item['lag_days']} hari · {ask.login(item['actor'])}"
        )
        yield figure(f"  {fact_in_words(item['topic'], 'id')}", said, [item["position"]])


def _one_person(ask: Enquiries) -> Iterator[str]:
    yield _question("Satu akun, beberapa tugas / one account in several duties (R83)")
    for item in _by_name(ask, ask.ask("duties")["items"], "subject"):
        facts = ask.trail(subject=item["subject"], actor=item["account"])
        shown = [topic for duty in item["duties"] for topic in SHOWS.get(duty, ())]
        proof = [fact["position"] for fact in facts if fact["topic"] in shown]
        duties = " + ".join(_DUTIES[duty][0] for duty in item["duties"])
        name = f"  {ask.login(item['account'])} · {_person(ask, item['subject'])}"
        yield figure(name, duties, proof)


def _twice(ask: Enquiries, employee: str) -> Iterator[str]:
    yield _question("Dikreditkan dua kali / credited twice (R67)")
    ledger = ask.ask("jp-ledger", employee, year=YEAR)
    proof = {entry["subject"]: entry["positions"] for entry in ledger["entries"]}
    for item in ask.ask("duplicate-credits", year=YEAR)["items"]:
        counted = item["credits"]
        worth = " + ".join(str(credit["jp"]) for credit in counted)
        said = f"{_BASES[item['basis']]} · {worth} JP, {item['duplicate_jp']} JP ganda"
        rests_on = [p for credit in counted for p in proof.get(credit["subject"], ())]
        yield figure(f"  {ask.ask('employee', item['employee'])['name']}", said, rests_on)


_BASES = {
    "CERTIFICATE_HASH": "sertifikat sama",
    "CERTIFICATE_NUMBER": "nomor sertifikat sama",
    "SAME_HOST_DATES": "tempat dan tanggal sama",
}


def _alone(ask: Enquiries) -> Iterator[str]:
    yield _question("Tanpa orang kedua / without a second person (R85)")
    answer = ask.ask("violations", code="SECOND_PERSON_REQUIRED")
    for item in answer["items"]:
        who = _person(ask, item["subject"])
        said = f"{fact_in_words(item['topic'], 'id')} · {ask.login(item['actor'])}"
        yield figure(f"  {who}", said, [item["position"]])


def _controls(ask: Enquiries) -> Iterator[str]:
    yield _question("Kendali atas seluruh riwayat / controls over all history")
    found = ask.ask("controls")["items"]
    good = [item["control"] for item in found if item["ok"]]
    bad = [f"{item['control']} {item['count']}" for item in found if not item["ok"]]
    yield figure("  ✗", " · ".join(bad))
    yield figure("  ✓", " · ".join(good))


def _since(ask: Enquiries, names: Mapping[str, str]) -> Iterator[str]:
    """What has become of the findings by today."""
    yield _question(f"Tindak lanjut, kini / followed up, today {day(ask.moment['as_of'])}")
    for name in FINDINGS:
        finding = ask.ask("finding", names[name])
        closed = [
            fact["position"]
            for fact in ask.trail(subject=names[name])
            if fact["topic"] in ("finding.issued.v1", "finding.verified.v1", "finding.closed.v1")
        ]
        said = f"{both_states(finding['state'])} · {finding['status']}"
        yield figure(f"  {finding['title']}", said, closed)


def _by_name(ask: Enquiries, items: list[Any], key: str) -> list[Any]:
    """Rows about placements, in the order of the people's names."""
    return sorted(items, key=lambda item: _person(ask, item[key]))


def _question(said: str) -> str:
    return f"  {said}"


def _person(ask: Enquiries, placement: str) -> str:
    return str(ask.ask("placement", placement)["name"])
