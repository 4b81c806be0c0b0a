"""The plain values of YAML that its readers disagree on.

`no` is false to some readers and a text to others, `1e3` is a text to some and a number to others, `010` is eight or
ten.
"""

import re

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
"""A number as every reader of YAML takes it; `_` parts digits in conditions only."""

BOOLEANS = {**dict.fromkeys(("true", "True", "TRUE"), True), **dict.fromkeys(("false", "False", "FALSE"), False)}
"""Truth as every reader of YAML takes it."""

TRAPS = (
    (
        re.compile(r"(?i)y|n|yes|no|on|off"),
        "true or false to some readers of YAML, a text to others",
        "quotes, or true or false",
    ),
    (re.compile(r"(?i)~|null|"), "nothing", "leave the field out"),
    (
        re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?[eE][-+]?[0-9]+"),
        "a number to some readers of YAML, a text to others",
        "digits alone",
    ),
    (re.compile(r"[-+]?0[0-9_]+"), "octal to some readers of YAML", "no leading zero"),
    (
        re.compile(r"[-+]?0[xXoObB][0-9a-fA-F_]+"),
        "a number to some readers of YAML, a text to others",
        "decimal digits",
    ),
    (
        re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"),
        "a number in base 60 to some readers of YAML",
        "quotes",
    ),
    (
        re.compile(r"[-+]?([0-9][0-9_]*)?\.[0-9_]*|\+[0-9][0-9_.]*|[0-9]+_[0-9_]+"),
        "a number to some readers of YAML",
        "plain digits, as in 0.5 or 1000",
    ),
    (re.compile(r"(?i)[-+]?\.(inf|nan)"), "a number to some readers of YAML", "a number with digits"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"), "a date to some readers of YAML", "quotes"),
)
"""Plain values that readers of YAML disagree on: what they are taken for, and what to write instead."""
