"""Persons who are erased pay before it and after, and what was told of an erased payment binds nobody."""

import json
from itertools import chain

import pytest

from chaos.erasure_book import ErasedPerson, ErasureBook
from chaos.faults.expiry_records import BY_SERVICE, removed_by_service
from chaos.kinds import KINDS, ROWS_GO, TOGETHER
from chaos.label_book import LabelAttempt, LabelBook
from chaos.ledger import Ledger
from chaos.proxy.fault_proxy import FaultProxy
from chaos.review_book import ReadAttempt, ReviewAttempt, ReviewBook
from chaos.traffic.persons import PERSONS, erased_persons, payments_of_persons, person
from tests.chaos.example import SENT, attempt
from tests.chaos.test_faults_on_the_wire import Always, signed
from tests.chaos.upstream import RawAnswer, behind, exchange

ERASED = sorted(name for name, kind in KINDS.items() if kind.erased)


@pytest.mark.parametrize("name", ERASED)
@pytest.mark.parametrize("label", ["{}", "mixed-3-{}"])
def test_who_is_erased_pays_before_and_after_and_so_does_who_is_not(name: str, label: str) -> None:
    label = label.format(name)
    parts = [KINDS[name].traffic(each, 120, 3) for each in (label, f"{label}-later")]
    paying = [[each for case in part for post in case.posts for each in post.requests] for part in parts]

    everyone = {person(label, number) for number in range(PERSONS)}
    assert [{each["customer_id"] for each in part} for part in paying] == [everyone, everyone]
    assert set(erased_persons(label)) < everyone
    first, later = ({each["transaction_id"] for each in part} for part in paying)
    assert not first & later
    assert all("timestamp" in each for each in chain(*paying))


def test_no_persons_name_is_part_of_anothers_and_rows_go_in_no_kind_beside_others_by_chance() -> None:
    names = [person(label, number) for label in (*ERASED, "mixed-3-erasing") for number in range(PERSONS)]

    assert not [(a, b) for a in names for b in names if a != b and a in b and not b.startswith("mixed-")]
    assert not ROWS_GO & set(TOGETHER)


def test_payments_of_persons_come_twice_now_and_then() -> None:
    cases = list(payments_of_persons("kind", 200, 1))

    assert {len(case.steps) for case in cases} == {1, 2}


def test_attempts_that_are_retired_are_no_more_of_their_id_and_others_stay() -> None:
    ledger, first, second = Ledger(), attempt(SENT), attempt(SENT, at=(5, 6))
    for each in (first, second):
        ledger.add_attempt("kind", each)

    ledger.retire("tx", [first], [])
    assert ledger.attempts_of("kind") == {"tx": [second]}
    ledger.retire("tx", [second], [])
    assert ledger.attempts_of("kind") == {}
    assert ledger.former_of("kind") == {"tx": []}


def test_labels_reviews_and_readings_from_before_a_time_are_retired() -> None:
    labels, reviews = LabelBook(), ReviewBook()
    for sent in (1.0, 9.0):
        labels.add(
            "kind", LabelAttempt(fields={"transaction_id": "tx"}, status="", http_status=0, sent=sent, answered=sent)
        )
        fields = {"transaction_id": "tx", "action": "claim"}
        reviews.add(
            "kind", ReviewAttempt(fields=fields, person="", status=0, review={}, sent=sent, answered=sent, ended=sent)
        )
        reviews.add_read(
            "kind",
            ReadAttempt(transaction_id="tx", status=0, content={}, sent=sent, answered=sent, sent_monotonic=sent),
        )

    labels.retire("tx", 5)
    reviews.retire("tx", 5)

    assert [each.sent for each in labels.attempts_of("kind")["tx"]] == [9]
    assert [each.sent for each in reviews.attempts_of("kind")["tx"]] == [9]
    assert [each.sent for each in reviews.reads_of("kind")] == [9]


def test_an_erased_person_is_found_by_name_and_nobody_else_is() -> None:
    book = ErasureBook()
    book.add(ErasedPerson(kind="kind", customer="C-1", moment=1))

    assert [each.customer for each in book.persons_of("kind")] == ["C-1"]
    assert (book.person("C-2"), book.person(None), book.persons_of("other")) == (None, None, [])


def test_removals_in_the_stream_are_by_dynamodbs_own_principal() -> None:
    body = json.dumps({"Records": [{"eventName": "REMOVE"}, {"eventName": "INSERT"}]}).encode()
    answer = RawAnswer(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    with FaultProxy() as proxy:
        proxy.start_faults(Always(removed_by_service))
        with behind(proxy, answer) as (_, client):
            _, answered = exchange(client, signed("DynamoDBStreams_20120810.GetRecords", {}))

    removed, inserted = json.loads(answered)["Records"]
    assert (removed["userIdentity"], "userIdentity" in inserted) == (BY_SERVICE, False)
