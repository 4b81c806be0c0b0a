"""Operators: they deploy, promote, stop, roll back, override and change lists, by the code of the command line."""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chaos.ledger import Ledger
from chaos.traffic.changes import Changes
from chaos.traffic.hand_made import break_by_hand
from chaos.traffic.listed import CUSTOMERS, listed_customer
from chaos.versions import campaign_version, first_version
from fraudctl.errors import CommandError
from fraudctl.rollout import moves
from fraudctl.rollout.table.move import Move
from fraudctl.stacks.target import Target
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, PACKAGED, SHADOW, Pointers

PAUSE = 0.2
"""Seconds between two changes of an operator."""
PERCENT = 40
"""Of the customers, for whom every challenger decides."""
SHORT = timedelta(seconds=3)
"""The time after which some entries of lists end by themselves."""
LISTS = ("blocked", "trusted")
"""The lists that the campaign's strategy reads."""


class Operator:
    """A person who makes one change after the other until told to stop."""

    def __init__(self, target: Target, ledger: Ledger, label: str, seed: int, *, through: str) -> None:
        """`through` is the address of a proxy; what is made by hand goes past it."""
        self._commands = Changes(replace(target, emulator=through), ledger.rollout)
        self._hand = Changes(target, ledger.rollout)
        self._book = ledger.rollout
        self._label = label
        self._chance = random.Random(f"{seed} {label} operator")  # noqa: S311 -- no secret

    def work(self, over: threading.Event) -> None:
        """Make changes until the event, each kind of them in turn."""
        kinds: list[Callable[[], None]] = [
            lambda: self._deploy(ACTIVE),
            lambda: self._deploy(SHADOW),
            lambda: self._deploy(CHALLENGER),
            *(self._change_list for _ in range(4)),
            lambda: self._commands.move(lambda read: self._promoted(read, CHALLENGER)),
            lambda: self._commands.move(lambda read: self._promoted(read, SHADOW)),
            lambda: self._commands.move(self._rolled_back),
            lambda: self._commands.move(lambda read: moves.stop(read, self._chance.choice((SHADOW, CHALLENGER)))),
            lambda: self._commands.move(lambda read: moves.override(read, self._chance.choice(("approve", "review")))),
            lambda: self._commands.move(lambda read: moves.override(read, moves.OFF)),
            lambda: break_by_hand(self._hand, self._chance),
        ]
        while not over.is_set():
            for change in self._chance.sample(kinds, len(kinds)):
                change()
                if over.wait(PAUSE):
                    return

    def _deploy(self, pointer: str) -> None:
        version = campaign_version(self._book.next_number())
        percent = PERCENT if pointer == CHALLENGER else None
        self._commands.move(lambda read: moves.deploy(read, version.digest, pointer, percent), version)

    def _promoted(self, read: Pointers, pointer: str) -> Move:
        """Return the promotion of a version that can be read, and finds cards where the ledger does."""
        version = self._commands.table.document(moves.tried(read, pointer))
        if version.entities != first_version().entities:
            raise CommandError(f"{version.name} was made by hand: it is left to whoever did")
        return moves.promote(read, pointer)

    def _rolled_back(self, read: Pointers) -> Move:
        """Return the move back to the version before, which has to be one that can be read."""
        if (digest := moves.version_before(read)) != PACKAGED:
            self._commands.table.document(digest)
        return moves.rollback(read)

    def _change_list(self) -> None:
        customer = listed_customer(self._label, self._chance.randrange(CUSTOMERS))
        name, now = self._chance.choice(LISTS), datetime.now(UTC)
        if self._chance.random() < 0.3:
            self._commands.take_off(name, customer, now)
        else:
            until = now + SHORT if self._chance.random() < 0.5 else None
            self._commands.put_on(name, customer, now, until)


@contextmanager
def operating(target: Target, ledger: Ledger, labels: Sequence[str], seed: int, through: str) -> Iterator[None]:
    """Have an operator for each of these kinds make changes until the block ends, and then end all that they began."""
    operators, over = [Operator(target, ledger, label, seed, through=through) for label in labels], threading.Event()
    with ThreadPoolExecutor(max(1, len(operators))) as threads:
        working = [threads.submit(each.work, over) for each in operators]
        try:
            yield
        finally:
            over.set()
    for each in working:
        each.result()
    if operators:
        _settle(Changes(target, ledger.rollout))


def _settle(changes: Changes) -> None:
    """Have the stack's first strategy decide again, alone."""
    changes.move(lambda read: moves.override(read, moves.OFF))
    changes.move(lambda read: moves.stop(read, SHADOW))
    changes.move(lambda read: moves.stop(read, CHALLENGER))
    first = first_version()
    changes.move(lambda read: moves.deploy(read, first.digest), first)
