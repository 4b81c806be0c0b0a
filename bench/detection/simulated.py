"""Simulated payments as a backtest reads them, without the bytes of a file between."""

from msgspec import UNSET

from fraudctl.backtest.payment import PastPayment
from handlers.contract.transaction import Transaction
from simulation import LabelledTransaction


def past_payment(simulated: LabelledTransaction) -> PastPayment:
    """Return the payment that `payment_of` reads from the transaction's line, in a fiftieth of its time."""
    terminal, currency, metadata = simulated.terminal_id, simulated.currency, simulated.metadata
    return PastPayment(
        transaction=Transaction(
            transaction_id=simulated.transaction_id,
            timestamp=simulated.timestamp,
            amount=simulated.amount,
            merchant=simulated.merchant,
            customer_id=simulated.customer_id,
            terminal_id=UNSET if terminal is None else terminal,
            currency=UNSET if currency is None else currency,
            metadata=UNSET if metadata is None else {key: {"S": value} for key, value in metadata.items()},
        ),
        label=simulated.label,
        label_received=simulated.label_received,
    )
