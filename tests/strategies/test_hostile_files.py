"""No file of the size that is read keeps a checker busy for long, whatever stands in it."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
HEAD = "name: hostile\nthresholds: {review: 0.8, decline: 0.9}\nrules:\n"
SIZE = 900_000
CHECK = """
import sys
from strategies.loading import load_source
from strategies.reading import read
from pathlib import Path
print(len(load_source(read(Path(sys.argv[1])))))
"""


def repeated(text: str) -> str:
    return text * (SIZE // len(text))


HOSTILE = {
    "blanks in a condition": f"{HEAD}  - code: a\n    when: x{' ' * SIZE}y\n",
    "tabs in a condition": f"{HEAD}  - code: a\n    when: x{repeated(chr(9))}y\n",
    "remarks in a condition": f'{HEAD}  - code: a\n    when: x{repeated(" #")}"\n',
    "blanks in braces": HEAD + repeated("  - {when: x" + " " * 4_000 + "y\n"),
    "blanks before a key in braces": HEAD + repeated("  - {" + " " * 500 + "when: x" + " " * 3_900 + "y\n"),
    "keys in braces": HEAD + repeated("  - {" + "when: " * 700 + "\n"),
    "conditions without their quotes": HEAD + repeated('  - when: "a" == "\n'),
    "brackets in a condition": f"{HEAD}  - code: a\n    when: {'[' * 4_000}{']' * 4_000}\n",
    "braces in a condition": f"{HEAD}  - code: a\n    when: {'{' * 9_000}\n",
    "braces in braces": HEAD + repeated("  - {when: " + "{a: " * 2_000 + "\n"),
    "dashes": HEAD + repeated("- ") + "when: x\n",
    "backslashes in a text": f"{HEAD}  - code: a\n    when: 'merchant == \"" + "\\" * 3_000 + "'\n    weight: 0.1\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_before_anybody_gives_up_waiting(text: str, tmp_path: Path) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", CHECK, str(file)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=True)
    assert int(done.stdout) > 0
