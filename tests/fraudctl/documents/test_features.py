"""The page of the features is the catalogue."""

import re

import pytest

from fraudctl.documents.features import PAGE, features_page
from handlers.decision.entity.catalogue import BY_NUMBER

TEXT = PAGE.read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in row] for row in re.findall(r"^\| (\d+) \| `(\w+)` \| (.+) \|$", TEXT, re.MULTILINE)]


def test_the_page_of_the_features_is_up_to_date() -> None:
    assert features_page() == TEXT, "run `make docs`"


def test_every_feature_has_its_row() -> None:
    assert [(int(number), name) for number, name, _ in ROWS] == [
        (number, feature.name) for number, feature in BY_NUMBER.items()
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("count_1h", "payments | 1 h | 0 | all | "),
        ("count_24h", "payments | 24 h | 0 | all | "),
        ("attempts_10m", "attempts | 10 min | 1 | all | "),
        ("sum_7d", "money | 7 d | 0 | all | "),
        ("mean_30d", "money | 30 d | absent | all | "),
        ("seconds_since_last", "seconds |  | absent | all | "),
        ("distinct_customers", "counterparts |  | 0 | all but customer | "),
        ("new_terminal", "true or false |  | true | all but terminal and merchant | "),
        ("lists", "a list of texts |  | an empty list | all | "),
        ("amount", "money | The amount"),
    ],
)
def test_a_row_says_what_the_feature_is(name: str, said: str) -> None:
    (rest,) = (rest for _, each, rest in ROWS if each == name)
    assert rest.startswith(said)
