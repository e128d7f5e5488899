"""What the command line says when it is not understood, or has nothing to work on."""

from collections.abc import Mapping

from interface.wordings.items import Words

WHO_ACTS: Words = ("Sebut siapa yang bertindak: --as LOGIN", "Say who acts: --as LOGIN")
WHO_ASKS: Words = ("Sebut siapa yang bertanya: --as LOGIN", "Say who asks: --as LOGIN")
ACTS_ON: Words = (
    "{name} memerlukan hal yang dikenainya: --id ID",
    "{name} needs the thing it acts on: --id ID",
)
IS_ABOUT: Words = (
    "{name} memerlukan hal yang ditanyakan: --id ID",
    "{name} needs the thing it is about: --id ID",
)
UNKNOWN: Mapping[str, Words] = {
    "command": ("Tidak ada perintah {name}{hint}", "There is no command {name}{hint}"),
    "query": ("Tidak ada pertanyaan {name}{hint}", "There is no query {name}{hint}"),
    "export": ("Tidak ada ekspor {name}{hint}", "There is no export {name}{hint}"),
    "view": ("Tidak ada tampilan {name}{hint}", "There is no view {name}{hint}"),
}
"""What sort of thing has no such name; `{hint}` are those meant, if any is near."""
MEANT: Words = ("; mungkin {names}?", "; did you mean {names}?")
THERE_ARE: Words = ("; yang ada: {names}", "; there are {names}")
NO_ACCOUNT: Words = ("Tidak ada akun {login}.", "There is no account {login}.")
NO_ADMIN: Words = ("{login} tidak memegang ADMIN.", "{login} does not hold ADMIN.")
ROLES_NEED: Words = (
    "Peran memerlukan --from, --decree, dan --decree-date.",
    "Roles need --from, --decree and --decree-date.",
)
OTHER_KIND: Words = (
    "Buku ini {kind} dan tidak pernah dapat dibuka sebagai {asked}.",
    "This store is {kind}, it can never be opened as {asked}.",
)
NO_SANDBOX: Words = (
    "{file}: waktu tertulis memerlukan kotak pasir, dan buku ini bukan.",
    "{file}: scripted time needs a sandbox, and this store is none.",
)
NO_TIME: Words = ("--at {indonesian}.", "--at {english}.")
NO_END: Words = (
    "--to memerlukan posisi atau saat; {indonesian}.",
    "--to takes a position or an instant; it {english}.",
)
NO_STREAM: Words = (
    "--stream memerlukan HAL:ID; {stream} tidak menyebut hal apa pun.",
    "--stream takes THING:ID; {stream} names no thing.",
)
NOT_OURS: Words = (
    "{folder} bukan buatan demo, jadi dibiarkan.",
    "{folder} was not made by the demo, so it is left alone.",
)
ONE_OF_THREE: Words = (
    "Pilih salah satu dari --check, --roll-back, dan --drop-kept.",
    "Choose one of --check, --roll-back and --drop-kept.",
)
POSITION_OR_KEY: Words = (
    "Sebut POSITION, atau perintahnya dengan --key KEY.",
    "Name a POSITION, or a command by --key KEY.",
)
