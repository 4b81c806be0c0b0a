"""The events of labels that somebody heard, against the rows that say so."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Fields = Mapping[str, Any]


def unheard(name: str, row: Fields, published: Sequence[Fields]) -> Iterator[str]:
    """Yield the labels of a row of which no event was published, and none is owed; and the events of no label."""
    heard = [json.loads(each["Message"]) for each in published if "labelled" in each["Message"]]
    told = Counter((each["data"]["label"], each["data"]["source"]) for each in heard if _is_about(each, name))
    owed = Counter((each["label"], each["source"]) for each in row.get("owed_labels", ()))
    stated = {(each["label"], each["source"]) for each in row["history"]}
    for each in stated - set(told) - set(owed):
        yield f"nobody hears of {name}: {each}"
    for each in set(told) - stated:
        yield f"heard, and not stored: {name}: {each}"


def _is_about(event: Fields, name: str) -> bool:
    return (event["type"], event["data"]["transaction_id"]) == ("transaction.labelled", name)
