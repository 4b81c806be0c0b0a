"""Random conditions and random transactions to try them on."""

from decimal import Decimal

from hypothesis import strategies as st

from handlers.decision.condition.vocabulary import Kind

NUMBERS = ("amount", "timestamp", "hour", "weekday", "metadata.risk", 'metadata["risk score"]')
TEXTS = ("merchant", "transaction_id", "currency", "customer_id", "terminal_id", "metadata.channel")
BOOLEANS = ("merchant_mixed_scripts", "True", "False", "missing(currency)", "missing(metadata.risk)", "metadata.vip")

numbers = st.decimals(min_value=0, max_value=20, places=2).map(str) | st.sampled_from(NUMBERS)
words = st.sampled_from(["''", "'USD'", "'EUR'", "'cafe\\u0301'", "'Ünknown'", "'a b'", "'web'"]) | st.sampled_from(
    TEXTS
)


def _grown_number(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "-", "*", "/", "%"])
    return (
        st.builds("({} {} {})".format, inner, signs, inner)
        | st.builds("-{}".format, inner)
        | st.builds("min({}, {})".format, inner, inner)
        | st.builds("max({}, {}, {})".format, inner, inner, inner)
        | st.builds("abs({})".format, inner)
    )


number = st.recursive(numbers, _grown_number, max_leaves=5)
text = words | st.builds("lower({})".format, words)
comparison = (
    st.builds("{} {} {}".format, number, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), number)
    | st.builds("{} < {} <= {}".format, number, number, number)
    | st.builds("{} {} {}".format, text, st.sampled_from(["==", "!=", "in", "not in"]), text)
    | st.builds("{} in ('USD', 'EUR', {})".format, text, st.sampled_from(["'web'", "'x'"]))
    | st.builds("{} in [1, 2, {}]".format, number, st.sampled_from(["3", "4.5", "-6"]))
    | st.builds("{} not in seed_currencies".format, text)
    | st.builds("matches({}, '(a|e)+.*[a-z]?')".format, text)
    | st.sampled_from(BOOLEANS)
)


def _grown_condition(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.builds("({} and {})".format, inner, inner)
        | st.builds("({} or {})".format, inner, inner)
        | st.builds("{} and {} or {}".format, inner, inner, inner)
        | st.builds("(not {})".format, inner)
    )


conditions = st.recursive(comparison, _grown_condition, max_leaves=6)

_amounts = st.decimals(min_value=0, max_value=Decimal("1e40"), allow_nan=False, allow_infinity=False)
_texts = st.text(max_size=6) | st.sampled_from(["USD", "EUR", "web", "café", "Ünknown Ltd"])

SLOTS = {
    "amount": _amounts,
    "timestamp": st.integers(min_value=0, max_value=10**13).map(Decimal),
    "hour": st.integers(min_value=0, max_value=23).map(Decimal),
    "weekday": st.integers(min_value=0, max_value=6).map(Decimal),
    "merchant": _texts,
    "transaction_id": _texts,
    "merchant_mixed_scripts": st.booleans(),
    "seed_currencies": st.just(frozenset({"USD", "EUR"})),
}
OPTIONAL_SLOTS = {
    "currency": _texts,
    "customer_id": _texts,
    "terminal_id": _texts,
    f"{Kind.NUMBER.name}:metadata.risk": _amounts,
    f"{Kind.NUMBER.name}:metadata.risk score": _amounts,
    f"{Kind.TEXT.name}:metadata.risk": _texts,
    f"{Kind.TEXT.name}:metadata.channel": _texts,
    f"{Kind.BOOLEAN.name}:metadata.vip": st.booleans(),
    "metadata.risk": st.just({"N": "1"}),
}
values = st.fixed_dictionaries(SLOTS, optional=OPTIONAL_SLOTS)
