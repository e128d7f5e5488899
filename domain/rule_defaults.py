"""The rules a new store holds, known from the beginning of time (contract §4.3).

Plain data: every entry names the version, its days, its values and the text it comes from. The
keys are exact; what each means stands where the values are read. Amounts are whole numbers: days,
months, JP, rupiah, quarter hours, percent, hundredths (`_centi`).

`jp-conversion.activities` holds per code: `unit`; `domestic` and `abroad` JP for one such unit
(not for PER_LESSON, where minutes decide); `per_month`, the units of one code that count in a
month; `per_day` and `per_day_abroad`, the JP of one code that count on a day; `raised_abroad`,
false where lessons abroad earn no more than at home.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.enums_learning import Component


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One dated version of one component. `valid_to` is its last day, None if it has none."""

    component: Component
    version: str
    valid_from: date
    valid_to: date | None
    values: dict[str, Any]
    legal_basis: str

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


_WITH_THE_CITY = ["JOINT_AGREEMENT", "COOPERATION_AGREEMENT"]
_ALLOWED = {
    "CITY": [],
    "CENTRAL_VERTICAL": ["SYNERGY_ACCORD"],
    "STATE_UNIVERSITY": ["SYNERGY_ACCORD", *_WITH_THE_CITY],
    "BUMN": _WITH_THE_CITY,
    "BUMD": _WITH_THE_CITY,
    "PRIVATE": _WITH_THE_CITY,
    "REGIONAL_GOVERNMENT": _WITH_THE_CITY,
    "AUDIT_BOARD": [],
}
_SHORT = ["PARTIES", "PURPOSE", "OBJECT", "SCOPE", "IMPLEMENTATION", "TERM", "FUNDING"]
_ACCORD = [*_SHORT, "CONTACTS", "MONITORING"]
_WORKING = [*_ACCORD, "RIGHTS_DUTIES", "FORCE_MAJEURE", "DISPUTE", "TERMINATION", "AMENDMENT"]
_INSTRUMENTS = {
    "allowed": _ALLOWED,
    "working": ["MOU", "COOPERATION_AGREEMENT", "SYNERGY_ACCORD"],
    "umbrella_required": ["COOPERATION_AGREEMENT"],
    "workplan_required": ["SYNERGY_ACCORD"],
    "acting_restricted": ["JOINT_AGREEMENT"],
    "opinions": ["TKKSD", "LEGAL"],
    "transitional": [],
    "clauses": {
        "MOU": _SHORT,
        "JOINT_AGREEMENT": _SHORT,
        "COOPERATION_AGREEMENT": _WORKING,
        "SYNERGY_ACCORD": _ACCORD,
    },
}
_INSTRUMENTS_WITH_MOU = {
    **_INSTRUMENTS,
    "allowed": {category: ["MOU", *kinds] for category, kinds in _ALLOWED.items()},
    "transitional": ["MOU"],
}


def _lessons(**limits: int | bool) -> dict[str, Any]:
    return {"unit": "PER_LESSON", **limits}


def _units(unit: str, domestic: int, abroad: int, **limits: int) -> dict[str, Any]:
    return {"unit": unit, "domestic": domestic, "abroad": abroad, **limits}


_ACTIVITIES = {
    "A1": _units("PER_SEMESTER", 20, 20),
    "A2": _units("PER_SEMESTER", 20, 20),
    "B1": _lessons(raised_abroad=False),
    "B2": _lessons(),
    "B3": _lessons(),
    "B4": _lessons(),
    "B5": _lessons(),
    "B6": _units("PER_DAY", 4, 6),
    "B7": _units("PER_DAY", 5, 7),
    "B8": _lessons(),
    "B9": _lessons(),
    "B10": _lessons(),
    "B11": _units("PER_DAY", 4, 6),
    "C1": _units("PER_SESSION", 2, 4, per_month=2),
    "C2": _units("PER_SESSION", 2, 4, per_month=2),
    "C3": _lessons(per_day=3, per_day_abroad=4, raised_abroad=False),
    "C4": _lessons(),
    "C5": _units("PER_ACTIVITY", 20, 24),
    "C6": _lessons(),
    "C7": _units("PER_ACTIVITY", 10, 20),
    "C8": _units("PER_ACTIVITY", 20, 24),
    "C9": _lessons(per_day=2),
    "C10": _lessons(per_day=2),
    "C11": _units("PER_ACTIVITY", 20, 24),
}


def _criteria(group: str, top: int, **weights: int) -> list[dict[str, Any]]:
    return [
        {"code": code, "group": group, "weight": weight, "max": top}
        for code, weight in weights.items()
    ]


def _rubric(values: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "pass_centi": 7000,
        "ethics_percent": 60,
        "criteria": [
            *_criteria("ETHICS", 100, INTEGRITY=10, RESPONSIBILITY=10, HONESTY=5, COURTESY=5),
            *_criteria("WORK", 100, ATTENDANCE=8, PUNCTUALITY=6, COMPLETION=6),
            *_criteria("TECHNICAL", 100, TECHNICAL=20),
            *_criteria("REPORT", 100, REPORT=10),
            *values,
        ],
    }


_ANEKA = _criteria(
    "VALUES", 4, ACCOUNTABILITY=4, NATIONALISM=4, PUBLIC_ETHICS=4, QUALITY=4, ANTI_CORRUPTION=4
)
_BERAKHLAK = _criteria(
    "VALUES",
    4,
    SERVICE_ORIENTED=3,
    ACCOUNTABLE=3,
    COMPETENT=3,
    HARMONIOUS=3,
    LOYAL=3,
    ADAPTIVE=3,
    COLLABORATIVE=2,
)
_DISCIPLINE = {"review": ["MEDIUM"], "terminate": ["SEVERE"]}
_WORKING_TIME = {"daily_quarters": 30, "ramadan_quarters": 26}
_HOURS_TO_ANSWER = {"correction_hours": 72, "breach_hours": 72}

DEFAULTS: tuple[RuleVersion, ...] = (
    RuleVersion(
        Component.INSTRUMENTS,
        "pp28-2018",
        date(2018, 1, 1),
        date(2020, 4, 14),
        _INSTRUMENTS_WITH_MOU,
        "PP 28/2018 tentang Kerja Sama Daerah",
    ),
    RuleVersion(
        Component.INSTRUMENTS,
        "permendagri22-2020",
        date(2020, 4, 15),
        None,
        _INSTRUMENTS,
        "Permendagri 22/2020 tentang Tata Cara Kerja Sama Daerah",
    ),
    RuleVersion(
        Component.AGREEMENT_POLICY,
        "v1",
        date(2018, 1, 1),
        None,
        {
            "max_term_years": 5,
            "late_sign_days": 3,
            "number_days": 14,
            "notice_days": 30,
            "report_days": 30,
            "reminders": [180, 90, 60, 30, 7],
            "mandate_ends_with_grantor": True,
        },
        "Kebijakan program, berdasarkan PP 28/2018",
    ),
    RuleVersion(
        Component.PLACEMENT_POLICY,
        "v1",
        date(2018, 1, 1),
        None,
        {
            "min_days": 5,
            "max_days": 60,
            "start_window_days": 3,
            "mentor_max": 5,
            "entry_days": 3,
            "service_years": 1,
            "retirement_months": 12,
            "max_pause_months": 12,
            "decision_days": 5,
            "reply_days": 5,
            "attendance_percent": 80,
        },
        "Kebijakan program, berdasarkan PerLAN 10/2018",
    ),
    RuleVersion(
        Component.DUTY,
        "pp11-2017",
        date(2017, 1, 1),
        date(2023, 10, 30),
        {"kind": "RIGHT", "floor_jp": 20},
        "PP 11/2017 Pasal 203 ayat (4)",
    ),
    RuleVersion(
        Component.DUTY,
        "uu20-2023",
        date(2023, 10, 31),
        None,
        {"kind": "OBLIGATION", "floor_jp": 20},
        "UU 20/2023 Pasal 49; 20 JP menurut PP 11/2017 sampai diganti",
    ),
    RuleVersion(
        Component.PPPK_CAP,
        "pp49-2018",
        date(2018, 11, 28),
        None,
        {"cap_jp": 24, "exempt_post_kinds": ["JPT"]},
        "PP 49/2018 Pasal 40 ayat (1) dan (2)",
    ),
    RuleVersion(
        Component.JP_CONVERSION,
        "perlan10-2018",
        date(2018, 1, 1),
        None,
        {
            "minutes_per_jp": 45,
            "abroad_percent": 120,
            "floor_quarters": 120,
            "activities": _ACTIVITIES,
        },
        "PerLAN 10/2018, lampiran konversi JP",
    ),
    RuleVersion(
        Component.RUBRIC,
        "aneka-v1",
        date(2018, 1, 1),
        date(2021, 7, 26),
        _rubric(_ANEKA),
        "Kebijakan program, dengan nilai dasar ANEKA",
    ),
    RuleVersion(
        Component.RUBRIC,
        "berakhlak-v2",
        date(2021, 7, 27),
        None,
        _rubric(_BERAKHLAK),
        "SE MenPANRB 20/2021 tentang core values BerAKHLAK",
    ),
    RuleVersion(
        Component.DISCIPLINE,
        "pp53-2010",
        date(2010, 6, 6),
        date(2021, 8, 30),
        _DISCIPLINE,
        "PP 53/2010 tentang Disiplin PNS",
    ),
    RuleVersion(
        Component.DISCIPLINE,
        "pp94-2021",
        date(2021, 8, 31),
        None,
        _DISCIPLINE,
        "PP 94/2021 tentang Disiplin PNS",
    ),
    RuleVersion(
        Component.WORKING_TIME,
        "keppres68-1995",
        date(1995, 1, 1),
        date(2023, 4, 11),
        _WORKING_TIME,
        "Keppres 68/1995 tentang Hari Kerja",
    ),
    RuleVersion(
        Component.WORKING_TIME,
        "perpres21-2023",
        date(2023, 4, 12),
        None,
        _WORKING_TIME,
        "Perpres 21/2023 tentang Hari Kerja dan Jam Kerja",
    ),
    RuleVersion(
        Component.PRIVACY,
        "pre-pdp",
        date(2018, 1, 1),
        date(2022, 10, 16),
        {**_HOURS_TO_ANSWER, "data_clause": []},
        "Kebijakan program sebelum UU 27/2022",
    ),
    RuleVersion(
        Component.PRIVACY,
        "uu27-2022",
        date(2022, 10, 17),
        None,
        {**_HOURS_TO_ANSWER, "data_clause": ["COOPERATION_AGREEMENT", "SYNERGY_ACCORD"]},
        "UU 27/2022 tentang Pelindungan Data Pribadi",
    ),
    RuleVersion(
        Component.FINDINGS,
        "bpk2-2017",
        date(2017, 1, 1),
        None,
        {
            "follow_up_days": 60,
            "review_days": 30,
            "repeat_months": 24,
            "infeasible": ["FORCE_MAJEURE", "IN_COURT", "NOT_EFFECTIVE"],
        },
        "Peraturan BPK 2/2017 tentang Pemantauan Tindak Lanjut",
    ),
    RuleVersion(
        Component.IMPORT,
        "v1",
        date(2010, 1, 1),
        None,
        {"violations": "RECORD"},
        "Kebijakan program",
    ),
    RuleVersion(
        Component.SIASN,
        "v1",
        date(2018, 1, 1),
        None,
        {"jenis": {"INTERNSHIP": "10", "EXCHANGE": "21"}, "instansi_id": "", "hours": "JP"},
        "Referensi jenis diklat SIASN, BKN",
    ),
)
"""In the contract's order. `retention` has no default: until a schedule is published, nothing
may be destroyed."""
