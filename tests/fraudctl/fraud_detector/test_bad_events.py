"""A table of events with bad rows is read to its end: each is named with its line and column, and stops no other."""

import io
from pathlib import Path
from typing import Any

import pytest

from fraudctl.backtest.columns import Columns
from fraudctl.backtest.data_file import read_payments
from fraudctl.backtest.payment import PastPayment
from fraudctl.errors import CommandError
from fraudctl.fraud_detector.history.event_mapping import read_mapping
from fraudctl.fraud_detector.history.events import event_reader
from fraudctl.fraud_detector.importing import import_detector, read_source
from fraudctl.fraud_detector.output.folder import files_of
from handlers.contract.errors import Refused
from tests.documents.pages import PROJECT

SAMPLES = PROJECT / "samples" / "fraud-detector"
ROWS = (SAMPLES / "events.csv").read_text(encoding="utf-8").splitlines()
HEADER, FIRST = ROWS[0], ROWS[1]
OWN = dict(zip(HEADER.split(","), FIRST.split(","), strict=True))
BAD = [
    ("ids", FIRST.replace(OWN["EVENT_ID"], "Order-77"), "EVENT_ID: must be 1 to 64 of a to z in small letters"),
    ("blank ids", FIRST.replace(OWN["EVENT_ID"], "order 77"), "EVENT_ID"),
    ("long ids", FIRST.replace(OWN["EVENT_ID"], "7" * 65), "EVENT_ID"),
    ("day first", FIRST.replace(OWN["EVENT_TIMESTAMP"], "24/12/2022 15:53", 1), "the month comes before the day"),
    ("day first, dashes", FIRST.replace(OWN["EVENT_TIMESTAMP"], "31-10-22", 1), "the month comes before the day"),
    ("noon twice", FIRST.replace(OWN["EVENT_TIMESTAMP"], "12/24/2022 15:53 PM", 1), "no clock with AM and PM has"),
    ("dots", FIRST.replace(OWN["EVENT_TIMESTAMP"], "24.12.2022", 1), "EVENT_TIMESTAMP: must be a time"),
    ("an open quote", FIRST.replace(OWN["merchant"], '"Gerlach, Inc'), "has a quote without its end"),
    ("a comma too many", FIRST.replace(OWN["merchant"], "Gerlach, Inc"), "must have 24 cells as the header; it has 25"),
    ("a column too few", FIRST.replace(OWN["customer_job"] + ",", ""), "must have 24 cells as the header; it has 23"),
    ("a label of nobody", f"legit{FIRST[1:]}", "EVENT_LABEL: is in none of the mapping's labels"),
    ("no time of the label", FIRST[::-1].replace(OWN["LABEL_TIMESTAMP"][::-1], "", 1)[::-1], "LABEL_TIMESTAMP"),
    ("another entity", FIRST.replace(",customer,", ",CUSTOMER,"), "ENTITY_TYPE: must be customer"),
    ("a nameless entity", FIRST.replace(OWN["ENTITY_ID"], ""), "ENTITY_ID"),
]
GOOD = [
    FIRST.replace(OWN["EVENT_ID"], "quoted").replace(OWN["merchant"], '"Smith, ""Old"" Jones"'),
    FIRST.replace(OWN["EVENT_ID"], "noon").replace(OWN["EVENT_TIMESTAMP"], "12/24/2022 12:00 am", 1),
    FIRST.replace(OWN["EVENT_ID"], "evening").replace(OWN["EVENT_TIMESTAMP"], "2022-12-24 3:53:30PM", 1),
]


@pytest.fixture(scope="module")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("mapping") / "mapping.json"
    imported = import_detector(read_source(SAMPLES / "exported"), detector="card_payments", meaning={})
    file.write_text(files_of(imported)["mapping.json"])
    return read_mapping(Path(file))


def read(text: str, mapping: Any) -> list[tuple[int | str, PastPayment | Refused]]:
    source: Any = io.BufferedReader(io.BytesIO(text.encode()))
    return list(read_payments(source, Columns(), "events.csv", event_reader(mapping)))


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_each_bad_row_is_named_by_line_and_column_and_all_others_are_read(ends: str, mapping: Any) -> None:
    rows = [HEADER, *ROWS[1:4], *(row for _, row, _ in BAD), *GOOD, *ROWS[4:]]
    found = read(ends.join(rows) + ends, mapping)
    refused = {line: str(each) for line, each in found if isinstance(each, Refused)}
    assert list(refused) == list(range(5, 5 + len(BAD)))
    for (name, _, said), reason in zip(BAD, refused.values(), strict=True):
        assert said in reason, name
    payments = [each for _, each in found if isinstance(each, PastPayment)]
    assert len(payments) == len(ROWS) - 1 + len(GOOD)
    known = {each.transaction.transaction_id: each.transaction for each in payments}
    assert known["quoted"].merchant == 'Smith, "Old" Jones'
    assert known["evening"].timestamp - known["noon"].timestamp == (15 * 3600 + 53 * 60 + 30) * 1000


def test_a_table_whose_last_row_is_cut_off_is_read_up_to_it(mapping: Any) -> None:
    *whole, (line, last) = read("\n".join(ROWS)[:-40], mapping)
    assert all(isinstance(each, PastPayment) for _, each in whole)
    assert (line, len(whole)) == (len(ROWS), len(ROWS) - 2)
    assert isinstance(last, Refused)
    assert "is cut off: the input ends in the middle of it" in str(last)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (HEADER.replace("EVENT_TIMESTAMP", "Event_Timestamp"), "no column EVENT_TIMESTAMP, but Event_Timestamp"),
        (HEADER.replace("ENTITY_ID", "CUSTOMER_ID"), "no column ENTITY_ID; its columns are EVENT_LABEL"),
        (HEADER.replace("merchant", "Merchant"), "a column Merchant, which is no variable of the event type"),
        (HEADER.replace("customer_job", "order_price"), "twice the column order_price"),
        (FIRST, "has no column EVENT_ID"),
        ("", "has no column EVENT_ID"),
    ],
)
def test_a_wrong_header_is_named_and_nothing_is_read(header: str, said: str, mapping: Any) -> None:
    with pytest.raises(CommandError, match=f"events.csv, line 1: has {said}|events.csv, line 1: {said}"):
        read("\n".join([header, *ROWS[1:3]]) + "\n", mapping)


def test_a_header_with_a_byte_order_mark_and_blanks_is_the_header(mapping: Any) -> None:
    text = "\ufeff" + HEADER.replace(",", " , ") + "\n" + FIRST + "\n"
    assert [isinstance(each, PastPayment) for _, each in read(text, mapping)] == [True]
