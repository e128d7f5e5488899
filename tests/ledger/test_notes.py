"""Signed notes: one spelling each, read strictly."""

import pytest

from infrastructure.ledger.notes import BadNote, Note, Signature

NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""  # noqa: E501
"""The example of the documentation of Go's `sumdb/note`."""
LINE = NOTE.splitlines()[-1]


def test_a_note_is_its_text_and_its_signatures_and_reads_back_as_written() -> None:
    note = Note.of_text(NOTE)
    assert note.text == NOTE.partition("\n\n")[0] + "\n"
    assert [(line.name, line.key_id.hex(), len(line.value)) for line in note.signatures] == [
        ("PeterNeumann", "c74f20a3", 64)
    ]
    assert str(note) == NOTE
    assert Note.of_text(NOTE.encode()) == note


def test_a_text_may_hold_empty_lines_the_last_one_ends_it() -> None:
    note = Note.of_text(f"a\n\nb\n\n{LINE}\n")
    assert note.text == "a\n\nb\n"
    assert str(note) == f"a\n\nb\n\n{LINE}\n"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "\n",
        f"\n\n{LINE}\n",
        f"{LINE}\n",
        "a text\n",
        "a text\n\n",
        f"a text\n{LINE}\n",
        f"a text\n\n{LINE}",
        f"a text\n\n{LINE}\n\n",
        f"a text\r\n\r\n{LINE}\r\n",
        f"a\ttext\n\n{LINE}\n",
        f"a text\n\n{LINE}\nnot a signature\n",
        f"a text\n\n{LINE.replace('—', '-')}\n",
        f"a text\n\n{LINE.replace('— ', '—')}\n",
        f"a text\n\n{LINE.replace('PeterNeumann', '')}\n",
        f"a text\n\n{LINE.replace('PeterNeumann', 'Peter+Neumann')}\n",
        "a text\n\n" + LINE.replace("Neumann", "\u2003Neumann") + "\n",
        f"a text\n\n{LINE.replace('PeterNeumann', 'Peter Neumann')}\n",
        f"a text\n\n{LINE} \n",
        "a text\n\n— PeterNeumann x08gow==\n",
        "a text\n\n— PeterNeumann \n",
        "a text\n\n" + f"{LINE}\n" * 101,
        "a" * (1 << 20) + f"\n\n{LINE}\n",
        b"a text\xff\n\n" + f"{LINE}\n".encode(),
    ],
)
def test_what_is_not_spelled_as_a_note_is_none(written: str | bytes) -> None:
    with pytest.raises(BadNote):
        Note.of_text(written)


def test_a_hundred_signatures_are_read() -> None:
    assert len(Note.of_text("a text\n\n" + f"{LINE}\n" * 100).signatures) == 100


def test_a_signature_has_one_spelling_in_base64() -> None:
    """The last sign before the padding holds bits that stand for nothing."""
    assert LINE.endswith("AM=")
    with pytest.raises(BadNote):
        Signature.of_line(LINE.removesuffix("AM=") + "AN=")
