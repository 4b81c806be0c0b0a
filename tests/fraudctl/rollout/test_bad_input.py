"""Whatever is wrong with a change of strategies is said in one clear line, with exit code 1, and nothing is changed."""

from pathlib import Path

import pytest

from handlers.decision.strategy.pointers import Pointers
from tests.fraudctl.rollout.conftest import SHOP, Typed, file, line
from tests.fraudctl.rollout.stack_of_strategies import MemoryTarget

PERCENTAGE = "give the share of the customers as a whole percentage, from 1% to 100%"
CARD = SHOP.replace("rules:", "entities: {card: metadata.KEY}\nrules:").replace("amount > 1_000", "card.count_1h > 5")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        *((("deploy", "shop.yaml", "--challenger", share), PERCENTAGE) for share in ("0%", "101%", "10.5%", "10", "")),
        (("deploy",), "give a FILE, or --packaged"),
        (("deploy", "shop.yaml", "--packaged"), "give a FILE, or --packaged, and not both"),
        (("deploy", "shop.yaml", "--shadow", "--challenger", "5%"), "give --shadow or --challenger, not both"),
        (("deploy", "shop.yaml", "--force"), "--force needs a --note"),
        (("deploy", "shop.yaml", "--note", "\udcff"), "a note is valid Unicode; this one is not"),
        (("deploy", "shop.yaml", "--note", "x" * 1001), "a note has at most 1,000 characters; this one has 1,001"),
        (("promote", "shadow"), "there is no shadow"),
        (("promote", "active"), "active: give shadow or challenger"),
        (("stop", "challenger"), "there is no challenger"),
        (("rollback",), "there is nothing to roll back to"),
        (("override", "decline"), "decline: give approve, review or off"),
        (("show", "0" * 64), f"the stack has no strategy of the digest {'0' * 64}"),
        (("show", "123456"), "the stack has no strategy whose digest begins with 123456"),
        (("show", "activ"), "activ: give active, shadow, challenger, packaged, or the digest"),
        (("show", "shadow"), "there is no shadow"),
        (("diff", "challenger", "shop.yaml"), "there is no challenger"),
    ],
)
def test_it_is_refused_with_what_to_give_instead(
    typed: Typed, stack: MemoryTarget, words: tuple[str, ...], said: str
) -> None:
    code, _, error = typed(*words)

    assert code == 1
    assert said in line(error)
    assert stack.table.pointers() == Pointers()
    assert not list(stack.table.changes())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name: shop\n", "thresholds is missing"),
        ("[1, 2]\n", "a strategy is a mapping"),
        (
            SHOP
            + "".join(
                f"  - {{code: c{n}, when: '{'amount > 1 or ' * 60}amount > {n}', weight: 0}}\n" for n in range(400)
            ),
            "a strategy takes at most 262,144 bytes",
        ),
    ],
)
def test_a_file_that_is_no_strategy_is_refused_as_a_compiler_does(
    typed: Typed, stack: MemoryTarget, content: str, said: str
) -> None:
    Path("bad.yaml").write_text(content)
    code, printed, error = typed("deploy", "bad.yaml", "--yes", "--force", "--note", "now")

    assert (code, printed) == (1, "")
    assert said in error
    assert stack.table.pointers() == Pointers()


def test_a_file_that_is_not_there_is_named(typed: Typed) -> None:
    code, _, error = typed("deploy", "gone.yaml")
    assert code == 1
    assert "gone.yaml" in error


@pytest.mark.parametrize("options", [["--shadow"], ["--challenger", "10%"]])
def test_a_trial_that_finds_an_entity_elsewhere_is_refused_even_by_force(
    typed: Typed, stack: MemoryTarget, options: list[str]
) -> None:
    file("here.yaml", CARD.replace("KEY", "card"))
    file("elsewhere.yaml", CARD.replace("KEY", "token"))
    typed("deploy", "here.yaml", "--yes")
    code, _, error = typed("deploy", "elsewhere.yaml", *options, "--yes", "--force", "--note", "now")

    assert code == 1
    assert "beside the active: the id of card is metadata.token in shop" in line(error)
    assert len(list(stack.table.changes())) == 1


@pytest.mark.parametrize("option", [["--shadow"], ["--challenger", "10%"]])
def test_what_is_active_is_not_tried_beside_itself(typed: Typed, option: list[str]) -> None:
    typed("deploy", "shop.yaml", "--yes")
    assert "is the active strategy itself" in line(typed("deploy", "shop.yaml", *option, "--yes")[2])
