"""The witness over HTTP: one call, `add-checkpoint` (C2SP tlog-witness).

There is no login: what may be asked is decided by the signature of the log on what is asked.
"""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from interface.bootstrap import BadContinuation, Continuation, NotCosigned, Reason, Witness

MOST_BYTES = 1 << 18
SIZE_TYPE = "text/x.tlog.size"
_STATUS = {
    Reason.UNKNOWN_LOG: 404,
    Reason.NOT_SIGNED: 403,
    Reason.OTHER_SIZE: 409,
    Reason.CONTRADICTION: 409,
    Reason.NOT_CONTINUED: 422,
    Reason.CLOCK_BEHIND: 503,
}


def witness_service(witness: Witness) -> Starlette:
    """The service of one witness; closing its memory stays with the caller."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _said("the request is too long", 413)
        return await run_in_threadpool(_answer, witness, body)

    async def livez(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/livez", livez),
        ]
    )


async def _body(request: Request) -> bytes | None:
    """The body, but for one that is longer than any checkpoint."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _answer(witness: Witness, body: bytes) -> Response:
    try:
        signatures = witness.cosign(Continuation.of_text(body.decode()))
    except (BadContinuation, UnicodeDecodeError) as error:
        return _said(str(error), 400)
    except NotCosigned as error:
        if error.reason is Reason.OTHER_SIZE:
            return Response(f"{error.size}\n", 409, {"Content-Type": SIZE_TYPE})
        return _said(str(error), _STATUS[error.reason])
    return PlainTextResponse("".join(f"{signature.line()}\n" for signature in signatures))


def _said(sentence: str, status: int) -> Response:
    return PlainTextResponse(f"{sentence}\n", status)
