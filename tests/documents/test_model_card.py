"""The card among the documents is one that `fraudctl train` writes, of the training that its page walks through."""

import re

from tests.documents.pages import PROJECT
from tests.fraudctl.train.test_report import HEADINGS

CARD = (PROJECT / "docs" / "model-card.md").read_text(encoding="utf-8")
GUIDE = (PROJECT / "docs" / "training.md").read_text(encoding="utf-8")


def test_the_card_has_the_sections_of_every_card() -> None:
    assert CARD.startswith("# Model card: trained\n\nWritten by `fraudctl train`.")
    assert re.findall(r"^## (.+)$", CARD, re.MULTILINE) == HEADINGS


def test_it_is_of_the_training_that_the_page_shows() -> None:
    (command,) = re.findall(r"^ {4}(fraudctl train .*)$", CARD, re.MULTILINE)
    (typed,) = re.findall(r"^(fraudctl train --data \S+ .*--card .*)$", GUIDE, re.MULTILINE)
    data, out = re.findall(r"--data (\S+)|--out (\S+)", typed)
    assert command == f"fraudctl train --data {data[0]} --label-delay 7d --review-cost 4 --out {out[1]}"
    (payments,) = re.findall(r"^\| payments \| ([\d,]+) \|$", CARD, re.MULTILINE)
    assert f"\n{payments} payments of {data[0]}; " in GUIDE
    for figure in ("average precision", "alerts a day"):
        said = re.findall(rf"^\| {figure} \| (\S+) \| (\S+) \|$", CARD, re.MULTILINE)
        assert said == re.findall(rf"^  {figure} +(\S+) +(\S+)", GUIDE, re.MULTILINE)[:1]
