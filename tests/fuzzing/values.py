"""Values of each field at the limits of its rule and beyond them, as JSON text."""

MARK = "zqpayloadqz"
"""A part of every text that a client sends except the id: if it appears elsewhere, a payload has leaked."""

DIGITS = "98765.4321"
"""The same for amounts."""

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
"""Texts of which a reader does not see every character."""

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
    "586107260",  # seconds since 2001
    *("1767603600", "1767603600.123", "1767603600123456789", "20260105", '"1767603600"', '"2026-01-05T09:00:00Z"'),
)
CARD = "4111 1111 1111 1111"
"""A card number, which a stack may refuse wherever it stands."""

CURRENCIES = ('"EUR"', '"eur"', '"EU"', '"EURO"', '"EUR\\n"', '"ÄÖÜ"', '"\\uff25\\uff35\\uff32"', '""')
MERCHANTS = (
    '""',
    f'"paid by {CARD}"',
    '"\\t\\n\\u0000"',
    '"' + "m" * 256 + '"',
    '"' + "m" * 257 + '"',
    '"' + "🦊" * 256 + '"',
    '"\\udfff"',
)
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
    *(f'{{"note":"{CARD}"}}', '{"reference":4111111111111111}', f'{{"{CARD}":"{MARK}"}}'),
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
    *(
        f'{{"{key}":"{MARK}"}}'
        for key in ("card_number", "PAN", "cvv 2", "track\\u2010data", "\\uff30\\uff29\\uff2e", "company")
    ),
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
