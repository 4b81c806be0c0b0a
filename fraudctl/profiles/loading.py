"""A file of past payments, folded into the profiles of a stack by its Scoring, part after part in the file's order.

Each profile notes the file and its last line there, and Scoring notes how far the whole file is loaded. So the same
command goes on where an earlier one ended, on whatever machine that ran, and a part that is sent twice does no harm.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from fraudctl.client.parsed_line import RefusedLine
from fraudctl.client.reading import LineReader, read_transactions
from fraudctl.client.reading.source import Source
from fraudctl.errors import CommandError
from fraudctl.profiles.history_line import parse_history_line
from fraudctl.profiles.load_part import Part
from fraudctl.profiles.load_summary import LoadSummary
from fraudctl.profiles.past_file import Refusals, digest_of
from fraudctl.recovery.errors import Retryable
from fraudctl.recovery.function_client import FunctionClient
from handlers.contract.fold_request import LoadAnswer, PastPayment, encode_load

MAX_TRIES = 3
FIRST_PAUSE = 2.0
"""Seconds before a request is sent again; doubled before the third time."""


class Loader:
    """Loads a file through Scoring."""

    def __init__(
        self,
        scoring: FunctionClient,
        *,
        again: bool = False,
        progress: Callable[[LoadSummary], None] = lambda _: None,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        read: LineReader = read_transactions,
    ) -> None:
        """Send what is loaded already `again`, too, for entities that have lost it; `read` reads the file's lines."""
        self._read = read
        self._scoring = scoring
        self._again = again
        self._clock = clock
        self._progress = progress
        self._pause = pause
        self.summary = LoadSummary(again=again)
        """Its counts, as far as it has come."""

    def load(self, file: Path) -> LoadSummary:
        """Load a file from where it was left, and write the lines that cannot be loaded beside it.

        Raises:
            CommandError: it cannot be read or holds no transactions, or Scoring does not answer.
            OSError: it cannot be opened.
        """
        digest = digest_of(file)
        loaded = self._place(digest)
        with file.open("rb") as source, Refusals(file.with_name(f"{file.name}.refused")) as refusals:
            for part in self._parts(source, file, 0 if self._again else loaded, refusals):
                if not self._send(digest, part):
                    break
        return self.summary

    def _place(self, digest: str) -> int:
        """Return how far a file is loaded, as Scoring notes it; asked again as a part is sent again."""
        reason = ""
        for _ in self._tries():
            try:
                return self._ask(digest, []).line
            except Retryable as error:
                reason = str(error)
        raise CommandError(reason)

    def _parts(self, source: Source, file: Path, known: int, refusals: Refusals) -> Iterator[list[PastPayment]]:
        """Yield the payments after the one at a place, in parts that a request can hold."""
        part, latest = Part(), 0
        for place, (number, line) in enumerate(self._read(source, str(file)), start=1):
            self.summary.lines += 1
            payment = parse_history_line(line, place, now=self._clock())
            if isinstance(payment, RefusedLine):
                self.summary.refused.setdefault(payment.reason, []).append(number)
                self.summary.written_beside += refusals.add((number, line))
                continue
            if payment.transaction.timestamp < latest:
                self.summary.late.append(number)
            latest = payment.transaction.timestamp
            if place <= known:
                self.summary.known += 1
                continue
            if not part.add(payment):
                yield part.payments
                part = Part()
                part.add(payment)
        if part.payments:
            yield part.payments

    def _send(self, digest: str, part: list[PastPayment]) -> bool:
        """Have a part folded; return whether all entities have it, so that the next may follow."""
        reason, folded, labelled = "", set[int](), set[int]()
        for _ in self._tries():
            try:
                answer = self._ask(digest, part)
            except Retryable as error:
                reason = str(error)
                continue
            self.summary.add(answer)
            folded.update(answer.folded)
            labelled.update(answer.labels)
            if not answer.given_up:
                self._count(folded, labelled)
                self.summary.skipped += len(part) - len(folded) - answer.without_entity
                self.summary.without_entity += answer.without_entity
                self._progress(self.summary)
                return True
            reason = "; ".join(f"{entity}: {why}" for entity, why in sorted(answer.given_up.items()))
        self._count(folded, labelled)
        self.summary.ended = reason
        return False

    def _tries(self) -> Iterator[int]:
        """Yield the numbers of the tries of a request, with pauses between them."""
        for try_ in range(MAX_TRIES):
            if try_:
                self._pause(FIRST_PAUSE * try_)
            yield try_

    def _count(self, folded: set[int], labelled: set[int]) -> None:
        self.summary.folded += len(folded)
        self.summary.labels += len(labelled)

    def _ask(self, digest: str, part: list[PastPayment]) -> LoadAnswer:
        return msgspec.convert(self._scoring.invoke(encode_load(digest, part, again=self._again)), LoadAnswer)
