"""Trees packed into a text come back as they were, and a text that is cut or damaged says so."""

import zlib
from base64 import b64decode, b64encode

import pytest

from handlers.decision.model.forest import DEEPEST, forest
from handlers.decision.model.packed import (
    LONGEST_TEXT,
    MOST_NODES,
    MOST_TREES,
    Split,
    Tree,
    UnreadableTrees,
    pack_trees,
    unpack_trees,
)
from tests.handlers.decision.model.models import AMOUNT_TREE, random_trees

FEATURES = 5


def trees(seed: int, *, count: int = 20, depth: int = 6) -> list[Tree]:
    return random_trees(seed, count, features=FEATURES, depth=depth)


def as_written(node: tuple[int, float, object, object, float]) -> Tree:
    slot, number, left, right, mean = node
    if slot < 0:
        return number
    return Split(slot % FEATURES, number, slot < FEATURES, mean, as_written(left), as_written(right))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_trees_come_back_as_they_were_and_always_as_the_same_text(seed: int) -> None:
    text = pack_trees(trees(seed))
    assert [as_written(each) for each in forest(unpack_trees(text), FEATURES)] == trees(seed)
    assert pack_trees(trees(seed)) == text


def refusal(text: str, features: int = FEATURES) -> str:
    with pytest.raises(UnreadableTrees) as refused:
        forest(unpack_trees(text), features)
    return str(refused.value)


def test_a_text_that_is_cut_anywhere_is_refused() -> None:
    text = pack_trees(trees(1, count=3))
    for end in range(len(text)):
        assert refusal(text[:end])


def test_a_text_with_a_changed_character_is_refused() -> None:
    text = pack_trees(trees(2, count=2, depth=3))
    for place, character in enumerate(text.rstrip("=")[:-1]):
        other = "A" if character != "A" else "B"
        assert refusal(text[:place] + other + text[place + 1 :])


def changed(text: str, place: int, *content: int) -> str:
    """Return a text whose bytes are other ones from a place on, deflated anew, so that no checksum tells."""
    inside = bytearray(zlib.decompress(b64decode(text)))
    inside[place : place + len(content)] = content
    return b64encode(zlib.compress(bytes(inside))).decode()


def without_last(text: str, count: int) -> str:
    return b64encode(zlib.compress(zlib.decompress(b64decode(text))[:-count])).decode()


def test_arrays_that_are_cut_say_how_much_is_missing() -> None:
    text = pack_trees([AMOUNT_TREE])
    assert refusal(without_last(text, 4)) == "the trees are cut: 3 nodes take 26 bytes, and there are 22"
    assert refusal(without_last(text, 26 - 3)) == "the trees are cut: 3 bytes hold none"


def test_a_walk_that_would_not_end_names_its_tree() -> None:
    text = pack_trees([0.5, AMOUNT_TREE, 0.25])
    assert refusal(changed(text, 7 + 4, 0)) == "walks of tree 3 would not end: 2 of its branches are missing"


def test_more_trees_than_are_said_are_refused() -> None:
    text = pack_trees([AMOUNT_TREE, 0.5, 0.25, 0.125])
    assert refusal(changed(text, 7, 0x40, 0x40, 0, 0, 0x40, 0x40)) != ""


def test_a_feature_that_the_model_does_not_name_is_refused_with_its_place() -> None:
    text = pack_trees([0.5, Split(0, 1.0, missing_left=True, mean=0.0, left=AMOUNT_TREE, right=1.0)])
    said = "tree 2, node 2 compares a feature that is none of the 1"
    assert refusal(changed(text, 7 + 2, 1), features=1) == said


def test_a_number_that_is_none_is_refused_with_its_place() -> None:
    bad = Split(0, 1.0, missing_left=True, mean=0.0, left=float("nan"), right=1.0)
    assert refusal(pack_trees([0.5, bad])) == "tree 2, node 2 holds no finite number"
    assert refusal(pack_trees([bad._replace(left=1.0, mean=float("inf"))])) == "a mean holds no finite number"


def test_two_numbers_that_are_none_do_not_hide_each_other() -> None:
    pair = Split(0, 1.0, missing_left=True, mean=0.0, left=float("inf"), right=float("-inf"))
    assert refusal(pack_trees([pair])) == "tree 1, node 2 holds no finite number"
    of_means = pair._replace(left=pair._replace(left=1.0, right=1.0, mean=float("inf")), right=1.0, mean=float("-inf"))
    assert refusal(pack_trees([of_means])) == "a mean holds no finite number"


def deep(levels: int) -> Tree:
    return Split(0, 1.0, missing_left=True, mean=0.0, left=deep(levels - 1), right=1.0) if levels else 0.5


def test_a_tree_that_is_too_deep_is_refused() -> None:
    forest(unpack_trees(pack_trees([deep(DEEPEST)])), 1)
    assert "at most 8 comparisons" in refusal(pack_trees([deep(DEEPEST + 1)]))


def test_as_many_trees_as_a_model_may_have_are_read() -> None:
    assert unpack_trees(pack_trees([0.5] * 300)).trees == 300


def test_too_many_trees_nodes_or_characters_are_refused() -> None:
    assert refusal(pack_trees([])) == f"a model has 1 to {MOST_TREES} trees; this one has 0"
    assert refusal(pack_trees([0.5] * (MOST_TREES + 1))) == "a model has 1 to 300 trees; this one has 301"
    wide = random_trees(1, 1, features=FEATURES, depth=8, full=True)[0]
    assert refusal(pack_trees([wide] * (MOST_NODES // 511 + 1))).startswith(
        ("a model has at most", "the trees are cut")
    )
    assert refusal("A" * (LONGEST_TEXT + 1)).startswith("the trees take at most 102,400 characters")


def test_a_form_of_a_newer_version_is_refused() -> None:
    assert refusal(changed(pack_trees([0.5]), 0, 2)) == "the trees are of form 2, which this version does not know"


def test_what_is_no_base64_is_refused() -> None:
    assert refusal("no trees at all").startswith("the trees are no base64")
    assert refusal("") != ""
    assert refusal("ü" * 8).startswith("the trees are no base64")
