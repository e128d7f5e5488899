"""Keys lie in files for their owner alone; they are made once and read strictly."""

import stat
from pathlib import Path

import pytest

from infrastructure.ledger.key_folder import KeyFolder, KeysUnfit
from infrastructure.ledger.signing import Algorithm, BadKey

NAME = "city.example/log"


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "secret" / "keys")


def file_of(keys: KeyFolder) -> Path:
    [file] = keys.path.glob("*.key")
    return file


def test_a_new_key_is_a_file_for_its_owner_in_a_folder_for_its_owner(keys: KeyFolder) -> None:
    key = keys.make(NAME, Algorithm.ED25519)
    file = file_of(keys)
    assert file.name == f"{key.verifier.key_id.hex()}.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o700
    assert file.read_text() == f"{key.secret_text()}\n"
    assert keys.held() == [key]


def test_a_folder_that_is_not_there_holds_no_key_and_is_not_made(keys: KeyFolder) -> None:
    assert keys.held() == []
    assert not keys.path.exists()


def test_every_key_is_a_file_of_its_own(keys: KeyFolder) -> None:
    made = {keys.make(NAME, kind) for kind in Algorithm for _ in range(2)}
    assert len(made) == 2 * len(Algorithm)
    assert set(keys.held()) == made


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o700, 0o666])
def test_a_key_that_is_open_to_others_is_refused(keys: KeyFolder, mode: int) -> None:
    keys.make(NAME, Algorithm.ED25519)
    file_of(keys).chmod(mode)
    with pytest.raises(KeysUnfit, match=f"{mode:04o}.*chmod 600"):
        keys.held()


def test_a_key_that_its_owner_may_only_read_is_taken(keys: KeyFolder) -> None:
    key = keys.make(NAME, Algorithm.ED25519)
    file_of(keys).chmod(0o400)
    assert keys.held() == [key]


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
def test_a_folder_others_may_write_into_is_refused(keys: KeyFolder, mode: int) -> None:
    keys.make(NAME, Algorithm.ED25519)
    keys.path.chmod(mode)
    with pytest.raises(KeysUnfit, match="chmod 700"):
        keys.held()
    with pytest.raises(KeysUnfit, match="chmod 700"):
        keys.make(NAME, Algorithm.ED25519)
    assert file_of(keys).is_file()


def test_a_key_under_another_name_is_refused(keys: KeyFolder) -> None:
    keys.make(NAME, Algorithm.ED25519)
    file_of(keys).rename(keys.path / "00000000.key")
    with pytest.raises(KeysUnfit, match="holds the key"):
        keys.held()


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff", b"hush-hush", b"PRIVATE+KEY+a+b+c"])
def test_a_file_that_is_no_key_is_refused(keys: KeyFolder, content: bytes) -> None:
    keys.make(NAME, Algorithm.ED25519)
    file = file_of(keys)
    file.write_bytes(content)
    with pytest.raises(KeysUnfit, match=file.name) as refused:
        keys.held()
    assert "hush" not in str(refused.value)


def test_a_name_that_cannot_be_one_makes_no_key(keys: KeyFolder) -> None:
    with pytest.raises(BadKey):
        keys.make("city example", Algorithm.ED25519)
    assert keys.held() == []
