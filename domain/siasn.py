"""SIASN, the national personnel system: what it is sent, and what its answers mean (§10.1, R72).

A credit is reported once per version. What was sent is kept as the SHA-256 of its canonical JSON.
"""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from domain.enums import Field
from domain.enums_learning import PlacementActivity, SiasnResult
from domain.states import SiasnState

STATE_AFTER: Mapping[SiasnResult, SiasnState] = {
    SiasnResult.ACCEPTED: SiasnState.ACCEPTED,
    SiasnResult.REJECTED: SiasnState.REJECTED,
    SiasnResult.CORRECTED: SiasnState.CORRECTED,
    SiasnResult.DELETED: SiasnState.CORRECTED,
}
_CORRECTIONS = frozenset({SiasnResult.CORRECTED, SiasnResult.DELETED})
_REQUIRED = ("pnsOrangId", "path", "nomorSertipikat")
_WORDS = {
    PlacementActivity.INTERNSHIP: "Magang",
    PlacementActivity.EXCHANGE: "Pertukaran",
}


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """One line of SIASN's `kursus`, under its own field names; dates are dd-mm-YYYY."""

    id: str
    instansiId: str  # noqa: N815
    institusiPenyelenggara: str  # noqa: N815
    jenisDiklatId: str  # noqa: N815
    jenisKursus: str  # noqa: N815
    jenisKursusSertipikat: str  # noqa: N815
    jumlahJam: int  # noqa: N815
    lokasiId: str  # noqa: N815
    namaKursus: str  # noqa: N815
    nomorSertipikat: str  # noqa: N815
    path: str
    pnsOrangId: str  # noqa: N815
    tahunKursus: int  # noqa: N815
    tanggalKursus: str  # noqa: N815
    tanggalSelesaiKursus: str  # noqa: N815

    @property
    def sha256(self) -> str:
        return sha256(msgspec.json.encode(self, order="sorted")).hexdigest()

    @property
    def invalid(self) -> tuple[str, ...]:
        """The fields SIASN will not take empty and that are, in the contract's order."""
        return tuple(name for name in _REQUIRED if not getattr(self, name))


def course_title(activity: PlacementActivity, field: Field | str, host: str) -> str:
    """What a placement is called as a course: "Magang TECHNOLOGY pada Telkom"."""
    return f"{_WORDS[activity]} {field} pada {host}"


def payload(
    rules: Mapping[str, Any],
    *,
    activity: PlacementActivity,
    field: Field,
    host: str,
    first_day: date,
    last_day: date,
    jp: int,
    year: int,
    certificate_number: str | None,
    document: str | None,
    pns_orang_id: str | None,
    siasn_id: str | None,
) -> Payload:
    """The line of one recognised credit. `rules` are the `siasn` component of the day, `host`
    the host's name, `document` the SHA-256 of the certificate file, `siasn_id` the id an earlier
    report was given."""
    return Payload(
        id=siasn_id or "",
        instansiId=rules["instansi_id"],
        institusiPenyelenggara=host,
        jenisDiklatId=rules["jenis"][activity],
        jenisKursus="",
        jenisKursusSertipikat="",
        jumlahJam=jp,
        lokasiId="",
        namaKursus=course_title(activity, field, host),
        nomorSertipikat=certificate_number or "",
        path=document or "",
        pnsOrangId=pns_orang_id or "",
        tahunKursus=year,
        tanggalKursus=f"{first_day:%d-%m-%Y}",
        tanggalSelesaiKursus=f"{last_day:%d-%m-%Y}",
    )


def takes_reply(state: SiasnState, result: SiasnResult) -> bool:
    """Whether an answer fits: a correction only to one asked for, a verdict only to a report."""
    if state is SiasnState.TO_BE_CORRECTED:
        return result in _CORRECTIONS
    return state is not SiasnState.NOT_REPORTED and result not in _CORRECTIONS
