"""Coming in and going out: a key in a cookie no script can read.

The cookie goes with requests from the console's own pages alone (`SameSite=Strict`); pages record
nothing but what inspectors send with a form that is sealed for their session.
"""

from urllib.parse import parse_qs

from fastapi import Request, Response

from interface.bootstrap import Store, StoreKind
from interface.console.rendering import Address, render

COOKIE = "jejak_key"
_LONGEST_FORM = 4096
_EIGHT_HOURS = 8 * 60 * 60


def reader_of(store: Store, request: Request) -> str | None:
    """The account id behind the key in the cookie; None if there is none."""
    key = request.cookies.get(COOKIE)
    return store.tokens.account_of(key) if key else None


def may_read(store: Store, reader: str | None) -> bool:
    """A sandbox is open to everybody; a production store to those who have signed in."""
    return reader is not None or store.kind is StoreKind.SANDBOX


def ask_for_key(address: Address, status: int = 401, *, wrong: bool = False) -> Response:
    """The page that asks who is reading."""
    return render("sign_in.html", address, status, wrong=wrong)


async def form_of(request: Request, longest: int = _LONGEST_FORM) -> dict[str, str]:
    """The fields of a form; nothing of one longer than so many bytes is read."""
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > longest:
            return {}
    fields = parse_qs(sent.decode(errors="replace"))
    return {name: values[0] for name, values in fields.items()}


def let_in(store: Store, request: Request, address: Address, key: str) -> Response:
    """Keep the key if it opens an account, and go to the register; else ask again."""
    if store.tokens.account_of(key) is None:
        return ask_for_key(address, wrong=True)
    answer = _to_the_register(address)
    answer.set_cookie(
        COOKIE,
        key,
        max_age=_EIGHT_HOURS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


def let_out(address: Address) -> Response:
    answer = _to_the_register(address)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _to_the_register(address: Address) -> Response:
    return Response(status_code=303, headers={"Location": address.link("/")})
