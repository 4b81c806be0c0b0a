"""Every kind of trouble that the campaign knows."""

from collections.abc import Mapping

from tests.faults.kind import Kind
from tests.faults.kinds_of_faults import FAULTS
from tests.faults.kinds_of_traffic import TRAFFIC
from tests.faults.workers import AVAILABLE

KINDS: Mapping[str, Kind] = {**TRAFFIC, **FAULTS}

DEFAULT = [name for name in KINDS if name != "killed" or AVAILABLE]
OUTAGES = frozenset({"table-out", "nothing-durable", "scores-out", "topic-out", "scorer-out"})
TOGETHER = [name for name in DEFAULT if name not in OUTAGES]
"""What can be told from one another, and survived, when all of it comes at once."""
