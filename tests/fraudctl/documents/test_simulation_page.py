"""The page of the simulation is what the worlds are, and what is seen of them."""

import pytest

from fraudctl.documents.simulated_episode import Example, rows_of
from fraudctl.documents.simulated_frauds import KINDS
from fraudctl.documents.simulation import PAGE, simulation_page
from simulation import WORLDS

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_of_the_simulation_is_up_to_date() -> None:
    assert simulation_page() == TEXT, "run `make docs`"


@pytest.mark.parametrize("name", WORLDS)
def test_every_world_and_each_of_its_frauds_is_told(name: str) -> None:
    assert f"| `{name}` | {WORLDS[name].about} |" in TEXT
    assert all(f"| `{kind}` |" in TEXT for kind in WORLDS[name].fraud)


def test_every_kind_of_fraud_is_shown_after_honest_payments() -> None:
    shown = {example.label for _, example, _ in KINDS}

    assert shown == {kind for traffic in WORLDS.values() for kind in traffic.fraud}
    for _, example, _ in KINDS:
        marks = [row[-1] for row in rows_of(example)]
        assert marks.count("fraud") >= example.least


def test_what_never_happens_cannot_be_shown() -> None:
    with pytest.raises(LookupError, match="no episode of stolen_card in high_street"):
        list(rows_of(Example(label="stolen_card", world="high_street", least=1000)))
