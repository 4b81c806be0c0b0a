"""Files of past payments: what is in them is read, and what is wrong with a line is said of it alone."""

import gzip
import io
import json
from typing import Any

import pytest
from msgspec import UNSET

from fraudctl.backtest.columns import Columns
from fraudctl.backtest.data_file import read_payments
from fraudctl.backtest.payment import PastPayment
from fraudctl.errors import CommandError
from handlers.contract.errors import Refused

T = 1_760_000_000_000
JSON = {"transaction_id": "t-1", "timestamp": T, "amount": 12.5, "customer_id": "C-1", "label": "takeover"}


def read(content: bytes | str, *columns: str) -> dict[int | str, PastPayment | str]:
    """Return the payment, or what is wrong, by line."""
    data = content if isinstance(content, bytes) else content.encode()
    found = read_payments(io.BytesIO(data), Columns(columns), "past")
    return {number: str(each) if isinstance(each, Refused) else each for number, each in found}


def payment(content: bytes | str, *columns: str) -> PastPayment:
    (found,) = read(content, *columns).values()
    assert isinstance(found, PastPayment), found
    return found


def lines(*each: dict[str, Any]) -> str:
    return "".join(json.dumps(one) + "\n" for one in each)


HANDBOOK = "TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD\n"
MAPPED = (
    "transaction_id=TRANSACTION_ID",
    "timestamp=TX_DATETIME",
    "customer_id=CUSTOMER_ID",
    "terminal_id=TERMINAL_ID",
    "amount=TX_AMOUNT",
    "label=TX_FRAUD",
)


def test_a_row_of_a_table_is_the_payment_that_the_same_json_is() -> None:
    by_json = payment(lines({**JSON, "merchant": "Shop, Berlin", "metadata": {"card_token": "0012"}}))
    by_csv = payment(
        "transaction_id,timestamp,amount,customer_id,label,merchant,metadata.card_token,colour\r\n"
        f't-1,{T},12.5,C-1,takeover,"Shop, Berlin",0012,red\r\n'
    )
    assert by_json == by_csv
    assert by_csv.transaction.metadata == {"card_token": {"S": "0012"}}


def test_columns_are_mapped_and_times_may_be_dates() -> None:
    found = payment(f"{HANDBOOK}0,2018-04-01 00:00:31,596,3156,57.16,0\n", *MAPPED)

    assert found.transaction.timestamp == 1_522_540_831_000
    assert (found.transaction.customer_id, found.transaction.terminal_id) == ("596", "3156")
    assert (str(found.transaction.amount), found.label, found.fraudulent) == ("57.16", "0", False)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_found_and_empty_cells_are_no_fields(delimiter: str) -> None:
    table = f"customer_id,transaction_id,timestamp,label\n,t-1,{T},\n".replace(",", delimiter)
    found = payment(table)
    assert (found.transaction.transaction_id, found.transaction.customer_id, found.label) == ("t-1", UNSET, "")


@pytest.mark.parametrize("text", [lines(JSON), f"transaction_id,timestamp\nt-1,{T}\n"], ids=["json", "csv"])
def test_a_file_may_be_compressed_and_begin_with_a_byte_order_mark(text: str) -> None:
    plain = payment(text)
    assert payment(gzip.compress(text.encode())) == payment(b"\xef\xbb\xbf" + text.encode()) == plain


@pytest.mark.parametrize(
    ("label", "fraud"),
    [
        *((label, True) for label in ("fraud", "1", "genuine", 1, True, 2.5)),
        *((label, False) for label in ("legitimate", "", "0", "0.0", 0, None, "False", False)),
    ],
)
def test_any_label_but_a_few_is_one_of_fraud(label: Any, fraud: bool) -> None:  # noqa: FBT001 -- a case's
    assert payment(lines({**JSON, "label": label})).fraudulent is fraud


def test_a_bad_line_of_json_stops_no_other() -> None:
    good = [json.dumps({**JSON, "transaction_id": f"t-{number}"}) for number in range(9)]
    bad = {
        2: "{",
        4: json.dumps({**JSON, "amount": -1}),
        5: json.dumps({name: value for name, value in JSON.items() if name != "timestamp"}),
        6: json.dumps({**JSON, "timestamp": T // 1000}),
        7: json.dumps({**JSON, "label": ["fraud"]}),
        9: good[8][:40],
    }
    found = read("\n".join(bad.get(number, good[number - 1]) for number in range(1, 10)))

    refused = {number: said for number, said in found.items() if isinstance(said, str)}
    assert {number: said.split(":")[0] for number, said in refused.items()} == {
        2: "body",
        4: "amount",
        5: "timestamp",
        6: "timestamp",
        7: "label",
        9: "body",
    }
    assert "multiply by 1,000" in refused[6]
    assert refused[9] == "body: is cut off: the input ends in the middle of it"
    assert set(found) == set(range(1, 10))


def test_a_bad_row_of_a_table_stops_no_other() -> None:
    rows = [
        "transaction_id,timestamp,amount,merchant",
        f"t-1,{T},1,Shop",
        f't-2,{T},1,"Shop',
        f"t-3,{T},1.2.3,Shop",
        f"t-4,{T},1",
        "",
        "t-5,yesterday,1,Shop",
        f"t-6,{T},1,Shop",
        f"t-7,{T}",
    ]
    found = read("\n".join(rows))

    assert [number for number, each in found.items() if isinstance(each, PastPayment)] == [2, 8]
    assert found[3] == "the row: has a quote without its end; no cell may go on in the next line"
    assert str(found[4]).startswith("amount: must be a number")
    assert found[5] == "the row: must have 4 cells as the header; it has 3"
    assert str(found[7]).startswith("timestamp: must be an integer")
    assert found[9] == "the row: is cut off: the input ends in the middle of it"


def test_bytes_that_are_no_text_are_said_of_their_row() -> None:
    found = read(b"transaction_id,timestamp\nt-\xe9,1\n" + f"t-2,{T}\n".encode())
    assert str(found[2]).startswith("the row: must be in UTF-8")
    assert isinstance(found[3], PastPayment)


def test_a_compressed_file_that_was_cut_off_says_so_after_what_could_be_read() -> None:
    text = "".join(json.dumps({**JSON, "transaction_id": f"t-{number * 7919}"}) + "\n" for number in range(2_000))
    found = read(gzip.compress(text.encode())[:-400])

    *read_first, last = found.values()
    assert len(read_first) > 1_000
    assert isinstance(last, str)


@pytest.mark.parametrize(
    ("content", "columns", "said"),
    [
        ("a,b\n1,2\n", (), "past, line 1: has no column transaction_id; its columns are a, b"),
        ("transaction_id,b\n1,2\n", (), "has no column timestamp"),
        (HANDBOOK, (*MAPPED[:5], "label=FRAUD"), "has no column FRAUD; its columns are TRANSACTION_ID, TX_DATETIME"),
        ("transaction_id,timestamp,timestamp\n1,2,3\n", (), "has twice the column timestamp"),
        (lines(JSON), ("amount=value",), "is no table with columns"),
        ("", (), "no transactions in past"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_says_why(content: str, columns: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        read(content, *columns)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["amount"], "map a field to a column"),
        (["colour=RED"], "map a field to a column"),
        (["metadata.=X"], "map a field to a column"),
        (["amount=A", "amount=B"], "amount is mapped to two columns"),
    ],
)
def test_a_mapping_that_is_none_is_refused(written: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        Columns(written)


TABLE = "transaction_id,timestamp,amount,metadata.age,metadata.zip,metadata.vpn,metadata.note,colour\n"


def metadata(*rows: str, columns: tuple[str, ...] = (), header: str = TABLE) -> list[dict[str, Any]]:
    found = read(header + "".join(f"t-{number},{T},5,{row}\n" for number, row in enumerate(rows)), *columns)
    return [each.transaction.metadata for each in found.values() if isinstance(each, PastPayment)]  # type: ignore[misc]


def test_a_column_of_numbers_alone_holds_numbers_as_a_client_sends_them() -> None:
    first, second = metadata("31,01067,True,7,red", "-2.5e3,10115,false,x,red")
    assert first == {"age": {"N": "31"}, "zip": {"S": "01067"}, "vpn": {"BOOL": True}, "note": {"S": "7"}}
    written = lines({**JSON, "metadata": {"age": "sent", "vpn": False}}).replace('"sent"', "-2.5e3")
    sent = payment(written).transaction.metadata
    assert sent == {"age": second["age"], "vpn": second["vpn"]}
    assert second["zip"] == {"S": "10115"}


def test_what_is_no_number_after_the_rows_that_decided_is_left_a_text() -> None:
    found = metadata(*["1,a,true,x,red"] * 1_000, "old,a,maybe,x,red")
    assert found[-1] == {"age": {"S": "old"}, "zip": {"S": "a"}, "vpn": {"S": "maybe"}, "note": {"S": "x"}}
    assert found[0]["age"] == {"N": "1"}


def test_the_kind_of_a_column_may_be_said() -> None:
    header = "transaction_id,timestamp,amount,MCC,AGE,c,d,e\n"
    (found,) = metadata("5411,x,,,", columns=("metadata.mcc:text=MCC", "metadata.age:number=AGE"), header=header)
    assert found == {"mcc": {"S": "5411"}, "age": {"S": "x"}}


def test_every_other_column_is_taken_when_it_is_asked_for_and_named_when_not() -> None:
    columns = Columns(["metadata.tone=colour"])
    places = columns.places(["transaction_id", "timestamp", "colour", "size", "card_number", ""], "past")
    assert places.fields(["t-1", str(T), "red", "9", "1", "0"])["metadata"] == {"tone": "red"}
    assert columns.unread == ["size", "card_number", ""]
    every = Columns(["metadata.tone=colour", "metadata.*"])
    places = every.places(["transaction_id", "timestamp", "colour", "size", "card_number", ""], "past")
    assert places.fields(["t-1", str(T), "red", "9", "1", "0"])["metadata"] == {"tone": "red", "size": "9"}
    assert every.unread == ["card_number", ""]  # a card's number may not be sent


def test_a_field_that_a_table_does_not_have_may_be_the_same_of_each() -> None:
    found = payment(f"id,at\nt-1,{T}\n", "transaction_id=id", "timestamp=at", "amount:=2.5", "merchant:=registration")
    assert (str(found.transaction.amount), found.transaction.merchant) == ("2.5", "registration")
