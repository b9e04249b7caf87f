"""Merkle trees (RFC 6962, 2.1): the known answers of Certificate Transparency, and every path of small trees."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence.merkle import path_of, root_by_path, root_of

KNOWN_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
KNOWN_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
KNOWN_PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
MOST = 70
LEAVES = [hashlib.sha256(bytes([number])).hexdigest() for number in range(MOST)]

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
trees = st.lists(hashes, min_size=1, max_size=40, unique=True)


@pytest.mark.parametrize("count", range(1, 9))
def test_the_known_roots(count: int) -> None:
    assert root_of(KNOWN_LEAVES[:count]) == KNOWN_ROOTS[count - 1]


@pytest.mark.parametrize(("index", "count"), KNOWN_PATHS)
def test_the_known_paths(index: int, count: int) -> None:
    path = KNOWN_PATHS[index, count]

    assert list(path_of(KNOWN_LEAVES[:count], index)) == path
    assert root_by_path(KNOWN_LEAVES[index], index, count, path) == KNOWN_ROOTS[count - 1]


def test_a_tree_of_nothing_has_no_root() -> None:
    with pytest.raises(ValueError, match="at least one leaf"):
        root_of([])


@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_every_path_of_every_small_tree_leads_to_its_root_from_its_own_place_alone(count: int) -> None:
    leaves = LEAVES[:count]
    root = root_of(leaves)

    for index, leaf in enumerate(leaves):
        path = path_of(leaves, index)
        assert len(path) <= (count - 1).bit_length()
        assert root_by_path(leaf, index, count, path) == root
        elsewhere = [place for place in range(-1, count + 1) if root_by_path(leaf, place, count, path) == root]
        assert elsewhere == [index]


@given(trees, st.data())
def test_no_other_leaf_leads_to_the_root(leaves: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(hashes.filter(lambda one: one != leaves[index]))

    assert root_by_path(other, index, len(leaves), path_of(leaves, index)) != root_of(leaves)


@given(trees, st.data())
def test_no_changed_path_leads_to_the_root(leaves: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = path_of(leaves, index)
    at = data.draw(st.integers(0, max(0, len(path) - 1)))
    other = data.draw(hashes.filter(lambda one: one not in path))
    changed = [
        (*path[:at], other, *path[at + 1 :]),
        (*path[:at], other, *path[at:]),
        (*path, other),
        (other, *path),
        *([path[:at] + path[at + 1 :], path[::-1] if path != path[::-1] else ()] if path else []),
    ]

    for one in changed:
        assert root_by_path(leaves[index], index, len(leaves), one) != root_of(leaves)


@given(trees, st.integers(1, 80), st.data())
def test_another_count_leads_to_the_root_only_where_the_path_turns_alike(
    leaves: list[str], count: int, data: st.DataObject
) -> None:
    """The count says how the tree is shaped: it is part of what a checkpoint signs, with the root."""
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = path_of(leaves, index)

    same_turns = index < count and _turns(index, count) == _turns(index, len(leaves))

    assert (root_by_path(leaves[index], index, count, path) == root_of(leaves)) is same_turns


def _turns(index: int, count: int) -> str:
    """The way from the root down to a leaf."""
    if count == 1:
        return ""
    split = 1 << (count - 1).bit_length() - 1
    return "L" + _turns(index, split) if index < split else "R" + _turns(index - split, count - split)


def test_an_inner_node_passes_for_no_leaf() -> None:
    left, right = LEAVES[:2]
    node = hashlib.sha256(bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()

    assert root_of([left, right]) not in {root_of([node]), root_of([left + right]), node}


@pytest.mark.parametrize(
    "sibling",
    ["", "no hash", "zz" * 32, LEAVES[1][:-1], LEAVES[1][:-2], f"{LEAVES[1]}00", f" {LEAVES[1]}", "é" * 64, "٣" * 64],
)
@pytest.mark.parametrize("index", [0, 1])
def test_a_path_of_anything_but_hashes_leads_nowhere(index: int, sibling: str) -> None:
    assert root_by_path(LEAVES[0], index, 2, [sibling]) is None


def test_a_hash_is_written_in_one_way() -> None:
    """Or a path could be changed, and still lead to the root."""
    (path,) = path_of(LEAVES[:2], 0)

    for written in (path.upper(), f"{path} ", f"{path[:2]} {path[2:]}", f"{path}\n"):
        assert root_by_path(LEAVES[0], 0, 2, [written]) is None
