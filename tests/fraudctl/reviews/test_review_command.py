"""`fraudctl review`, as a person types it: what is asked of the API, what is printed, and how it exits."""

import json
import sys
from typing import Any

import pytest

from fraudctl import cli
from fraudctl.client import api_client
from fraudctl.stacks.target import Target
from tests.fraudctl.reviews.reviewing_api import ReviewingApi, review

MIA = "arn:aws:sts::123456789012:assumed-role/analysts/mia"
CLAIMED = {"state": "claimed", "claimed_by": MIA}
DECLINED = {"state": "declined", "final_outcome": "decline", "decided_by": MIA}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> ReviewingApi:
    made = ReviewingApi()

    def client(*_: Any, endpoint: str) -> ReviewingApi:
        assert endpoint == "reviews_endpoint"
        return made

    monkeypatch.setattr(api_client, "ApiClient", client)
    monkeypatch.setattr(Target, "find", lambda _: None)
    return made


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that types a command, and returns its exit code, what it printed, and its errors."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fraudctl", "review", *words])
        with pytest.raises(SystemExit) as end:
            cli.app()
        printed = capsys.readouterr()
        return int(end.value.code or 0), " ".join(printed.out.split()), " ".join(printed.err.split())

    return run


def test_the_list_goes_on_over_the_pages_to_as_many_as_were_asked_for(api: ReviewingApi, typed: Any) -> None:
    api.reviews = [review(number) for number in range(250)]

    code, printed, _ = typed("list", "--limit", "220", "--json")

    assert (code, [each["transaction_id"] for each in json.loads(printed)]) == (0, [f"T-{n}" for n in range(220)])
    assert [each["limit"] for each in api.asked] == ["100", "100", "100"]
    assert api.closed


def test_the_list_shows_at_a_glance_what_waits_and_who_has_it(api: ReviewingApi, typed: Any) -> None:
    api.reviews = [
        review(1, due="2026-01-01T00:00:00Z"),
        review(2, state="claimed", claimed_by=MIA, due="2999-01-01T00:00:00Z", outcome="approve"),
    ]

    code, printed, _ = typed("list")

    assert code == 0
    assert printed.startswith("Waiting for a decision: 2, of which 1 are claimed")
    for word in ("T-1", "T-2", "none", "355,0", "1250.5", "EUR", "Shop", "0.85", "mia"):
        assert word in printed
    assert "arn:aws" not in printed


@pytest.mark.parametrize("state", ["open", "claimed"])
def test_the_list_of_one_state_asks_for_it_and_says_where_none_waits(api: ReviewingApi, typed: Any, state: str) -> None:
    assert typed("list", "--state", state) == (0, "no review waits", "")
    assert api.asked == [{"limit": "50", "state": state}]


def test_a_list_that_may_go_on_says_how_to_see_more(api: ReviewingApi, typed: Any) -> None:
    api.reviews = [review(number) for number in range(3)]

    assert "--limit 20 shows them" in typed("list", "--limit", "2")[1]
    assert "--limit" not in typed("list", "--limit", "4")[1]


@pytest.mark.parametrize(
    ("words", "asked", "answered", "said"),
    [
        (
            ("claim", "T-1"),
            {"action": "claim"},
            CLAIMED,
            "T-1 is claimed by mia 1250.5 EUR to Shop & Söhne by customer C-7",
        ),
        (
            ("claim", "T-1", "--by", "Mia"),
            {"action": "claim", "by": "Mia"},
            {"state": "claimed", "claimed_by": "Mia", "duplicate": True},
            "T-1 is claimed by Mia already",
        ),
        (("release", "T-1"), {"action": "release"}, {"state": "open"}, "T-1 is open to be claimed"),
        (
            ("decide", "T-1", "decline", "--label", "fraud", "--note", "stolen card"),
            {"action": "decide", "outcome": "decline", "label": "fraud", "note": "stolen card"},
            {**DECLINED, "label": {"label": "fraud", "source": "analyst"}, "note": "stolen card"},
            "labelled fraud stolen card",
        ),
        (("decide", "T-1", "decline"), {"action": "decide", "outcome": "decline"}, DECLINED, "T-1 is declined by mia"),
    ],
)
def test_an_action_is_asked_for_in_one_request_and_its_result_is_said(
    words: tuple[str, ...], asked: Any, answered: Any, said: str, request: pytest.FixtureRequest
) -> None:
    api, typed = request.getfixturevalue("api"), request.getfixturevalue("typed")
    api.answers = [(200, review(1, **answered))] * 2

    code, printed, _ = typed(*words)

    assert code == 0
    assert said in printed
    assert api.posted == [{"transaction_id": "T-1", **asked}]
    assert json.loads(typed(*words, "--json")[1]) == review(1, **answered)


REFUSED = {
    "claimed by another": (409, {"error": "transaction_id: is claimed by mia since 12:00"}, "is claimed by mia since"),
    "not opened": (404, {"error": "transaction_id: no review of this id"}, "no review of this id"),
    "out": (503, {}, "the API answered HTTP 503"),
    "no JSON": (200, {"error": "the answer was not JSON"}, "the answer was not JSON"),
    "another server": (200, {}, "the answer is none of the API's"),
}


@pytest.mark.parametrize("refused", REFUSED)
@pytest.mark.parametrize("words", [("claim", "T-1"), ("list",)])
def test_a_refusal_is_said_in_the_words_of_the_api_with_exit_code_1(
    api: ReviewingApi, typed: Any, words: tuple[str, ...], refused: str
) -> None:
    status, content, said = REFUSED[refused]
    api.answers = [(status, content)]

    code, printed, errors = typed(*words)

    assert (code, printed) == (1, "")
    assert said in errors
    assert api.closed


@pytest.mark.parametrize("words", [("decide", "T-1"), ("decide", "T-1", "review"), ("list", "--state", "approved")])
def test_what_no_person_can_decide_or_list_is_refused_before_a_request(
    api: ReviewingApi, typed: Any, words: tuple[str, ...]
) -> None:
    assert typed(*words)[0] == 2
    assert (api.posted, api.asked) == ([], [])


def test_text_from_outside_is_shown_and_not_executed(api: ReviewingApi, typed: Any) -> None:
    api.reviews = [review(1, merchant="\x1b[2J[red]evil")]

    code, printed, _ = typed("list")

    assert (code, "\x1b" in printed) == (0, False)
    assert r"\x1b[2J[red]evil" in "".join(printed.split())
