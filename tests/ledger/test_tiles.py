"""Where tiles lie, which a tree has, and how entries lie in a bundle."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infrastructure.ledger.tiles import ENTRIES, Tile, bundle, entries_in, tiles_of


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 0, 1), "tile/0/000.p/1"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(1, 999), "tile/1/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(ENTRIES, 1234067, 255), "tile/entries/x001/x234/067.p/255"),
        (Tile(63, 0, 7), "tile/63/000.p/7"),
    ],
)
def test_a_tile_has_one_path(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.of_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/x000/x001/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/00/000",
        "tile/01/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/8/data/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/\u0660\u0660\u0660",
        "tile/0/000\n",
        "tile/entries/../../log.db",
        "checkpoint",
    ],
)
def test_no_other_path_is_a_tiles(path: str) -> None:
    assert Tile.of_path(path) is None


def test_a_tree_of_70000_has_the_tiles_of_the_specification() -> None:
    tiles = list(tiles_of(70_000))
    count = {
        (level, full): sum(1 for tile in tiles if (tile.level, tile.width == 256) == (level, full))
        for level in (ENTRIES, 0, 1, 2, 3)
        for full in (True, False)
    }
    assert count == {
        (ENTRIES, True): 273,
        (ENTRIES, False): 1,
        (0, True): 273,
        (0, False): 1,
        (1, True): 1,
        (1, False): 1,
        (2, True): 0,
        (2, False): 1,
        (3, True): 0,
        (3, False): 0,
    }
    partial = [tile for tile in tiles if tile.width < 256]
    assert partial == [
        Tile(ENTRIES, 273, 112),
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]


def test_a_tree_of_256_has_a_full_tile_and_the_beginning_of_one_above() -> None:
    assert list(tiles_of(256)) == [Tile(ENTRIES, 0), Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []
    assert list(tiles_of(1)) == [Tile(ENTRIES, 0, 1), Tile(0, 0, 1)]


@pytest.mark.parametrize("after", [0, 1, 255, 256, 257, 65_535, 65_536, 69_999])
def test_a_grown_tree_has_what_was_full_and_what_is_told_to_be_new(after: int) -> None:
    whole = set(tiles_of(70_000))
    new = set(tiles_of(70_000, after))
    assert new | {tile for tile in tiles_of(after) if tile.width == 256} == whole
    assert all(tile.lies_in(70_000) for tile in whole)
    assert [tile for tile in new if tile.width == 256 and tile.lies_in(after)] == []


def test_a_tile_lies_in_every_tree_that_has_its_last_hash() -> None:
    assert Tile(0, 1, 3).lies_in(259)
    assert not Tile(0, 1, 3).lies_in(258)
    assert Tile(1, 0, 2).lies_in(512)
    assert not Tile(1, 0, 2).lies_in(511)
    assert Tile(ENTRIES, 0).lies_in(256)
    assert not Tile(ENTRIES, 0).lies_in(255)


@settings(derandomize=True, max_examples=50)
@given(st.lists(st.binary(max_size=300), max_size=10))
def test_the_entries_of_a_bundle_come_out_as_they_went_in(entries: list[bytes]) -> None:
    content = bundle(entries)
    assert entries_in(content) == entries
    assert len(content) == sum(2 + len(entry) for entry in entries)


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_bundle_that_was_cut_within_an_entry_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="ends within its entry 1"):
        entries_in(bundle([b"whole", b"broken!"])[:-cut])


@pytest.mark.parametrize("size", [65_534, 65_535, 65_536, 1_000_000])
def test_a_long_entry_has_a_long_length(size: int) -> None:
    entries = [b"before", b"x" * size, b"after"]
    content = bundle(entries)
    assert entries_in(content) == entries
    assert len(content) == 2 + 6 + (2 if size < 65_535 else 6) + size + 2 + 5


def test_a_length_has_one_spelling() -> None:
    with pytest.raises(ValueError, match="too long"):
        entries_in(b"\xff\xff\x00\x00\x00\x01x")
