"""A transaction, and what is known of its entities, as a person gives them: as JSON, in a file, on standard input."""

import os
import sys
from pathlib import Path

from fraudctl.errors import CommandError
from fraudctl.strategy.known import known_problems, known_values
from fraudctl.strategy.request import parse_transaction
from handlers.contract.errors import Refused
from handlers.contract.request import LARGEST_BODY
from handlers.contract.strict_json import fields_of, parse
from handlers.contract.transaction import Transaction
from handlers.decision.entity.entities import absent_entities
from handlers.decision.reader import Known
from handlers.decision.strategy.problem import Problem
from handlers.decision.strategy.strategy import Strategy


def transaction_given(written: str) -> Transaction:
    """Return the transaction that a request becomes.

    Raises:
        CommandError: the API would refuse the request; names the field and its rule.
        OSError: the file cannot be read.
    """
    try:
        return parse_transaction(_body(written))
    except Refused as error:
        raise CommandError(f"the API would refuse this transaction: {error}") from error


def known_given(written: str, strategy: Strategy, transaction: Transaction) -> Known:
    """Return what is known of a transaction's entities.

    Raises:
        CommandError: it is no JSON, or nothing that can be known; says all that is wrong with it.
        OSError: the file cannot be read.
    """
    try:
        known = fields_of(parse(_body(written)))
    except Refused as error:
        raise CommandError(f"known: {error}") from error
    absent = absent_entities(strategy.entities, transaction)
    if problems := list(known_problems(("known",), known, entities=strategy.entities, absent=absent)):
        raise CommandError("; ".join(map(_told, problems)))
    return known_values(known)


def _body(written: str) -> bytes:
    """Return what is given; of what is larger than the API takes the beginning, and a byte more."""
    if written == "-":
        return sys.stdin.buffer.read(LARGEST_BODY + 1)
    if written.startswith("@"):
        with Path(written[1:]).open("rb") as file:
            return file.read(LARGEST_BODY + 1)
    return os.fsencode(written)


def _told(problem: Problem) -> str:
    said = f"{'.'.join(map(str, problem.path))}: {problem.message}"
    return f"{said} (perhaps: {problem.hint})" if problem.hint else said
