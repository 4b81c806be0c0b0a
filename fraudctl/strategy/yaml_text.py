"""The YAML of a strategy's document, as a person writes it; it is read back to the same digest."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.invisible import legible_text
from handlers.decision.condition.vocabulary import MODEL
from handlers.decision.model.reading import FIELDS
from handlers.decision.strategy.document import canonical, parse_canonical
from handlers.decision.strategy.schema import FRAUD_DETECTOR, RULE, STRATEGY, THRESHOLDS
from handlers.fraud_detector.detector_part import DetectorPart
from strategies.yaml_traps import BOOLEANS, NUMBER, TRAPS

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./]*")
"""Texts that need no quotes: words of letters that no reader of YAML takes for something else, if they are no trap."""


def yaml_of(document: Mapping[str, Any], remarks: Mapping[int, Sequence[str]] = {}) -> str:
    """Return the YAML of a document without problems; what is at its default is left out.

    Args:
        document: What is written.
        remarks: Lines that stand as comments above a rule, by its place; above the one after the last, at their end.
    """
    said = parse_canonical(canonical(document))
    said["thresholds"] = {name: said["thresholds"][name] for name in THRESHOLDS}
    return "\n".join(_lines(said, remarks)) + "\n"


def _lines(said: Mapping[str, Any], remarks: Mapping[int, Sequence[str]]) -> Iterator[str]:
    for name in (each for each in STRATEGY if each in said and each not in ("rules", MODEL, FRAUD_DETECTOR)):
        yield f"{name}: {_flow(said[name])}"
    yield "rules:" if said["rules"] else "rules: []"
    for place, rule in enumerate(said["rules"]):
        yield from _comments(remarks.get(place, ()))
        fields = [f"{name}: {_flow(rule[name])}" for name in RULE if name in rule]
        yield f"  - {fields[0]}"
        yield from (f"    {each}" for each in fields[1:])
    yield from _comments(remarks.get(len(said["rules"]), ()))
    if MODEL in said:
        yield f"{MODEL}:"
        yield from (f"  {name}: {_flow(said[MODEL][name])}" for name in FIELDS if name in said[MODEL])
    if FRAUD_DETECTOR in said:
        yield f"{FRAUD_DETECTOR}:"
        yield from _block(said[FRAUD_DETECTOR])


def _block(part: Mapping[str, Any]) -> Iterator[str]:
    """Yield the part of a detector, of which each variable and each rule has a line."""
    for name in (each for each in DetectorPart.__struct_fields__ if each in part):
        if name in ("variables", "rules") and part[name]:
            yield f"  {name}:"
            yield from (f"    {_flow(key)}: {_flow(each)}" for key, each in part[name].items())
        else:
            yield f"  {name}: {_flow(part[name])}"


def _comments(lines: Sequence[str]) -> Iterator[str]:
    return (f"  # {legible_text(each)}".rstrip() for each in lines)


def _flow(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return msgspec.json.encode(value).decode().strip('"')
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case dict():
            return f"{{{', '.join(f'{_flow(name)}: {_flow(each)}' for name, each in value.items())}}}"
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    trap = NUMBER.fullmatch(text) or text in BOOLEANS or any(each[0].fullmatch(text) for each in TRAPS)
    if _PLAIN.fullmatch(text) and not trap:
        return text
    if text.isprintable() and text.isascii():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text)
