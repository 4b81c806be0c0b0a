"""Changes of strategies and lists as the commands make them, each recorded in the ledger with what was told."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from chaos.rollout_book import ChangeResult, ListChange, PointerChange, RolloutBook
from fraudctl.errors import CommandError
from fraudctl.lists.stack_lists import StackLists
from fraudctl.rollout.moves import NothingToDo
from fraudctl.rollout.table.lost_race import LostRace
from fraudctl.rollout.table.move import Move
from fraudctl.rollout.table.session import Session
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.stacks.target import Target
from handlers.contract.transaction import milliseconds
from handlers.decision.entity.entities import EntityKey
from handlers.decision.strategy.pointers import Pointers
from handlers.decision.strategy.strategy import Strategy


@dataclass
class _Attempt:
    """A change that is being made."""

    sent: float
    result: ChangeResult = "unknown"


class Changes:
    """Changes of one stack."""

    def __init__(self, target: Target, book: RolloutBook) -> None:
        self.table = DeployedStrategies.of(target)
        self.session = Session(target, self.table)
        self.book = book

    def move(self, move: Callable[[Pointers], Move], version: Strategy | None = None) -> None:
        """Make a move of pointers, as what was read of them just before allows."""
        note = f"change {self.book.next_number()}"
        with _attempt() as attempt:
            self.session.make(move(self.table.pointers()), version, note=note)
            attempt.result = "done"
        self.book.add(PointerChange(note=note, result=attempt.result, sent=attempt.sent, answered=_now()))

    def put_on(self, name: str, customer: str, now: datetime, until: datetime | None) -> None:
        """Put a customer on a list."""
        with _attempt() as attempt:
            listed = self._lists(now).add(EntityKey("customer", customer), name, until=until, note=None)
            attempt.result = "done" if listed.changed else "refused"
        self._record(attempt, name, customer, on_it=True, until=until)

    def take_off(self, name: str, customer: str, now: datetime) -> None:
        """Take a customer off a list."""
        with _attempt() as attempt:
            listed = self._lists(now).remove(EntityKey("customer", customer), name, note=None)
            attempt.result = "done" if listed.changed else "refused"
        self._record(attempt, name, customer, on_it=False)

    def _lists(self, now: datetime) -> StackLists:
        return StackLists.of(self.session.target, now)

    def _record(
        self, attempt: _Attempt, name: str, customer: str, *, on_it: bool, until: datetime | None = None
    ) -> None:
        self.book.add(
            ListChange(
                customer=customer,
                list_name=name,
                on_it=on_it,
                result=attempt.result,
                sent=attempt.sent,
                answered=_now(),
                until=None if until is None else milliseconds(until),
            )
        )


@contextmanager
def _attempt() -> Iterator[_Attempt]:
    """Give an attempt, and note in it that it was refused where an error says so."""
    attempt = _Attempt(_now())
    try:
        yield attempt
    except (LostRace, NothingToDo):
        attempt.result = "refused"
    except (CommandError, ClientError, BotoCoreError):
        attempt.result = "unknown"


def _now() -> float:
    return time.time() * 1000
