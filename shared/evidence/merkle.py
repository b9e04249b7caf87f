"""Merkle trees over hashes of records (RFC 6962, 2.1): one signature for many, and a short proof for each.

Leaves and nodes are hashed with different prefixes, so that no inner node can pass for a record. Hashes are in
hexadecimal.
"""

import hashlib
from collections.abc import Sequence

from shared.evidence.canonical import HASH

LEAF = b"\x00"
NODE = b"\x01"


def root_of(leaves: Sequence[str]) -> str:
    """Raises ValueError where there are none."""
    if not leaves:
        raise ValueError("A tree has at least one leaf.")
    if len(leaves) == 1:
        return _leaf(leaves[0])
    split = _split(len(leaves))
    return _node(root_of(leaves[:split]), root_of(leaves[split:]))


def path_of(leaves: Sequence[str], index: int) -> tuple[str, ...]:
    """The siblings of a leaf on the way up: with them its place in the tree is shown."""
    if len(leaves) == 1:
        return ()
    split = _split(len(leaves))
    if index < split:
        return (*path_of(leaves[:split], index), root_of(leaves[split:]))
    return (*path_of(leaves[split:], index - split), root_of(leaves[:split]))


def root_by_path(leaf: str, index: int, count: int, path: Sequence[str]) -> str | None:
    """The root that such a path leads to; None where it can't be one of that place in a tree of `count` leaves."""
    if not 0 <= index < count:
        return None
    if count == 1:
        return _leaf(leaf) if not path else None
    if not path or not HASH.fullmatch(path[-1]):
        return None
    *below, sibling = path
    split = _split(count)
    if index < split:
        left = root_by_path(leaf, index, split, below)
        return _node(left, sibling) if left else None
    right = root_by_path(leaf, index - split, count - split, below)
    return _node(sibling, right) if right else None


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _leaf(content: str) -> str:
    return hashlib.sha256(LEAF + bytes.fromhex(content)).hexdigest()


def _node(left: str, right: str) -> str:
    return hashlib.sha256(NODE + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
