"""A few payments of the past, and strategies to try on them."""

import json
from pathlib import Path
from typing import Any

T = 1_760_054_400_000
"""Midnight UTC on 10 October 2025."""
HEAD = "name: {name}\nthresholds: {{review: 0.4, decline: 0.8}}\nrules:\n"
RULES = {
    "large": "  - {code: large, when: amount > 100, weight: 0.5}\n",
    "crypto": "  - {code: crypto, when: '\"crypto\" in lower(merchant)', weight: 0.45}\n",
    "far": "  - {code: far, when: customer.count_ever > 0 and amount > 2 * customer.mean_30d, weight: 0.4}\n",
}
PAYMENTS: list[tuple[str, str, str]] = [
    ("10", "Shop", "0"),
    ("200", "Crypto", "fraud"),  # large and crypto, either of which suffices: 0.95, declined
    ("150", "Shop", "legitimate"),  # large: a false alarm
    ("20", "Crypto", "takeover"),  # crypto alone
    ("20", "Shop", "fraud"),  # missed
    ("300", "Crypto", "0"),  # wrongly declined
]


def write_files(folder: Path) -> None:
    """Write the payments, and the strategies, each under its name."""
    (folder / "one.yaml").write_text(HEAD.format(name="one") + RULES["large"] + RULES["crypto"])
    (folder / "other.yaml").write_text(HEAD.format(name="other") + RULES["large"])
    (folder / "habit.yaml").write_text(HEAD.format(name="habit") + RULES["far"])
    (folder / "broken.yaml").write_text("name: broken\n")
    (folder / "past.jsonl").write_text("".join(line(number, *each) for number, each in enumerate(PAYMENTS)))


def line(number: int, amount: str, merchant: str, label: str, **more: Any) -> str:
    fields = {"transaction_id": f"t-{number}", "timestamp": T + number * 12 * 3_600_000, "customer_id": "C-1"}
    rest = {"merchant": merchant, "label": label, "currency": "EUR" if number % 2 else "USD", **more}
    return json.dumps({**fields, "amount": float(amount), **rest}) + "\n"
