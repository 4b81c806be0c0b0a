"""The rows of the handbook's trainings and tests, made once and used by all that is trained on them."""

from array import array
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from bench.detection.handbook.book_features import BOOK_FEATURES, BookFeatures
from bench.detection.handbook.protocol import Fold, Protocol, TestWeeks
from bench.detection.run import LABEL_DELAY, Setting
from fraudctl.backtest.payment import PastPayment
from fraudctl.train.rows import Row, feature_rows, known_features
from fraudctl.train.split import NO_PART, PARTS, Parts
from fraudctl.train.table import Table
from handlers.decision.entity.feature import DAY

OUR_FEATURES = tuple(known_features({}))
"""Those of payments, customers and terminals: a merchant of that world is a terminal, and there is nothing else."""

NOT_TESTED = 255
TRAIN, STOP, CALIBRATE, HELD_OUT = (PARTS.index(name) for name in ("train", "stop", "calibrate", "held_out"))
STOP_DAYS, ONE_IN = 2, 6
"""Days at the end of a training that say how many trees there are; one row in so many, of all days, calibrates these,
which changes no ranking. Then trees are fitted to all rows."""


class HandbookTables:
    """The features of each payment, as the functions have them and as the book does, with its day and its fold."""

    def __init__(self, folder: Path, setting: Setting, protocol: Protocol) -> None:
        """Make all rows, and keep them in a folder."""
        for name in ("ours", "book"):
            (folder / name).mkdir()
        self._setting, self._protocol = setting, protocol
        self._days, self._folds, self._of_book = array("h"), bytearray(), array("f")
        self.ours, self.book = Table(folder / "ours", len(OUR_FEATURES)), Table(folder / "book", len(BOOK_FEATURES))
        self.ours.write(self._rows())
        with self.book.values.open("wb") as file:
            self._of_book.tofile(file)
        del self._of_book[:]
        self.book.outcomes = self.ours.outcomes

    def tested(self, fold: int) -> Iterator[int]:
        """Yield the places of the rows that a fold tests."""
        return (place for place, each in enumerate(self._folds) if each == fold)

    def parts(self, number: int, fold: Fold) -> Parts:
        """Return what each row is for in a fold."""
        places = bytearray(
            HELD_OUT if tested == number else _part_of_training(place, day, fold)
            for place, (day, tested) in enumerate(zip(self._days, self._folds, strict=True))
        )
        refit = bytearray(day in fold.training for day in self._days)
        return Parts(places, refit, {}, {}, 1)

    def _rows(self) -> Iterator[Row]:
        first = self._protocol.first
        start = self._setting.simulated.first_millisecond
        weeks, book = TestWeeks(self._protocol, start), BookFeatures()
        waiting = deque[tuple[int, int | None, list[float]]]()

        def given() -> Iterator[PastPayment]:
            for past in self._setting.payments():
                day, fold = (past.transaction.timestamp - start) // DAY, weeks.fold(past)
                if day < self._protocol.known_from:
                    continue
                values = book.add(past)
                if day >= first:
                    waiting.append((day, fold, values))
                yield past

        for row in feature_rows(given(), OUR_FEATURES, label_delay=LABEL_DELAY, since=start + first * DAY):
            day, fold, values = waiting.popleft()
            self._days.append(day)
            self._folds.append(NOT_TESTED if fold is None else fold)
            self._of_book.extend(values)
            yield row


def _part_of_training(place: int, day: int, fold: Fold) -> int:
    if day not in fold.training:
        return NO_PART
    if not place % ONE_IN:
        return CALIBRATE
    return TRAIN if day < fold.training.stop - STOP_DAYS else STOP
