"""Questions of the rule language as conditions, without regard to what is absent.

A negation is moved into what it negates, which keeps the order of evaluation: `!(a and b)` is `not a or not b`.
"""

from decimal import Decimal
from typing import Any, TypeGuard

from fraudctl.fraud_detector.conversion.folding import Word, joined, truth
from fraudctl.fraud_detector.conversion.lists import Memberships
from fraudctl.fraud_detector.conversion.operands import Upper
from fraudctl.fraud_detector.conversion.refusal import NotConvertible
from fraudctl.fraud_detector.language import syntax
from handlers.decision.condition.patterns import refused
from handlers.decision.condition.tree import (
    Arithmetic,
    Call,
    Compare,
    Constant,
    Missing,
    Node,
    Not,
    Read,
)
from handlers.decision.condition.vocabulary import MODEL_SCORE, Kind
from handlers.fraud_detector.insight_scale import LARGEST_SCORE

OPPOSITE: Any = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}
MIRRORED: Any = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_OTHER: dict[str, Word] = {"and": "or", "or": "and"}
_TRUTHS = {"true": True, "false": False}

PRECEDENCE = "and binds closer than or where both stand without parentheses: the service's guide does not say"
NEGATION = "! negates the whole comparison that it stands before: the service's guide does not say"
TEXT_AS_TRUTH = 'a text such as "true" that is compared with true or false stands for that: the guide does not say'
MOST_QUESTIONS = 2_000
"""That an expression of 4,096 characters asks, each twice where two are compared with each other."""

UNORDERED = "texts are the same or not, and never less or more"
NOTHING = Constant(Decimal(0), Kind.NUMBER)


class Translation(Memberships):
    """Makes a condition of an expression, and notes what is assumed on the way."""

    def question(self, node: syntax.Node, *, no: bool = False) -> Node:  # noqa: C901, PLR0911 -- one for each kind of node
        """Return the condition that an expression is, or where it does not hold.

        Raises:
            NotConvertible: conditions cannot say it.
        """
        self.questions += 1
        if self.questions > MOST_QUESTIONS:
            raise NotConvertible(
                "questions that are compared with each other have more cases than a condition can hold"
            )
        match node:
            case syntax.Junction(word=word, operands=operands):
                if node.mixed:
                    self.assume(PRECEDENCE)
                return joined(_OTHER[word] if no else word, *(self.question(each, no=no) for each in operands))
            case syntax.Negation(operand=operand):
                if node.bare:
                    self.assume(NEGATION)
                return self.question(operand, no=not no)
            case syntax.Comparison():
                return self._comparison(node, no=no)
            case syntax.Membership():
                return self.membership(node, no=no)
            case syntax.Call(name="regex_match"):
                return _turned(self._match(node), no=no)
            case syntax.Truth(value=value):
                return truth(value is not no)
        found = self.value(node)
        if found.kind is not Kind.BOOLEAN:
            raise NotConvertible(f"{found.kind.value} stands where a question is needed", node.at)
        return _turned(found, no=no)

    def _comparison(self, node: syntax.Comparison, *, no: bool) -> Node:
        left, operator, right = node.left, OPPOSITE[node.operator] if no else node.operator, node.right
        if isinstance(left, syntax.Null) or isinstance(right, syntax.Null):
            return self._null(node, operator)
        if self._is_score(left):
            return self._score(left, operator, right)
        if self._is_score(right):
            return self._score(right, MIRRORED[operator], left)
        if self._is_question(left) or self._is_question(right):
            return self._of_questions(left, operator, right, node.at)
        return self._compared(self.value_or_upper(left), operator, self.value_or_upper(right), node)

    def _null(self, node: syntax.Comparison, operator: str) -> Node:
        asked = node.left if isinstance(node.right, syntax.Null) else node.right
        if not isinstance(asked, syntax.Variable) or operator not in ("==", "!="):
            raise NotConvertible("null is compared with a variable, by == or !=, and stands nowhere else", node.at)
        if self._is_score(asked):
            raise NotConvertible(
                f"${asked.name} is a score, which is compared with a number and nothing else", asked.at
            )
        name = self._names.read(asked.name, asked.at).name
        return Missing(name) if operator == "==" else Not(Missing(name))

    def _is_score(self, node: syntax.Node) -> TypeGuard[syntax.Variable]:
        return isinstance(node, syntax.Variable) and self._names.is_score(node.name)

    def _score(self, score: syntax.Variable, operator: Any, other: syntax.Node) -> Node:
        if self._names.calibration is None:
            raise NotConvertible(
                f"${score.name} is the score of a model that cannot be exported, and no model of ours was given: "
                "train one by fraudctl train, and give its strategy by --model",
                score.at,
            )
        if not isinstance(other, syntax.Number) or operator in ("==", "!=") or other.value > LARGEST_SCORE:
            raise NotConvertible(
                "a score is compared by < or > with a number from 0 to 1000, and nothing else", score.at
            )
        ours, share = self._names.calibration.score(other.value)
        self.assume(
            f"a score of {other.value} is taken for a model.score of {ours:f}: both leave about {share:.1%} of what is "
            "legitimate above; the model is another, so that single events score otherwise"
        )
        return Compare((Read(MODEL_SCORE, Kind.NUMBER, optional=False), Constant(ours, Kind.NUMBER)), (operator,))

    def _of_questions(self, left: syntax.Node, operator: str, right: syntax.Node, at: int) -> Node:
        """Return a comparison of a question with another, with true or false, or with a text that says so."""
        if operator not in ("==", "!="):
            raise NotConvertible("true and false are the same or not, and never less or more", at)
        asked, said = (left, right) if self._is_question(left) and not isinstance(left, syntax.Truth) else (right, left)
        if isinstance(said, syntax.Text) and said.written.lower() in _TRUTHS:
            self.assume(TEXT_AS_TRUTH)
            said = syntax.Truth(said.at, _TRUTHS[said.written.lower()])
        if isinstance(said, syntax.Truth):
            return self.question(asked, no=said.value is (operator == "!="))
        if not self._is_question(said):
            raise NotConvertible("what is true or false is compared with true or false, and nothing else", at)
        differ = operator == "!="
        both = joined("and", self.question(left), self.question(right, no=differ))
        neither = joined("and", self.question(left, no=True), self.question(right, no=not differ))
        return joined("or", both, neither)

    def _is_question(self, node: syntax.Node) -> bool:
        match node:
            case syntax.Variable(name=name) if not self._names.is_score(name):
                return self._names.variable(name, node.at).data_type == "BOOLEAN"
            case syntax.Call(name=name):
                return name == "regex_match"
        return isinstance(
            node, syntax.Truth | syntax.Negation | syntax.Junction | syntax.Comparison | syntax.Membership
        )

    def _compared(self, left: Node | Upper, operator: Any, right: Node | Upper, node: syntax.Comparison) -> Node:
        if isinstance(left, Upper) or isinstance(right, Upper):
            if operator not in ("==", "!="):
                raise NotConvertible(UNORDERED, node.at)
            return Compare((_small(left, node.left.at), _small(right, node.right.at)), (operator,))
        if left.kind is not right.kind:
            raise NotConvertible(f"{left.kind.value} is compared with {right.kind.value}", node.at)
        if left.kind is Kind.TEXT and operator not in ("==", "!="):
            raise NotConvertible(UNORDERED, node.at)
        self.note_folding(left, right)
        if left.kind is Kind.NUMBER and operator in ("==", "!=") and isinstance(left, Read) and isinstance(right, Read):
            left = Arithmetic("+", left, NOTHING)  # two keys of the metadata alone would be compared as texts
        return Compare((left, right), (operator,))

    def _match(self, node: syntax.Call) -> Node:
        match node.arguments:
            case (syntax.Text(written=written), text):
                pattern = self.pattern(written)
                if reason := refused(pattern):
                    raise NotConvertible(f"this is no regular expression of RE2: {reason}", node.at)
                return Call("matches", (self.plain_text(text), Constant(pattern, Kind.TEXT)), Kind.BOOLEAN)
        raise NotConvertible("regex_match takes an expression, written out as a text, and a text", node.at)


def _turned(node: Node, *, no: bool) -> Node:
    return Not(node) if no else node


def _small(side: Node | Upper, at: int) -> Node:
    """Return one side of a comparison of texts in capitals as it is compared in small letters."""
    match side:
        case Upper(text=text):
            return Call("lower", (text,), Kind.TEXT)
        case Constant(value=str() as text) if text == text.upper():
            return Constant(text.casefold(), Kind.TEXT)
        case Constant(value=str()):
            raise NotConvertible("a text in capitals is never one with small letters", at)
    raise NotConvertible("a text in capitals is compared with a text that is written out, or in capitals too", at)
