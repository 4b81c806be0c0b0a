"""An answer says what it has; what it leaves out is nothing, and no state that it is not in."""

import msgspec

from handlers.contract.read_answers import ReviewAnswer, TransactionAnswer

TRANSACTION = b'{"transaction_id": "tx-1", "timestamp": 7, "amount": 12.50, "merchant": "Bakery"}'
REVIEW = (
    b'{"transaction_id": "tx-1", "timestamp": 7, "amount": 12.50, "merchant": "Bakery", "state": "open", "score": 0.9,'
    b' "opened_at": "2026-11-23T02:13:20.000+00:00", "due": "2026-11-24T02:13:20.000+00:00", "outcome": "review"}'
)


def test_a_transaction_is_expired_only_if_its_answer_says_so() -> None:
    left_out, said = (
        msgspec.json.decode(b'{"transaction": %b, "labels": []%b}' % (TRANSACTION, more), type=TransactionAnswer)
        for more in (b"", b', "expired": true')
    )

    assert (left_out.expired, said.expired) == (False, True)
    assert (left_out.decision, left_out.final_outcome, left_out.review, left_out.raced) == (None, None, None, None)


def test_an_action_was_done_before_only_if_the_answer_says_so() -> None:
    left_out, said = (
        msgspec.json.decode(answer, type=ReviewAnswer) for answer in (REVIEW, REVIEW[:-1] + b', "duplicate": true}')
    )

    assert (left_out.duplicate, said.duplicate) == (False, True)
    assert (left_out.claimed_by, left_out.decided_by, left_out.final_outcome) == (None, None, None)
