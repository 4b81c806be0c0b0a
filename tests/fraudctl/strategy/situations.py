"""Conditions of few names and constants, so that many contradict themselves, and values as transactions give them."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from handlers.decision.condition.compiling import Values
from handlers.decision.condition.vocabulary import Kind

ASKED = ("customer.count_1h", "customer.lists", "customer.new_terminal", "terminal.new_terminal")
_signs = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
_equal = st.sampled_from(["==", "!="])
FEATURES = ("customer.count_1h", "amount / customer.mean_30d", "customer.distinct_terminals")
_number = st.sampled_from(
    [
        "amount",
        "hour",
        "metadata.risk",
        "amount / hour",
        "amount % metadata.risk",
        "-hour",
        "5",
        "hour * 2",
        "max(hour, 5)",
        *FEATURES,
    ]
)
_bound = st.sampled_from(["0", "5", "5.5", "10", "23", "-1", "hour"])
_text = st.sampled_from(["currency", "merchant", "lower(merchant)", "metadata.risk", "lower(metadata.channel)"])
_word = st.sampled_from(["'USD'", "'usd'", "'Shop'", "'shop'", "''"])
_atoms = (
    st.builds("{} {} {}".format, _number, _signs, _bound)
    | st.builds("{} {} {}".format, _bound, _signs, _number)
    | st.builds("{} < {} <= {}".format, _bound, _number, _bound)
    | st.builds("{} {} {}".format, _text, _equal, _word)
    | st.builds("{} {} ({}, {})".format, _text, st.sampled_from(["in", "not in"]), _word, _word)
    | st.builds("{} {} {}".format, _word, st.sampled_from(["in", "not in"]), _text)
    | st.builds("{} {} ({}, {})".format, _number, st.sampled_from(["in", "not in"]), st.just("5"), st.just("23"))
    | st.builds("{} {} {}".format, _number, _signs, _number)
    | st.builds(
        "missing({})".format, st.sampled_from(["currency", "amount", "metadata.risk", "metadata.channel", *ASKED])
    )
    | st.builds("currency {} seed_currencies".format, st.sampled_from(["in", "not in"]))
    | st.builds("{} {} customer.lists".format, _word, st.sampled_from(["in", "not in"]))
    | st.sampled_from(["customer.new_terminal", "terminal.new_terminal"])
    | st.sampled_from(["merchant_mixed_scripts", "metadata.risk", "True", "False", "merchant_mixed_scripts == True"])
    | st.sampled_from(["matches(merchant, 'S.*')", "metadata.risk == metadata.channel"])
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.builds("({} and {})".format, inner, inner)
        | st.builds("({} and {} and {})".format, inner, inner, inner)
        | st.builds("({} or {})".format, inner, inner)
        | st.builds("(not {})".format, inner)
        | st.builds("(({}) {} ({}))".format, inner, _equal, inner)
    )


conditions = st.recursive(_atoms, _grown, max_leaves=6)

_numbers = st.sampled_from([Decimal(each) for each in ("0", "1", "5", "5.2", "5.5", "7", "10", "23", "24", "1e20")])
_hours = st.integers(min_value=0, max_value=23).map(Decimal)
_words = st.sampled_from(["USD", "usd", "Shop", "shop", "SHOP", "EUR", "", "Straße"])
_of_metadata = _words | _numbers | st.booleans()


def _put(transaction: dict[str, Any], metadata: dict[str, Any]) -> Values:
    kinds = {bool: Kind.BOOLEAN, Decimal: Kind.NUMBER, str: Kind.TEXT}
    values = dict(transaction)
    for key, value in metadata.items():
        values[f"metadata.{key}"] = value
        values[f"{kinds[type(value)].name}:metadata.{key}"] = value
    return values


values = st.builds(
    _put,
    st.fixed_dictionaries(
        {
            "amount": _numbers,
            "hour": _hours,
            "merchant": _words,
            "merchant_mixed_scripts": st.booleans(),
            "seed_currencies": st.just(frozenset({"USD", "EUR"})),
        },
        optional={
            "currency": st.sampled_from(["USD", "EUR", "CHF"]),
            "customer.count_1h": st.integers(0, 30).map(Decimal),
            "customer.mean_30d": _numbers,
            "customer.distinct_terminals": st.integers(0, 32).map(Decimal),
            "customer.lists": st.frozensets(_words, max_size=3),
            "customer.new_terminal": st.booleans(),
        },
    ),
    st.fixed_dictionaries({}, optional={"risk": _of_metadata, "channel": _of_metadata}),
)
