"""Characters that a reader does not see, listed independently of the code that finds them."""

import sys
import unicodedata

GAPS = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2002\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
NEVER_SHOWN = (
    *(
        "\u034f",
        "\u115f",
        "\u1160",
        "\u17b4",
        "\u17b5",
        "\u180b",
        "\u180f",
        "\u2065",
        "\u3164",
        "\ufe00",
        "\ufe0f",
        "\uffa0",
    ),
    *(
        "\ufff0",
        "\U000e0000",
        "\U000e0041",
        "\U000e0100",
        "\U000e01ef",
        "\U000e0fff",
        "\u2800",
        "\ufffc",
        "\U0001d159",
        "\U00016fe4",
        "\u2d7f",
        "\U0001107f",
        "\U00013441",
        "\U00013442",
    ),
)
"""Invisible characters that their category does not identify."""

HIDDEN = [
    *NEVER_SHOWN,
    *(
        chr(each)
        for each in range(sys.maxunicode + 1)
        if unicodedata.category(chr(each)) in ("Cc", "Cf") and chr(each) not in GAPS
    ),
]
