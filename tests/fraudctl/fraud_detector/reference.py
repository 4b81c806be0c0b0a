"""Random rules of Amazon Fraud Detector, and an evaluator of what they mean that knows nothing of the conversion.

A rule is a tree of its own here, not the parser's; it is written as text with more or fewer parentheses. Numbers are
doubles, as they are in the service; the values that are drawn and what is made of them are such as doubles hold.
"""

import math
import operator
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

VARIABLES = {
    "amount": ("FLOAT", "0.0"),
    "share": ("FLOAT", "2"),
    "age": ("INTEGER", "-1"),
    "tries": ("INTEGER", "0"),
    "email": ("STRING", "unknown"),
    "country": ("STRING", ""),
    "class": ("STRING", "a"),
    "guest": ("BOOLEAN", "false"),
    "vip": ("BOOLEAN", "true"),
}
DIVISORS = {"share": ("2", "0.5", "-4", "0", "1", "x"), "tries": ("0", "1", "-2", "4", "8")}
"""Variables by which rules divide: powers of two, so that quotients are exact, and zero."""

TEXTS = ("", "a", "A", "ab", "AB", "a b", "unknown", "Unknown", "a.b")
LISTS = {"blocked": frozenset({"a", "ab", "unknown"}), "trusted": frozenset({"AB", "a.b"})}
PATTERNS = ("a.*", ".*b", "[a-z]+", "(?i)ab?", r"a\.b", r"\w*", "")

Event = Mapping[str, str | None]
"""The values of an event, all texts; None where it says null, and nothing where it says nothing."""


class NoAnswer(Exception):
    """Raised where a rule divides by zero: then it does not match."""


class Undocumented(Exception):
    """Raised where a rule makes something of null, of which the service's guide does not say what it is."""


@dataclass(frozen=True)
class Written:
    """A part of a rule: its text, how close its outermost operator binds, and what it says of an event."""

    text: str
    power: int
    value: Callable[[Event], Any]

    def within(self, least: int, chance: random.Random) -> str:
        """Return the text as an operand, in parentheses where it needs some, and now and then where it does not."""
        return self.text if self.power >= least and chance.random() < 0.85 else f"({self.text})"


def value_of(name: str, event: Event) -> Any:
    """Return what a rule reads for a variable: what the event says, in the variable's type, else the default."""
    data_type, default = VARIABLES[name]
    said = event.get(name, default)
    if said is None:
        return None
    found = _coerced(said, data_type)
    return _coerced(default, data_type) if found is None else found


def _coerced(text: str, data_type: str) -> Any:
    try:
        match data_type:
            case "FLOAT":
                return float(text)
            case "INTEGER":
                return float(int(text))
            case "BOOLEAN":
                return {"true": True, "false": False}[text.lower()]
    except (ValueError, KeyError):
        return None
    return text


def matches(rule: Written, event: Event) -> bool:
    """Return whether a rule matches an event."""
    try:
        return bool(rule.value(event))
    except NoAnswer:
        return False


def _sure(value: Any) -> Any:
    if value is None:
        raise Undocumented
    return value


class Rules:
    """Draws rules."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def question(self, depth: int) -> Written:
        """Return a question with at most so many questions within each other."""
        draw = self._chance.random()
        if depth <= 0 or draw < 0.25:
            return self._atom()
        if draw < 0.4:
            asked = self.question(depth - 1)
            written = asked.within(3, self._chance)
            return Written(f"!{written}", 3, lambda event: not asked.value(event))
        word, power, end = ("and", 2, False) if draw < 0.7 else ("or", 1, True)
        parts = [self.question(depth - 1) for _ in range(self._chance.choice((2, 2, 3)))]

        def value(event: Event) -> bool:
            return next((end for each in parts if bool(each.value(event)) is end), not end)

        return Written(f" {word} ".join(each.within(power + 1, self._chance) for each in parts), power, value)

    def event(self, *, nulls: bool) -> Event:
        """Return an event that lacks some values, has some that are of another type, and perhaps some that are null."""
        event: dict[str, str | None] = {}
        for name, (data_type, _) in VARIABLES.items():
            draw = self._chance.random()
            if draw < 0.3:
                continue
            event[name] = None if nulls and draw < 0.5 else self._said(name, data_type)
        return event

    def _said(self, name: str, data_type: str) -> str:
        if name in DIVISORS:
            return self._chance.choice(DIVISORS[name])
        match data_type:
            case "FLOAT":
                return self._chance.choice((*(str(each / 4) for each in range(-8, 9)), "", "ten", "1e1", "+.5"))
            case "INTEGER":
                return self._chance.choice((*(str(each) for each in range(-4, 5)), "1.5", "07"))
            case "BOOLEAN":
                return self._chance.choice(("true", "false", "True", "FALSE", "yes"))
        return self._chance.choice(TEXTS)

    def _atom(self) -> Written:
        return self._chance.choice(
            (
                self._numbers,
                self._numbers,
                self._texts,
                self._truth,
                self._null,
                self._among,
                self._listed,
                self._pattern,
            )
        )()

    def _numbers(self) -> Written:
        left, right, sign = self._number(2), self._number(2), self._chance.choice(("==", "!=", "<", "<=", ">", ">="))
        return Written(
            f"{left.within(5, self._chance)} {sign} {right.within(5, self._chance)}",
            4,
            lambda event: COMPARED[sign](_sure(left.value(event)), _sure(right.value(event))),
        )

    def _number(self, depth: int) -> Written:
        draw = self._chance.random()
        if depth <= 0 or draw < 0.5:
            name = self._chance.choice(("amount", "share", "age", "tries"))
            literal = self._chance.choice((0, 1, 2, 0.5, 2.25, 3, 100))
            if draw < 0.25:
                return Written(str(literal), 8, lambda _: float(literal))
            return Written(f"${name}", 8, lambda event: value_of(name, event))
        if draw < 0.55:
            one = self._number(depth - 1)
            return Written(f"-{one.within(7, self._chance)}", 7, lambda event: -_sure(one.value(event)))
        sign, power = self._chance.choice((("+", 5), ("-", 5), ("*", 6), ("/", 6), ("%", 6)))
        left, right = self._number(depth - 1), self._divisor() if sign == "/" else self._number(depth - 1)
        return Written(
            f"{left.within(power, self._chance)} {sign} {right.within(power + 1, self._chance)}",
            power,
            lambda event: _reckon(sign, _sure(left.value(event)), _sure(right.value(event))),
        )

    def _divisor(self) -> Written:
        name, literal = self._chance.choice(tuple(DIVISORS)), self._chance.choice((2, 4, 0.5))
        if self._chance.random() < 0.5:
            return Written(str(literal), 8, lambda _: float(literal))
        return Written(f"${name}", 8, lambda event: value_of(name, event))

    def _text(self) -> Written:
        name = self._chance.choice(("email", "country", "class"))
        if self._chance.random() < 0.7:
            return Written(f"${name}", 8, lambda event: value_of(name, event))
        return Written(f"lowercase(${name})", 8, lambda event: _sure(value_of(name, event)).lower())

    def _texts(self) -> Written:
        left, sign = self._text(), self._chance.choice(("==", "!="))
        if self._chance.random() < 0.3:
            right = self._text()
        else:
            literal = self._chance.choice(TEXTS)
            right = Written(f'"{literal}"', 8, lambda _: literal)
        if self._chance.random() < 0.15:
            capitals = self._chance.choice(("A", "AB", "UNKNOWN"))
            name = self._chance.choice(("email", "country", "class"))
            left = Written(f"uppercase(${name})", 8, lambda event: _sure(value_of(name, event)).upper())
            right = Written(f'"{capitals}"', 8, lambda _: capitals)
        return Written(
            f"{left.text} {sign} {right.text}",
            4,
            lambda event: COMPARED[sign](_sure(left.value(event)), _sure(right.value(event))),
        )

    def _truth(self) -> Written:
        name, draw = self._chance.choice(("guest", "vip")), self._chance.random()
        if draw < 0.5:
            return Written(f"${name}", 8, lambda event: _sure(value_of(name, event)))
        said, sign = (
            self._chance.choice(("true", "false", '"True"', '"false"', "$vip")),
            self._chance.choice(("==", "!=")),
        )

        def value(event: Event) -> bool:
            other = _sure(value_of("vip", event)) if said == "$vip" else said.strip('"').lower() == "true"
            return COMPARED[sign](_sure(value_of(name, event)), other)

        return Written(f"${name} {sign} {said}", 4, value)

    def _null(self) -> Written:
        name, sign = self._chance.choice(tuple(VARIABLES)), self._chance.choice(("==", "!="))
        text = f"${name} {sign} null" if self._chance.random() < 0.8 else f"null {sign} ${name}"
        return Written(text, 4, lambda event: (value_of(name, event) is None) is (sign == "=="))

    def _among(self) -> Written:
        negated = self._chance.random() < 0.4
        among: tuple[Any, ...]
        if self._chance.random() < 0.5:
            asked, among = self._text(), tuple(self._chance.sample(TEXTS, self._chance.randrange(1, 4)))
            listed: Any = ", ".join(f'"{each}"' for each in among)
        else:
            asked, among = (
                self._number(1),
                tuple(self._chance.sample((0, -1, 2.25, 3, 0.5), self._chance.randrange(1, 4))),
            )
            listed = ", ".join(map(str, among))
        return Written(
            f"{asked.within(5, self._chance)} {'not in' if negated else 'in'} [{listed}]",
            4,
            lambda event: (_sure(asked.value(event)) in among) is not negated,
        )

    def _listed(self) -> Written:
        negated, name = self._chance.random() < 0.4, self._chance.choice(tuple(LISTS))
        variable = self._chance.choice(("email", "country"))
        asked = Written(f"${variable}", 8, lambda event: value_of(variable, event))
        if self._chance.random() < 0.2:
            asked = self._text()
        return Written(
            f"{asked.text} {'not in' if negated else 'in'} @{name}",
            4,
            lambda event: (_sure(asked.value(event)) in LISTS[name]) is not negated,
        )

    def _pattern(self) -> Written:
        pattern, asked = self._chance.choice(PATTERNS), self._text()
        return Written(
            f'regex_match("{pattern}", {asked.text})',
            8,
            lambda event: re.fullmatch(pattern, _sure(asked.value(event)), re.ASCII) is not None,
        )


COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _reckon(sign: str, left: float, right: float) -> float:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    if right == 0:
        raise NoAnswer
    return left / right if sign == "/" else math.fmod(left, right)
