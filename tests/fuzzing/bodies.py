"""Request bodies by the thousand, the same for the same seed: bytes, things like JSON, and all but valid requests."""

import json
import random
from collections.abc import Callable, Iterator

MARK = "zqpayloadqz"
"""Stands in every text that a client sends beside the id: where it turns up again, a payload has leaked."""

DIGITS = "98765.4321"
"""Likewise of amounts."""

Identity = Callable[[], str]

SEEN_IN_PART = (
    *(
        '" "',
        '" a"',
        '"a "',
        '"a  b"',
        '"a\\u00a0b"',
        '"a\\u3000b"',
        '"a\\u3164"',
        '"\\u2800"',
        '"\\u115fa"',
        '"e\\u0301"',
    ),
    *('"a\\udb40\\udc41"', '"a\\ufe0f"', '"a\\ue000"', '"\\u212b"', '"\\ud834\\udd59"'),
)
"""Text of which a reader does not see all."""

IDS = (
    '""',
    '"' + "i" * 256 + '"',
    '"' + "i" * 257 + '"',
    '"a\\u0000b"',
    '"a\\nb"',
    '"\\u202eevil"',
    '"\\ud800"',
    *SEEN_IN_PART,
)
AMOUNTS = (
    *(
        "0",
        "-0",
        "-0.0",
        "0e500",
        "0E-400",
        "0e99999999999999999999",
        "0.1",
        "1e2",
        "1E-130",
        "1E-131",
        "9e125",
        "1e126",
        "1e999999999999",
        "-1",
        "-1e-200",
    ),
    *("9" * 38, "9" * 39, "0." + "9" * 38, "1" + "0" * 60, "1." + "0" * 60, "12345678901234567890.123456789012345678"),
    *("NaN", "Infinity", "-Infinity", "01", "+1", ".5", "1.", "0x10", "1_000", f'"{DIGITS}"', DIGITS, "9" * 5000),
)
TIMESTAMPS = (
    *("0", "-1", "9999999999999", "10000000000000", "1.0", "1e3", "1.5", "-0", "-0.0", "1795350698765000", '"1"'),
    *("1.795350698765E12", "1795350698765.000", "17953506987650e-1", "1e999999999", "1e-999999999", "0e99999999999"),
)
CURRENCIES = ('"EUR"', '"eur"', '"EU"', '"EURO"', '"EUR\\n"', '"ÄÖÜ"', '"\\uff25\\uff35\\uff32"', '""')
MERCHANTS = ('""', '"\\t\\n\\u0000"', '"' + "m" * 256 + '"', '"' + "m" * 257 + '"', '"' + "🦊" * 256 + '"', '"\\udfff"')
REFERENCES = (
    '""',
    '"' + "r" * 128 + '"',
    '"' + "r" * 129 + '"',
    '"' + "🦊" * 128 + '"',
    '"\\u200b"',
    '"\\ud83e\\udd8a"',
    *SEEN_IN_PART,
)
METADATA = (
    *(
        "{}",
        '{"":1}',
        '{"a":{}}',
        '{"a":[]}',
        '{"a":1,"a":2}',
        '{"a":{"b":1,"b":2}}',
        '{"a":NaN}',
        '{"a":1e400}',
        '{"a":0e400}',
    ),
    *('{"a":null,"b":true,"c":-1.50,"d":"\\u0000"}', '{"a":"\\ud800"}', '{"\\ud800":1}', "[[[[1]]]]"),
    *(f'{{"n":"{"x" * (size - 8)}"}}' for size in (4095, 4096, 4097, 5000)),
    '{"a":' * 600 + "1" + "}" * 600,
)
ANYTHING = ("null", "true", "false", "0", "-1", "1.5", f'"{MARK}"', "[]", "{}", f'["{MARK}"]', f'{{"{MARK}":1}}', "")
NOVEL = {
    "transaction_id": IDS,
    "amount": AMOUNTS,
    "merchant": MERCHANTS,
    "timestamp": TIMESTAMPS,
    "customer_id": REFERENCES,
    "terminal_id": REFERENCES,
    "currency": CURRENCIES,
    "metadata": METADATA,
}
ALPHABETS = (
    "abc xyz-_/.09",
    "äßçñ√№",
    "送金漢字",
    "🦊🏪💳",
    "\u0600\u00a0\u2003\ue000\U000e0041",
    "\u0007\u200e\u2028\x7f",
)


def text(rng: random.Random, longest: int) -> str:
    """A JSON string of 1 to `longest` characters, most of them harmless, with the mark in it where there is room."""
    alphabet = rng.choice(ALPHABETS[: rng.choice((2, 4, 6))])
    made = "".join(rng.choices(alphabet, k=rng.randint(1, rng.choice((8, longest)))))
    if len(made) + len(MARK) <= longest:
        made += MARK
    return json.dumps(made, ensure_ascii=rng.random() < 0.5)


def seen(rng: random.Random, longest: int) -> str:
    """The same, most of the time without a blank that nobody sees."""
    made = text(rng, longest)
    return made if rng.random() < 0.2 else json.dumps(" ".join(json.loads(made).split()) or "x")


def valid(rng: random.Random, identity: Identity) -> dict[str, str]:
    """A request's fields, as they are spelled; what it is made of keeps the contract, but for some odd characters."""
    amount = rng.choice((DIGITS, str(rng.randint(0, 20_000)), f"{rng.random() * 20_000:.2f}", f"{rng.random()}"))
    scalars = (text(rng, 20), str(rng.randint(-9, 9)), "true", "null", DIGITS)
    optional = {
        "amount": amount,
        "merchant": text(rng, 256),
        "timestamp": str(rng.randint(0, 9_999_999_999_999)),
        "customer_id": seen(rng, 128),
        "terminal_id": seen(rng, 128),
        "currency": json.dumps("".join(rng.choices("ABCXYZ", k=3))),
        "metadata": "{" + ",".join(f'"k{n}":{rng.choice(scalars)}' for n in range(rng.randint(0, 5))) + "}",
    }
    chosen = rng.sample(sorted(optional), rng.randint(0, len(optional)))
    return {"transaction_id": json.dumps(identity()), **{name: optional[name] for name in chosen}}


def spelled(fields: list[tuple[str, str]], rng: random.Random) -> bytes:
    rng.shuffle(fields)
    space = rng.choice(("", "", " ", "\n\t"))
    inner = f",{space}".join(f"{json.dumps(name)}{space}:{value}" for name, value in fields)
    return f"{space}{{{inner}}}{space}".encode(errors="surrogatepass")


def near_valid(rng: random.Random, identity: Identity) -> bytes:
    """A valid request of which at most one thing was changed."""
    fields = valid(rng, identity)
    match rng.randrange(8):
        case 0 | 1:
            pass
        case 2 | 3 | 4:
            name = rng.choice(sorted(NOVEL))
            fields[name] = rng.choice(NOVEL[name])
        case 5:
            name, value = rng.choice(sorted(NOVEL)), rng.choice(ANYTHING)
            fields[name] = value if name != "transaction_id" else value.replace(MARK, "id")  # an id may be logged
        case 6:
            fields[rng.choice((MARK, "Amount", "", "amount ", "🦊" * 80, "x" * 9000, "\u0000"))] = rng.choice(ANYTHING)
        case 7:
            name = rng.choice(sorted(fields))
            kept = [] if rng.random() < 0.5 else [(name, fields[name]), (name, fields[name])]
            return spelled([*((other, fields[other]) for other in fields if other != name), *kept], rng)
    return spelled(list(fields.items()), rng)


def like_json(rng: random.Random) -> bytes:
    """Words of JSON in any order, or a value that is JSON and no request."""
    words = (
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        '"transaction_id"',
        '"amount"',
        f'"{MARK}"',
        "1",
        "null",
        " ",
        "\\",
        '"',
        "e9",
    )
    if rng.random() < 0.3:
        return rng.choice(ANYTHING + METADATA).encode()
    return "".join(rng.choices(words, k=rng.randint(0, 30))).encode()


def garbled(rng: random.Random, identity: Identity) -> bytes:
    """A valid request with some bytes replaced, left out or put in."""
    body = bytearray(spelled(list(valid(rng, identity).items()), rng))
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(body))
        body[at : at + rng.randint(0, 2)] = rng.randbytes(rng.randint(0, 2))
    return bytes(body)


def bodies(seed: int, identity: Identity) -> Iterator[bytes]:
    """Without an end."""
    rng = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    while True:
        match rng.randrange(10):
            case 0:
                yield rng.randbytes(rng.randint(0, 200))
            case 1:
                yield like_json(rng)
            case 2:
                yield garbled(rng, identity)
            case _:
                yield near_valid(rng, identity)
