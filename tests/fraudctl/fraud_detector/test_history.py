"""A history of events is read in all forms that the service took; a bad row is said, and stops no other."""

import gzip
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fraudctl.backtest.columns import Columns
from fraudctl.backtest.data_file import read_payments
from fraudctl.backtest.payment import PastPayment
from fraudctl.client.parsed_line import RefusedLine, parse_line
from fraudctl.commands.options import line_reader
from fraudctl.errors import CommandError
from fraudctl.fraud_detector.history.event_mapping import EventMapping, Labels, MappedVariable, read_mapping
from fraudctl.fraud_detector.history.events import event_reader
from fraudctl.fraud_detector.history.times import epoch_milliseconds
from fraudctl.fraud_detector.importing import import_detector, read_source
from fraudctl.fraud_detector.output.folder import files_of
from fraudctl.profiles.history_line import parse_history_line
from handlers.contract.absent_fields import ABSENT
from handlers.contract.errors import Refused
from handlers.fraud_detector.payment import EVENT
from tests.fraudctl.fraud_detector.test_sources import EXPORTED

MAPPING = EventMapping(
    columns={"amount": "price", "currency": "coin", "merchant": "shop"},
    variables={
        "price": MappedVariable("FLOAT", "0.0"),
        "coin": MappedVariable("STRING", ""),
        "shop": MappedVariable("STRING", ""),
        "items": MappedVariable("INTEGER", "1"),
        "guest": MappedVariable("BOOLEAN", "false"),
    },
    labels=Labels(fraud=("1", "chargeback"), legitimate=("0",)),
    entity_types=("customer",),
    left_out=("pin",),
    event_type="order",
)
HEADER = "EVENT_ID,EVENT_TIMESTAMP,ENTITY_ID,ENTITY_TYPE"
ROW = "e-1,2019-11-30T13:01:01Z,C-1,customer"
AT = 1_575_118_861_000


def source_of(content: bytes) -> Any:
    return io.BufferedReader(io.BytesIO(content))


def read(text: str, mapping: EventMapping = MAPPING, *, labels: bool = True) -> list[Any]:
    """Return the fields of each row, or why it has none."""
    lines = event_reader(mapping, labels=labels)(source_of(text.encode()), "events.csv")
    return [json.loads(line) if isinstance(line, bytes) else f"{number}: {line}" for number, line in lines]


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("2019-11-30T13:01:01Z", AT),
        ("2019/11/30 13:01:01", AT),
        ("11/30/2019 1:01:01 PM", AT),
        ("11/30/2019 01:01:01PM", AT),
        ("11/30/19 13:01:01", AT),
        ("11-30-2019 13:01", AT - 1_000),
        ("2019-11-30 1:01 pm", AT - 1_000),
        ("11/30/2019", AT - 46_861_000),
        ("1/12/2019", 1_547_251_200_000),
        ("12/31/2019 12:00:00 AM", 1_577_750_400_000),
        ("12/31/2019 12:00:00 PM", 1_577_793_600_000),
        ("2/29/2024 00:00:00", 1_709_164_800_000),
        ("1/1/69", -31_536_000_000),
    ],
)
def test_a_time_is_read_in_all_forms_that_the_service_takes(written: str, milliseconds: int) -> None:
    assert epoch_milliseconds(written, "EVENT_TIMESTAMP") == milliseconds


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("30/11/2019 13:01:01", "the month comes before the day"),
        ("2019-11-30T13:01:01.123Z", "fractions of a second"),
        ("2019/11/30 13:01:01.5", "fractions of a second"),
        ("2019-11-30T13:01:01+01:00", "has a zone"),
        ("11/30/2019 13:01:01 CET", "has a zone"),
        ("11/30/2019 13", "must be a time"),
        ("11/30/2019 13:01:01 PM", "an hour that no clock with AM and PM has"),
        ("11/30/2019 0:01 AM", "an hour that no clock with AM and PM has"),
        ("2/29/2023", "must be a time"),
        ("11/30-2019", "must be a time"),
        ("2019-11-30T13:01:01", "must be a time"),
        ("1575118861", "must be a time"),
        ("", "must be a time"),
    ],
)
def test_a_time_in_another_form_is_refused_with_the_reason(written: str, said: str) -> None:
    with pytest.raises(Refused, match=f"EVENT_TIMESTAMP: .*{said}"):
        epoch_milliseconds(written, "EVENT_TIMESTAMP")


def test_an_event_becomes_a_payment_with_its_variables_in_their_types() -> None:
    text = f'{HEADER},price,coin,shop,items,guest\n{ROW},12.50,EUR,"Smith, Jones ""&"" Sons",3,True\n'
    assert read(text) == [
        {
            "transaction_id": "e-1",
            "timestamp": AT,
            "customer_id": "C-1",
            "amount": 12.5,
            "currency": "EUR",
            "merchant": 'Smith, Jones "&" Sons',
            "metadata": {
                "price": 12.5,
                "coin": "EUR",
                "shop": 'Smith, Jones "&" Sons',
                "items": 3,
                "guest": True,
                EVENT: "order/customer",
            },
        }
    ]


def test_what_is_empty_or_of_another_type_is_absent_and_its_default_counts() -> None:
    (found,) = read(f"{HEADER},price,coin,items,guest,pin\n{ROW},ten,usd,1.5,,0000\n")
    marks = {EVENT: "order/customer", ABSENT: "amount,merchant"}
    metadata = {"coin": "usd", **marks}
    assert found == {"transaction_id": "e-1", "timestamp": AT, "customer_id": "C-1", "metadata": metadata}


def test_an_entity_that_nobody_knows_is_no_customer() -> None:
    (found,) = read(f"{HEADER}\n{ROW.replace('C-1', 'unknown')}\n")
    assert "customer_id" not in found


@pytest.mark.parametrize(
    ("label", "received", "known"),
    [
        ("1", "2019-12-01T00:00:00Z", {"label": "fraud", "label_received": 1_575_158_400_000}),
        ("chargeback", "12/1/2019", {"label": "fraud", "label_received": 1_575_158_400_000}),
        ("0", "2019-12-01T00:00:00Z", {"label": "legitimate", "label_received": 1_575_158_400_000}),
        ("", "", {}),
        ("", "2019-12-01T00:00:00Z", {}),
    ],
)
def test_labels_mean_what_the_mapping_says_and_an_empty_one_nothing(
    label: str, received: str, known: dict[str, Any]
) -> None:
    text = f"{HEADER},EVENT_LABEL,LABEL_TIMESTAMP\n{ROW},{label},{received}\n"
    (found,) = read(text)
    assert {name: value for name, value in found.items() if name.startswith("label")} == known
    assert "label" not in read(text, labels=False)[0]


def test_each_bad_row_is_named_and_stops_no_other() -> None:
    rows = [
        "E-2,2019-11-30T13:01:01Z,C-1,customer,0",
        "e-3,30/11/2019,C-1,customer,0",
        "e-4,2019-11-30T13:01:01Z,C 1,customer,0",
        "e-5,2019-11-30T13:01:01Z,C-1,device,0",
        "e-6,2019-11-30T13:01:01Z,C-1,customer,maybe",
        "e-7,2019-11-30T13:01:01Z,C-1,customer",
        'e-8,2019-11-30T13:01:01Z,"C-1,customer,0',
        "e-9,2019-11-30T13:01:01Z,C-1,customer,0",
    ]
    found = read(f"{HEADER},EVENT_LABEL\n" + "\n".join(rows) + "\n")
    said = (
        "2: EVENT_ID",
        "3: EVENT_TIMESTAMP",
        "4: ENTITY_ID",
        "5: ENTITY_TYPE",
        "6: EVENT_LABEL",
        "7: the row",
        "8: the row",
    )
    assert all(each.startswith(begins) for each, begins in zip(found, said, strict=False))
    assert [each["transaction_id"] for each in found[len(said) :]] == ["e-9"]
    assert "small letters" in found[0]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "event_id,EVENT_TIMESTAMP,ENTITY_ID,ENTITY_TYPE",
            "has no column EVENT_ID, but event_id: such names are in capitals",
        ),
        ("EVENT_ID,EVENT_TIMESTAMP,ENTITY_ID", "has no column ENTITY_TYPE; its columns are"),
        (f"{HEADER},age", "has a column age, which is no variable of the event type; these are coin, guest"),
        (f"{HEADER},price,price", "has twice the column price"),
    ],
)
def test_a_wrong_header_is_said(header: str, said: str) -> None:
    with pytest.raises(CommandError, match=f"events.csv, line 1: {said}"):
        read(f"{header}\n")


def test_a_table_without_events_is_said() -> None:
    with pytest.raises(CommandError, match="has no event after its header"):
        read(f"{HEADER}\n")


def test_a_table_is_read_compressed_too() -> None:
    packed = source_of(gzip.compress(f"{HEADER}\n{ROW}\n".encode()))
    assert len(list(event_reader(MAPPING)(packed, "events.csv.gz"))) == 1


def test_the_commands_take_what_is_read() -> None:
    text = f"{HEADER},price,EVENT_LABEL,LABEL_TIMESTAMP\n{ROW},12.50,1,2019-12-01T00:00:00Z\n{ROW.upper()},1,0,\n"
    source = source_of(text.encode())
    (_, payment), (number, refused) = read_payments(source, Columns(), "events.csv", event_reader(MAPPING))
    assert isinstance(payment, PastPayment)
    assert (payment.fraudulent, payment.label_received) == (True, 1_575_158_400_000)
    marks = {EVENT: {"S": "order/customer"}, ABSENT: {"S": "merchant"}}
    assert payment.transaction.metadata == {"price": {"N": "12.50"}, **marks}
    assert (number, isinstance(refused, Refused)) == (3, True)
    lines = event_reader(MAPPING)(source_of(text.encode()), "events.csv")
    past = parse_history_line(next(lines)[1], 1, now=2e9)
    assert not isinstance(past, RefusedLine)
    assert past.label == "fraud"
    requests = event_reader(MAPPING, labels=False)(source_of(text.encode()), None)
    request = parse_line(next(requests)[1], ())
    assert not isinstance(request, RefusedLine)
    assert request.request.amount == Decimal("12.50")


def test_columns_of_events_are_mapped_by_the_mapping_alone() -> None:
    with pytest.raises(CommandError, match="--column has no meaning"):
        list(read_payments(source_of(b""), Columns(["amount=price"]), "events.csv", event_reader(MAPPING)))


def test_the_mapping_of_an_import_is_read_and_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mapping.json"
    file.write_text(files_of(import_detector(read_source(EXPORTED), detector=None, meaning={}))["mapping.json"])
    mapping = read_mapping(file)
    assert mapping.columns["amount"] == "order_price"
    assert (mapping.variables["item_count"].type, mapping.labels.fraud, mapping.entity_types) == (
        "INTEGER",
        ("1",),
        ("customer",),
    )
    for text in ("[]", "{", '{"columns": 5}'):
        file.write_text(text)
        with pytest.raises(CommandError, match="is no mapping"):
            read_mapping(file)
    with pytest.raises(CommandError, match="No such file"):
        read_mapping(tmp_path / "nowhere.json")


def test_the_format_and_the_mapping_go_together(tmp_path: Path) -> None:
    assert line_reader(None, None) is None
    for form, mapping in (("fraud-detector", None), (None, tmp_path), ("parquet", tmp_path)):
        with pytest.raises(CommandError, match="go together"):
            line_reader(form, mapping)
