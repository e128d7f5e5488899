"""Signed notes (C2SP signed-note): a text, an empty line, and a line per signature.

Only form is read here; whether a signature holds is the business of `signing`. The form is read
strictly, so that a note has one spelling: every other byte is another note, or none.
"""

from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass

KEY_ID_BYTES = 4
MOST_BYTES = 1 << 20
MOST_SIGNATURES = 100
_DASH = "\N{EM DASH} "


class BadNote(ValueError):
    """The text is no signed note; the message says why."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who signed, with which key, and the bytes of the signature."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """The line, without its newline."""
        return f"{_DASH}{self.name} {encoded(self.key_id + self.value)}"

    @classmethod
    def of_line(cls, line: str) -> "Signature":
        """Read a signature line without its newline; raises `BadNote`."""
        name, space, written = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not space or not is_name(name):
            raise BadNote(f"{line[:80]!r} is not a signature line")
        signed = decoded(written)
        if signed is None or len(signed) <= KEY_ID_BYTES:
            raise BadNote(f"the signature of {name} is not one")
        return cls(name, signed[:KEY_ID_BYTES], signed[KEY_ID_BYTES:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures in the order of their lines."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{signed.line()}\n" for signed in self.signatures)

    @classmethod
    def of_text(cls, written: str | bytes) -> "Note":
        """Read a note; raises `BadNote`. At least one signature line must be there."""
        if isinstance(written, bytes):
            try:
                written = written.decode()
            except UnicodeDecodeError as error:
                raise BadNote("a note is UTF-8") from error
        if len(written) > MOST_BYTES:
            raise BadNote(f"a note has at most {MOST_BYTES} bytes")
        if any(sign < " " and sign != "\n" for sign in written):
            raise BadNote("a note has no control characters")
        text, blank, lines = written.rpartition("\n\n")
        if not blank or not text or not lines.endswith("\n"):
            raise BadNote("a note is a text, an empty line, and signature lines")
        signatures = tuple(Signature.of_line(line) for line in lines[:-1].split("\n"))
        if len(signatures) > MOST_SIGNATURES:
            raise BadNote(f"a note has at most {MOST_SIGNATURES} signatures")
        return cls(text + "\n", signatures)


def is_name(text: str) -> bool:
    """Whether a text can name a key: not empty, no blanks, no plus."""
    return bool(text) and "+" not in text and not any(sign.isspace() for sign in text)


def encoded(plain: bytes) -> str:
    """Bytes as Base64 text."""
    return b64encode(plain).decode()


def decoded(text: str) -> bytes | None:
    """The bytes of a Base64 text in its one spelling; None if it is another, or none."""
    try:
        plain = b64decode(text, validate=True)
    except (Error, ValueError):
        return None
    return plain if encoded(plain) == text else None
