"""Tables at a terminal of 80 columns: nothing is cut off, and the usual id is in one piece."""

import pytest

from fraudctl.terminal.report import make_table
from tests.fraudctl.printed import printed

TRANSACTION_ID = "01KE69A2ZMEB3AYKQPBARHQWTV"


def table_rows(*cells: str) -> list[str]:
    made = make_table("transaction", "amount", "merchant", title="Alerts")
    made.add_row(*cells)
    return printed(made, width=80).splitlines()


def test_the_usual_id_is_in_one_piece_whatever_stands_beside_it() -> None:
    assert any(TRANSACTION_ID in row for row in table_rows(TRANSACTION_ID, "999,999,999.99 EUR", "Merchant " * 20))


@pytest.mark.parametrize("length", [27, 80, 256])
def test_of_a_long_id_nothing_is_lost(length: int) -> None:
    told = table_rows("x" * length, "1 EUR", "a merchant")

    assert sum(row.count("x") for row in told) == length
    assert "…" not in "".join(told)
