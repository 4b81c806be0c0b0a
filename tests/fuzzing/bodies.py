"""Generated request bodies, the same for the same seed: random bytes, text like JSON, and almost valid requests."""

import json
import random
from collections.abc import Callable, Iterator

from tests.fuzzing.values import ALPHABETS, ANYTHING, DIGITS, MARK, METADATA, NOVEL

Identity = Callable[[], str]


def json_text(rng: random.Random, longest: int) -> str:
    """Return a JSON string of 1 to `longest` characters, most of them harmless, with the mark if it fits."""
    alphabet = rng.choice(ALPHABETS[: rng.choice((2, 4, 6))])
    made = "".join(rng.choices(alphabet, k=rng.randint(1, rng.choice((8, longest)))))
    if len(made) + len(MARK) <= longest:
        made += MARK
    return json.dumps(made, ensure_ascii=rng.random() < 0.5)


def visible_text(rng: random.Random, longest: int) -> str:
    """Return the same, most of the time without blanks that a reader does not see."""
    made = json_text(rng, longest)
    return made if rng.random() < 0.2 else json.dumps(" ".join(json.loads(made).split()) or "x")


def valid_fields(rng: random.Random, identity: Identity) -> dict[str, str]:
    """Return a request's fields as JSON text; they keep the contract, except for some unusual characters."""
    amount = rng.choice((DIGITS, str(rng.randint(0, 20_000)), f"{rng.random() * 20_000:.2f}", f"{rng.random()}"))
    scalars = (json_text(rng, 20), str(rng.randint(-9, 9)), "true", "null", DIGITS)
    optional = {
        "amount": amount,
        "merchant": json_text(rng, 256),
        "timestamp": str(rng.randint(0, 9_999_999_999_999)),
        "customer_id": visible_text(rng, 128),
        "terminal_id": visible_text(rng, 128),
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


def almost_valid(rng: random.Random, identity: Identity) -> bytes:
    """Return a valid request with at most one change."""
    fields = valid_fields(rng, identity)
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
    """Return tokens of JSON in any order, or a JSON value that is not a request."""
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
    """Return a valid request with some bytes replaced, removed or inserted."""
    body = bytearray(spelled(list(valid_fields(rng, identity).items()), rng))
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(body))
        body[at : at + rng.randint(0, 2)] = rng.randbytes(rng.randint(0, 2))
    return bytes(body)


def bodies(seed: int, identity: Identity) -> Iterator[bytes]:
    """Yield bodies without end."""
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
                yield almost_valid(rng, identity)
