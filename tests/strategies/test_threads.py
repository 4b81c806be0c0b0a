"""Strategies that several threads compile at once come out as they would alone."""

import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled

RULE = " or ".join(f"(amount > {number} and currency in ('EUR', 'USD'))" for number in range(40))
DOCUMENT = {
    "name": "long",
    "thresholds": {"review": 0, "decline": 1},
    "rules": [{"code": "long", "when": RULE, "weight": 1}],
}


@pytest.fixture
def _collections_let_others_run() -> Iterator[None]:
    """Collect garbage at each chance, for so long that another thread gets its turn in the middle."""

    def wait(_phase: str, _info: dict[str, int]) -> None:
        for _ in range(3_000):
            pass

    threshold, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.callbacks.append(wait)
    gc.set_threshold(50, 1_000_000, 1_000_000)
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        gc.callbacks.remove(wait)
        gc.set_threshold(*threshold)
        sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_collections_let_others_run")
def test_threads_that_compile_at_once_get_what_one_alone_gets() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: compiled(DOCUMENT), range(100)))
    assert {each.digest if isinstance(each, Strategy) else str(each) for each in made} == {alone()}


def alone() -> str:
    made = compiled(DOCUMENT)
    assert isinstance(made, Strategy)
    return made.digest
