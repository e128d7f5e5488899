"""Acts beside the straight course, with fields drawn at random around what is plausible."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.acts import TEXT, certificate
from tests.city import City
from tests.properties.courses import SCORES, entry, letter, today
from tests.properties.town import HOSTS, PEOPLE

T = TypeVar("T")
Oddity = tuple[str, dict[str, Any]]
"""Who would act, and the fields."""

LOGINS = (
    "sari",
    "rudi",
    "budi",
    "lina",
    "opd",
    "tel",
    "mita",
    "bank",
    "dewi-asn",
    "asep-asn",
    "ira",
)
CAUSES = ("CONDUCT", "EMPLOYEE_REQUEST", "NO_SHOW", "CODED_PERSONAL")


@dataclass
class Dice:
    """Draws, in a city of a certain day."""

    data: st.DataObject
    city: City

    def pick(self, *values: T) -> T:
        return self.data.draw(st.sampled_from(values))

    def number(self, least: int, most: int) -> int:
        return self.data.draw(st.integers(least, most))

    def once_in(self, times: int) -> bool:
        return self.number(1, times) == times

    def day(self, least: int = -12, most: int = 20) -> date:
        return today(self.city) + timedelta(days=self.number(least, most))

    def past(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Now and then the act claims another day than today."""
        if not self.once_in(4):
            return fields
        return {**fields, "on": self.day(-6, 1).isoformat()}

    def actor(self, usual: str) -> str:
        return self.pick(*LOGINS) if self.once_in(10) else usual


# --- placement --------------------------------------------------------------------------------


def _assign(dice: Dice) -> Oddity:
    given = letter(f"{dice.number(1, 3)}", dice.day(-3, 3))
    fields: dict[str, Any] = {"letter": given, "if_full": dice.pick("REFUSE", "WAITLIST")}
    mentor = dice.pick("$tel", "$mita", "$bank", "$sari", None)
    return "sari", fields if mentor is None else {**fields, "mentor": mentor}


def _reschedule(dice: Dice) -> Oddity:
    fields: dict[str, Any] = {"reason": "penjadwalan ulang"}
    if dice.once_in(2):
        fields["planned_start"] = dice.day(-3, 20).isoformat()
    return "sari", {**fields, "planned_end": dice.day(0, 40).isoformat()}


def _decide(dice: Dice) -> Oddity:
    answer = dice.pick("CONTINUE", "SUSPEND", "STOP", "MOVE")
    fields = {"question": dice.pick("COVER", "DISCIPLINE"), "answer": answer}
    if answer == "MOVE":
        fields["agreement"] = dice.pick(*HOSTS.values())
    return "budi", dice.past(fields)


def _stop(dice: Dice) -> dict[str, Any]:
    return dice.past({"cause": dice.pick(*CAUSES)})


PLACEMENT: Mapping[str, Callable[[Dice], Oddity]] = {
    "placement.verify": lambda _: ("sari", {}),
    "placement.reject": lambda dice: ("sari", {"cause": dice.pick(*CAUSES)}),
    "placement.assign": _assign,
    "placement.assign-mentor": lambda dice: (
        "sari",
        {"mentor": dice.pick("$mita", "$tel", "$bank"), "from": dice.day(-3, 6).isoformat()},
    ),
    "placement.cancel": lambda dice: ("sari", {"cause": dice.pick(*CAUSES)}),
    "placement.start": lambda dice: (dice.pick("tel", "bank"), dice.past({})),
    "placement.suspend": lambda dice: (
        "sari",
        dice.past({"cause": dice.pick("HOST_CLOSED", "PUBLIC_HEALTH_ORDER")}),
    ),
    "placement.resume": lambda dice: (
        "sari",
        dice.past({"planned_end": dice.day(-2, 30).isoformat()}),
    ),
    "placement.reschedule": _reschedule,
    "placement.mark-duty-day": lambda dice: (
        dice.pick("tel", "bank"),
        {"day": dice.day(-2, 8).isoformat()},
    ),
    "placement.withdraw": lambda dice: ("sari", {**_stop(dice), "decided_by": "EMPLOYEE"}),
    "placement.terminate": lambda dice: ("budi", _stop(dice)),
    "placement.complete": lambda dice: ("sari", dice.past({})),
    "placement.close": lambda _: ("sari", {}),
    "placement.decide": _decide,
}

# --- learning record --------------------------------------------------------------------------


def _log(dice: Dice) -> Oddity:
    entries = [entry(dice.day(-6, 1), dice.number(1, 31)) for _ in range(dice.number(1, 3))]
    return dice.pick(*(f"{person}-asn" for person in PEOPLE)), {"entries": entries}


def _hours(dice: Dice) -> dict[str, Any]:
    return dice.pick({}, {"entries": [dice.number(1, 6)]}, {"days": [dice.day(-6, 0).isoformat()]})


RECORD: Mapping[str, Callable[[Dice], Oddity]] = {
    "learning-record.log-hours": _log,
    "learning-record.approve-hours": lambda dice: (
        dice.pick("tel", "mita", "bank", "sari"),
        _hours(dice),
    ),
    "learning-record.reject-hours": lambda dice: (
        dice.pick("tel", "mita", "bank", "sari"),
        {**_hours(dice), "reason": "tidak sesuai"},
    ),
    "learning-record.correct-hours": lambda dice: (
        dice.pick("tel", "bank"),
        {"entry": dice.number(1, 4), "quarters": dice.number(1, 31), "reason": "salah catat"},
    ),
    "learning-record.submit-report": lambda dice: (
        dice.pick(*(f"{person}-asn" for person in PEOPLE)),
        {"document": TEXT},
    ),
    "learning-record.evaluate": lambda dice: (
        dice.pick("tel", "mita", "bank"),
        {
            "rubric": dice.pick("aneka-v1", "aneka-v1", "berakhlak-v2"),
            "scores": {**SCORES, "TECHNICAL": dice.number(0, 101)},
        },
    ),
    "learning-record.confirm-evaluation": lambda _: ("lina", {}),
    "learning-record.record-certificate": lambda dice: (
        dice.pick("tel", "bank"),
        certificate(f"{dice.number(1, 2)}", dice.day(-20, 0)),
    ),
    "learning-record.propose-credit": lambda dice: ("sari", dice.pick({}, {"jp": 20}, {"jp": 19})),
    "learning-record.verify-credit": lambda dice: (dice.pick("sari", "rudi"), {}),
    "learning-record.recognise-credit": lambda _: ("budi", {}),
    "learning-record.reject-credit": lambda dice: (
        "budi",
        {"cause": dice.pick("OTHER", "NO_COVER")},
    ),
    "learning-record.revoke-credit": lambda _: ("sari", {"reason": "temuan"}),
    "learning-record.report-to-siasn": lambda _: ("sari", {"document": TEXT}),
    "learning-record.record-siasn-reply": lambda dice: (
        "sari",
        {"result": dice.pick("ACCEPTED", "REJECTED", "CORRECTED", "DELETED")},
    ),
}

# --- agreement, amendment, people -------------------------------------------------------------


def _terminate(dice: Dice) -> Oddity:
    fields: dict[str, Any] = {
        "cause": dice.pick("BREACH", "MUTUAL_CONSENT"),
        "notice_on": dice.day(-40, 0).isoformat(),
        "ends_on": dice.day(-5, 40).isoformat(),
        "run_off": {"policy": dice.pick("NONE", "UNTIL_PLACEMENT_END")},
    }
    return "sari", {**fields, "consent": TEXT} if dice.once_in(2) else fields


AGREEMENT: Mapping[str, Callable[[Dice], Oddity]] = {
    "agreement.suspend": lambda dice: (
        "budi",
        dice.past({"cause": "REVIEW", "placements": dice.pick("CONTINUE", "SUSPEND")}),
    ),
    "agreement.resume": lambda dice: ("budi", dice.past({})),
    "agreement.terminate": _terminate,
    "agreement.set-number": lambda dice: (
        "sari",
        {
            "party": dice.pick("$kota", "$telkom"),
            "number": dice.pick("119/001", "119/002"),
            "year": 2020,
        },
    ),
    "agreement.revise": lambda _: ("sari", {"title": "Judul lain"}),
    "agreement.withdraw": lambda _: ("sari", {"reason": "batal"}),
    "agreement.record-ceremony": lambda dice: (
        "sari",
        dice.past({"place": "Balai Kota", "attendees": ["Wali Kota A"]}),
    ),
    "agreement.file-report": lambda _: ("sari", {"period": "2020-S1", "document": TEXT}),
}


def change(dice: Dice) -> dict[str, Any]:
    """The fields of a draft amendment but its agreement."""
    if dice.once_in(2):
        day = dice.day(1, 200).isoformat()
        return {"kind": "EXTENSION", "changes": {"last_day": day}}
    seats = [{"field": "TECHNOLOGY", "seats": dice.number(1, 4)}]
    fields: dict[str, Any] = {"kind": "CHANGE", "changes": {"capacity": seats}}
    return {**fields, "effective_from": dice.day(-3, 10).isoformat()} if dice.once_in(3) else fields


EMPLOYEE: Mapping[str, Callable[[Dice], Oddity]] = {
    "employee.set-status": lambda dice: (
        "sari",
        {
            "status": dice.pick("LEAVE", "ACTIVE", "STUDY", "SUSPENDED"),
            "from": (first := dice.day(-4, 10)).isoformat(),
            "until": (first + timedelta(days=dice.number(0, 5))).isoformat(),
        },
    ),
    "employee.sanction": lambda dice: ("budi", {"grade": dice.pick("LIGHT", "MEDIUM", "SEVERE")}),
    "employee.update": lambda _: ("sari", {"post": "Analis Muda"}),
}
