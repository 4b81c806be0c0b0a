"""How often an emulator with one slow loop is asked for records."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Seconds between the starts of two reads of a shard.

    A trickle is read often, for the sake of latency. Under load every read is put off a little, so that it gathers
    more records and the functions behind it are called less often. A full batch means a backlog: no pause at all.
    """

    quick: float = 0.1
    gathering: float = 0.6
    idle: float = 0.25
    trickle: float = 0.1
    """The part of a batch below which records trickle."""

    def after(self, records: int, batch_size: int, *, empty_reads: int) -> float:
        """The pause after a read that brought so many records, `empty_reads` of them in a row having brought none."""
        if records >= batch_size:
            return 0
        if records > batch_size * self.trickle:
            return self.gathering
        return min(self.idle, self.quick * 1.25 ** min(empty_reads, 20))


DEFAULT_PACE = Pace()
