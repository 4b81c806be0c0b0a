"""Every kind of trouble that the campaign knows."""

from collections.abc import Mapping

from chaos.kind import Kind
from chaos.kinds_of_faults import FAULTS
from chaos.kinds_of_traffic import TRAFFIC
from chaos.workers import AVAILABLE

KINDS: Mapping[str, Kind] = {**TRAFFIC, **FAULTS}

DEFAULT = [name for name in KINDS if name != "killed" or AVAILABLE]
OUTAGES = frozenset({"table-out", "nothing-durable", "scores-out", "topic-out", "scorer-out"})
SHORT_OF_TIME = frozenset({"timeouts"})
"""Leave functions less time than a batch may take: with them no batch of the other kinds would come through."""
TOGETHER = [name for name in DEFAULT if name not in OUTAGES | SHORT_OF_TIME]
"""What can be told from one another, and survived, when all of it comes at once."""
