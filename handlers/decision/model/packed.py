"""Trees in a strategy's document: base64 of deflated bytes, always the same for the same trees.

A form byte, the counts of trees and of nodes; then of every node a byte that says what it is, and four bytes with the
threshold of a split or the log-odds of a leaf; then of every split four bytes with the mean of what lies below it, by
which reasons are told. Nodes stand in preorder, the left branch (less than the threshold) first: where a branch begins
follows from what stands before it, so that no tree can point outside, or back.
"""

import struct
import zlib
from base64 import b64encode
from binascii import Error, a2b_base64
from collections.abc import Iterable
from typing import Any, NamedTuple

LEAF, MISSING_LEFT, FEATURE = 0x40, 0x80, 0x3F
"""The bits of a node's byte: it is a leaf; what is absent goes left; the place of the feature that is compared."""

MOST_NODES = 16_384
MOST_TREES = 300
LONGEST_TEXT = 100 * 1024
"""Characters: with its rules, a strategy must fit an item of DynamoDB and be read at a cold start."""

_HEADER = struct.Struct("<BHI")
_FORM = 1
_MOST_BYTES = _HEADER.size + 9 * MOST_NODES


class UnreadableTrees(Exception):
    """Raised when a text holds no trees; says what is wrong with it."""


class Split(NamedTuple):
    """A comparison with a threshold; what is less goes left."""

    feature: int
    threshold: float
    missing_left: bool
    mean: float
    """Of the log-odds below it, by how many payments of the training came to each."""
    left: Any
    right: Any


Tree = Split | float
"""A leaf is its log-odds."""


class PackedTrees(NamedTuple):
    """The arrays of all trees; of each node in preorder `kinds` and `values`, of each split `means`."""

    trees: int
    kinds: bytes
    values: tuple[float, ...]
    means: tuple[float, ...]


def pack_trees(trees: Iterable[Tree]) -> str:
    """Return the text that a document has for trees; numbers are rounded to 32 bits."""
    kinds, values, means, count = bytearray(), list[float](), list[float](), 0
    for tree in trees:
        count += 1
        _append(tree, kinds, values, means)
    arrays = struct.pack(f"<{len(values)}f{len(means)}f", *values, *means)
    return b64encode(zlib.compress(_HEADER.pack(_FORM, count, len(kinds)) + bytes(kinds) + arrays, 9)).decode()


def unpack_trees(text: str) -> PackedTrees:
    """Return the arrays that a text holds, each as long as the others say.

    Raises:
        UnreadableTrees: it is cut, damaged, too large, or of a newer form.
    """
    content = _inflated(text)
    if len(content) < _HEADER.size:
        raise UnreadableTrees(f"the trees are cut: {len(content)} bytes hold none")
    form, count, nodes = _HEADER.unpack_from(content)
    if form != _FORM:
        raise UnreadableTrees(f"the trees are of form {form}, which this version does not know")
    if not 0 < count <= MOST_TREES:
        raise UnreadableTrees(f"a model has 1 to {MOST_TREES} trees; this one has {count:,}")
    splits, odd = divmod(nodes - count, 2)
    needed = _HEADER.size + nodes + 4 * (nodes + splits)
    if splits < 0 or odd or nodes > MOST_NODES or len(content) != needed:
        raise UnreadableTrees(
            f"the trees are cut: {nodes:,} nodes take {needed:,} bytes, and there are {len(content):,}"
        )
    numbers = struct.unpack_from(f"<{nodes + splits}f", content, _HEADER.size + nodes)
    kinds = content[_HEADER.size : _HEADER.size + nodes]
    return PackedTrees(count, kinds, numbers[:nodes], numbers[nodes:])


def _append(tree: Tree, kinds: bytearray, values: list[float], means: list[float]) -> None:
    if not isinstance(tree, Split):
        kinds.append(LEAF)
        values.append(tree)
        return
    kinds.append(tree.feature | (MISSING_LEFT if tree.missing_left else 0))
    values.append(tree.threshold)
    means.append(tree.mean)
    _append(tree.left, kinds, values, means)
    _append(tree.right, kinds, values, means)


def _inflated(text: str) -> bytes:
    if len(text) > LONGEST_TEXT:
        raise UnreadableTrees(f"the trees take at most {LONGEST_TEXT:,} characters; these take {len(text):,}")
    inflating = zlib.decompressobj()
    try:
        content = inflating.decompress(a2b_base64(text, strict_mode=True), _MOST_BYTES + 1)
    except (Error, ValueError) as error:
        raise UnreadableTrees(f"the trees are no base64: {error}") from None
    except zlib.error:
        raise UnreadableTrees("the trees are damaged: what they were deflated from cannot be had again") from None
    if len(content) > _MOST_BYTES:
        raise UnreadableTrees(f"a model has at most {MOST_NODES:,} nodes; this one has more")
    if not inflating.eof or inflating.unused_data:
        raise UnreadableTrees(f"the trees are cut: their {len(text):,} characters are not all of one text")
    return content
