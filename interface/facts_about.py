"""One line about one fact: what it says, with the people and things in it by their names."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from interface.wordings.terms import centi_in_words, day_in_words, hours_in_words, term
from interface.wordings.wording import Language

NameOf = Callable[[str], str]
"""An id in words: a login, an organisation; the id's end if nothing is known of it."""


def gist(topic: str, data: Mapping[str, Any], language: Language, name_of: NameOf) -> str:
    """What the fact adds to its title; empty if the title says it all."""
    say = _GISTS.get(topic.rpartition(".")[0])
    return "" if say is None else say(data, language, name_of)


def _day(data: Mapping[str, Any], key: str, language: Language) -> str:
    return day_in_words(date.fromisoformat(data[key]), language, brief=True)


_Gist = Callable[[Mapping[str, Any], Language, NameOf], str]

_GISTS: dict[str, _Gist] = {
    "system.store-opened": lambda d, _l, _n: str(d["kind"]),
    "organisation.registered": lambda d, _l, _n: str(d["name"]),
    "unit.registered": lambda d, _l, _n: str(d["name"]),
    "office.created": lambda d, _l, n: f"{d['title']} · {n(d['organisation'])}",
    "office.appointed": lambda d, _l, _n: str(d["holder"]),
    "account.opened": lambda d, _l, _n: str(d["login"]),
    "account.role-granted": lambda d, la, _n: term(d["grant"]["role"], la),
    "employee.registered": lambda d, _l, _n: f"{d['post']} · {d['grade']}",
    "need.recorded": lambda d, la, _n: f"{term(d['area'], la)} · {d['competence']}",
    "agreement.drafted": lambda d, la, _n: f"{term(d['kind'], la)} · {d['title']}",
    "agreement.attached": lambda d, _l, _n: str(d["kind"]),
    "agreement.opinion-given": lambda d, la, _n: (
        f"{term(d['body'], la)} · {term(d['opinion'], la)}"
    ),
    "agreement.returned": lambda d, la, _n: term(d["body"], la),
    "agreement.council-recorded": lambda d, la, _n: term(d["decision"], la),
    "agreement.approved": lambda d, _l, _n: f"sha256 {d['text'][:12]}…",
    "agreement.signed": lambda d, la, n: f"{n(d['party'])} · {term(d['method'], la)}",
    "agreement.entered-into-force": lambda d, la, _n: _day(d, "start", la),
    "agreement.ceremony-recorded": lambda d, _l, _n: str(d["place"]),
    "agreement.number-assigned": lambda d, _l, _n: str(d["number"]),
    "agreement.reminder-issued": lambda d, la, _n: (
        f"{d['days_before']} {'days' if la == 'en' else 'hari'} · {_day(d, 'last_day', la)}"
    ),
    "agreement.expired": lambda d, la, _n: _day(d, "last_day", la),
    "agreement.extended": lambda d, la, _n: _day(d, "last_day", la),
    "amendment.drafted": lambda d, la, _n: term(d["kind"], la),
    "amendment.signed": lambda d, la, n: f"{n(d['party'])} · {term(d['method'], la)}",
    "placement.nominated": lambda d, la, n: f"{n(d['host'])} · {term(d['field'], la)}",
    "placement.assigned": lambda d, _l, _n: str(d["letter"]["number"]),
    "placement.mentor-assigned": lambda d, _l, n: n(d["mentor"]),
    "placement.cover-demanded": lambda d, la, _n: _day(d, "due_on", la),
    "placement.completed": lambda d, la, _n: _day(d, "ended_on", la),
    "learning-record.hours-logged": lambda d, la, _n: (
        f"{_day(d, 'day', la)} · {hours_in_words(d['quarters'], la)}"
    ),
    "learning-record.hours-approved": lambda d, _l, _n: "#" + _spans(d.get("entries", ())),
    "learning-record.evaluated": lambda d, la, _n: centi_in_words(d["score_centi"], la),
    "learning-record.certificate-recorded": lambda d, _l, _n: str(d["certificate"]["number"]),
    "learning-record.credit-proposed": lambda d, _l, _n: f"{d['jp']} JP",
    "learning-record.siasn-reply-recorded": lambda d, _l, _n: str(d["result"]),
    "correction.recorded": lambda d, _l, _n: f"{d['field']}: {d['old']} → {d['new']}",
    "import.completed": lambda d, _l, _n: f"{d['kind']} · +{d['recorded']} −{d['refused']}",
    "learning-record.credit-recognised": lambda d, _l, _n: f"{d['jp']} JP · {d['year']}",
}


def _spans(numbers: Any) -> str:
    """`1–10` of ten numbers in a row, else all of them."""
    found = list(numbers)
    if len(found) > 2 and found == list(range(found[0], found[-1] + 1)):
        return f"{found[0]}–{found[-1]}"
    return ", ".join(map(str, found))
