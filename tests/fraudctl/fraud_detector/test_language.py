"""The rule language is parsed by its own grammar, and what is none is said with its place."""

import pytest

from fraudctl.fraud_detector.language.faults import ExpressionError, place
from fraudctl.fraud_detector.language.operands import DEEPEST
from fraudctl.fraud_detector.language.parser import parse
from fraudctl.fraud_detector.language.syntax import (
    Arithmetic,
    Comparison,
    Junction,
    Membership,
    Negation,
    Node,
    Variable,
    walk,
)
from fraudctl.fraud_detector.language.tokens import LONGEST_EXPRESSION


def shape(node: Node) -> str:
    """Return a tree with parentheses around all that is made of parts."""
    match node:
        case Junction(word=word, operands=operands):
            return f"({f' {word} '.join(map(shape, operands))})"
        case Comparison(operator=sign, left=left, right=right) | Arithmetic(operator=sign, left=left, right=right):
            return f"({shape(left)} {sign} {shape(right)})"
        case Negation(operand=operand):
            return f"!{shape(operand)}"
        case Variable(name=name):
            return name
    return str(getattr(node, "value", node))


@pytest.mark.parametrize(
    ("expression", "read"),
    [
        ("$a == 1 or $b == 2 and $c == 3", "((a == 1) or ((b == 2) and (c == 3)))"),
        ("($a == 1 or $b == 2) and $c == 3", "(((a == 1) or (b == 2)) and (c == 3))"),
        ("$a - 1 - 2 == $b * 2 + 1", "(((a - 1) - 2) == ((b * 2) + 1))"),
        ("$a - (1 - 2) % 3 < 1", "((a - ((1 - 2) % 3)) < 1)"),
        ("!$a == 1 and $b", "(!(a == 1) and b)"),
        ("!($a or $b)", "!(a or b)"),
        ("$a > 1 # and $b\nand $c", "((a > 1) and c)"),
        ("# alone\n $a", "a"),
        ("$a and ($b and $c)", "(a and (b and c))"),
    ],
)
def test_operators_bind_as_closely_as_they_should(expression: str, read: str) -> None:
    assert shape(parse(expression)) == read


@pytest.mark.parametrize(
    ("expression", "mixed"),
    [
        ("$a or $b and $c", True),
        ("$a and $b or $c", True),
        ("$a or $b or $c and $d", True),
        ("$a or ($b and $c)", False),
        ("($a and $b) or ($c)", False),
        ("$a and $b and $c", False),
        ("$a and ($b or $c)", False),
    ],
)
def test_and_and_or_side_by_side_without_parentheses_are_noted(expression: str, *, mixed: bool) -> None:
    assert any(isinstance(each, Junction) and each.mixed for each in walk(parse(expression))) is mixed


@pytest.mark.parametrize(
    ("expression", "bare"), [("!$a == 1", True), ("!$a in @b", True), ("!($a == 1)", False), ("!$a", False)]
)
def test_a_negation_before_a_comparison_without_parentheses_is_noted(expression: str, *, bare: bool) -> None:
    node = parse(expression)
    assert isinstance(node, Negation)
    assert node.bare is bare


def test_a_list_is_named_or_written_out() -> None:
    for expression in ('$a not in ["x", "y,z"]', "$a in @blocked_1", "$a + 1 in [-1, 2.5]"):
        assert isinstance(parse(expression), Membership)


@pytest.mark.parametrize(
    "expression",
    [
        "(" * DEEPEST + "$a" + ")" * DEEPEST,
        "$a == 1 or $b == 2 and 1 + 2 * (" * 110 + "$c" + ")" * 110,
        "!" * DEEPEST + "$a",
        "lowercase(" * DEEPEST + "$a" + ")" * DEEPEST,
        " and ".join(f"$v{place} == {place}" for place in range(240)),
        "$a == 1" + " " * (LONGEST_EXPRESSION - 7),
    ],
    ids=["parentheses", "all operators", "negations", "calls", "a long chain", "blanks"],
)
def test_what_is_as_long_and_deep_as_the_service_takes_is_parsed(expression: str) -> None:
    assert len(expression) <= LONGEST_EXPRESSION
    parse(expression)


@pytest.mark.parametrize(
    ("expression", "said", "at"),
    [
        ("", "the expression ends here", 0),
        ("# nothing", "the expression ends here", 9),
        ("$a ==", "the expression ends here", 5),
        ("$a == 'x'", "texts stand in double quotes", 6),
        ('$a == "x', "this text has no end", 6),
        ("$a = 1", "= is no comparison: the language has ==", 3),
        ("$a && $b", "the language's word for && is and", 3),
        ("1 < $a < 5", "comparisons stand in no chain: join two by and", 7),
        ("amount > 5", "amount is no word of the language: variables begin with $", 0),
        ("$a AND $b", "AND is not expected here", 3),
        ("$a in ($b)", "( is not expected here, where [ is needed", 6),
        ("$a in [$b]", "a list in brackets holds literals", 7),
        ("@blocked == 1", "a list stands after in, or not in", 0),
        ("$a not 1", "1 is not expected here, where in is needed", 7),
        ("($a", "the expression ends here, where ) is needed", 3),
        ("$a)", ") is not expected here", 2),
        ("$a ; 1", "; is no sign of the language", 3),
        ("(" * 201 + "$a" + ")" * 201, "this is nested more than 200 levels deep", 201),
        ("$a == 1" + " + 1" * 201, "there are more than 200 operations in a row", 808),
        ("1e" + "9" * 30, "1e999999999999999999999999999999 is too large or too small", 0),
        ("$a" + " " * 4095, "an expression has at most 4,096 characters; this one has 4,097", 4096),
    ],
)
def test_what_is_no_expression_is_said_with_its_place(expression: str, said: str, at: int) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse(expression)
    assert (raised.value.message, raised.value.at) == (said, at)


def test_a_place_has_a_line_where_there_are_several() -> None:
    assert place("$a == ", 6) == "column 7"
    assert place("$a\n and $b", 5) == "line 2, column 3"
