"""Answers over HTTP: receipts, results, and problem details for everything that went wrong."""

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from application.context import Receipt
from application.evidence import EvidenceUnavailable
from application.guards import Conflict
from application.ports import LogUnavailable
from application.stops import ViewStopped
from domain.base import Refused, violation
from domain.codes import Code
from interface.addresses import thing_path
from interface.api.freshness import Late
from interface.api.headers import HEADERS
from interface.api.requests import Unsuitable
from interface.door import receipt_as_json
from interface.problems import MEDIA_TYPE, problem
from interface.refusals import refusal_as_json
from interface.texts import language_of
from interface.wordings.flaws import flaw_in_words
from interface.wordings.standing import (
    LATE,
    LATE_TITLE,
    NOTHING_RECORDED,
    STOPPED_TITLE,
    stopped_in_words,
)
from interface.wordings.wording import Wording

_JSON = "application/json"
_FAILURES = {
    405: Wording(
        "Metode tidak tersedia",
        "Alamat ini tidak melayani metode itu. Lihat metode pada header Allow.",
        "Method not allowed",
        "This address does not serve that method. See the Allow header for those it does.",
    ),
    410: Wording(
        "Dokumen tidak utuh",
        "Isi dokumen ini hilang atau bukan lagi yang dicatat. Laporkan kepada pengelola.",
        "Document not whole",
        "This document is gone or no longer what was recorded. Tell the operator.",
    ),
    500: Wording(
        "Kesalahan sistem",
        "Sistem gagal menjawab. Laporkan kepada pengelola.",
        "Internal error",
        "The system failed to answer. Tell the operator.",
    ),
    503: Wording(
        "Belum dapat dilayani",
        "Hasilnya belum diketahui. Kirim lagi permintaan yang sama dengan kunci yang sama.",
        "Not available",
        "The outcome is not known. Send the same request again under the same key.",
    ),
}
"""What has no code in the contract because it says nothing about the request's content."""


def receipt_answer(receipt: Receipt) -> Response:
    """202 for what waits for a second person, 201 for what was created, else 200."""
    headers = {"ETag": f'"v{receipt.version}"'}
    if receipt.positions:
        headers["Last-Event-Position"] = str(receipt.positions[-1])
    if receipt.created:
        headers["Location"] = thing_path(receipt.thing, receipt.id)
    waits = receipt.proposal is not None
    return _json(
        receipt_as_json(receipt), 202 if waits else 201 if receipt.created else 200, headers
    )


def result_answer(body: Mapping[str, Any]) -> Response:
    headers = {"Last-Event-Position": str(body["position"])}
    if "version" in body:
        headers["ETag"] = f'"v{body["version"]}"'
    return _json(body, 200, headers)


def plain_answer(body: Mapping[str, Any], status: int = 200) -> Response:
    return _json(body, status, {})


def refusal_answer(request: Request, refusal: Refused) -> Response:
    language = language_of(request.headers.get("accept-language"))
    body = refusal_as_json(refusal, language=language, instance=request.url.path)
    headers: dict[str, str] = {"Content-Language": language}
    if refusal.code == Code.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = 'Bearer realm="jejak"'
    if isinstance(refusal, Conflict):
        headers["ETag"] = f'"v{refusal.current_version}"'
    return _problem(body, headers)


def unsuitable_answer(request: Request, error: Unsuitable) -> Response:
    """413 and 415: malformed, but with the status HTTP has for it and what it takes instead."""
    language = language_of(request.headers.get("accept-language"))
    flaw, item = error.flaw, error.flaw.pointer[1:]
    said = f"{item}: {flaw_in_words(flaw.kind, flaw.limit, language)}."
    body = problem((violation(Code.MALFORMED, item),), language=language, instance=request.url.path)
    [entry] = body["errors"]
    errors = [{**entry, "pointer": flaw.pointer, "detail": said}]
    told = {**body, "status": error.status, "detail": said, "errors": errors}
    return _problem(told, {"Content-Language": language})


def http_answer(request: Request, error: HTTPException) -> Response:
    """What the framework itself refuses: no such route, or not with this method."""
    if error.status_code == 404:
        return refusal_answer(request, Refused((violation(Code.NOT_FOUND),)))
    return failure_answer(request, error.status_code, error.headers)


def unavailable_answer(request: Request, _: LogUnavailable | EvidenceUnavailable) -> Response:
    """The outcome is unknown: repeating the request under its key finds it out."""
    return failure_answer(request, 503, {"Retry-After": "1"})


def stopped_answer(request: Request, stopped: ViewStopped) -> Response:
    """A view that the request needs stands still; of an act nothing was recorded."""
    language = language_of(request.headers.get("accept-language"))
    column = 1 if language == "en" else 0
    said = stopped_in_words(stopped)[column]
    if request.method == "POST":
        said = f"{said} {NOTHING_RECORDED[column]}"
    body = {
        "type": "about:blank",
        "title": STOPPED_TITLE[column],
        "status": 503,
        "detail": said,
        "instance": request.url.path,
        "view": stopped.view,
        "position": stopped.position,
    }
    return _problem(body, {"Content-Language": language})


def late_answer(request: Request, _: Late) -> Response:
    """The views have not reached the position the request asked to read from."""
    language = language_of(request.headers.get("accept-language"))
    column = 1 if language == "en" else 0
    body = {
        "type": "about:blank",
        "title": LATE_TITLE[column],
        "status": 503,
        "detail": LATE[column],
        "instance": request.url.path,
    }
    return _problem(body, {"Content-Language": language, "Retry-After": "1"})


def unsigned_answer(request: Request, _: Exception) -> Response:
    """The log could not be signed; why stands in `/readyz` and is the operator's to know."""
    return failure_answer(request, 503)


def broken_answer(request: Request, _: Exception) -> Response:
    """Something failed that should not have; what it was stays in the server's own log.

    This answer is made outside the layer that adds the headers, so it brings them along.
    """
    return failure_answer(request, 500, HEADERS)


def failure_answer(
    request: Request, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    language = language_of(request.headers.get("accept-language"))
    wording = _FAILURES.get(status, _FAILURES[500])
    body = {
        "type": "about:blank",
        "title": wording.title(language),
        "status": status,
        "detail": wording.sentence(language),
        "instance": request.url.path,
    }
    return _problem(body, {"Content-Language": language, **(headers or {})})


def _problem(body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(msgspec.json.encode(body), body["status"], dict(headers), media_type=MEDIA_TYPE)


def _json(body: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> Response:
    return Response(msgspec.json.encode(body), status, dict(headers), media_type=_JSON)
