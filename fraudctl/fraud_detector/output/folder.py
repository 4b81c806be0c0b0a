"""The folder of an import, written as a whole or not at all."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.output.facts import Import, facts_of
from fraudctl.fraud_detector.output.mapping import mapping_of
from fraudctl.fraud_detector.output.page import page_of
from fraudctl.strategy.yaml_text import yaml_of

FILES = ("strategy.yaml", "outcomes.json", "mapping.json", "report.json", "report.md")
LISTS = "lists"


def files_of(imported: Import) -> dict[str, str]:
    """Return the text of each file, by its name in the folder."""
    conversion, facts = imported.conversion, facts_of(imported)
    return {
        "strategy.yaml": yaml_of(conversion.strategy.document, conversion.remarks),
        "outcomes.json": _json(imported.outcomes),
        "mapping.json": _json(mapping_of(conversion)),
        "report.json": _json(facts),
        "report.md": page_of(facts),
        **{each.path: each.text for each in imported.lists},
    }


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write the files into a folder that is new, empty, or of an earlier import, whose files they replace.

    Raises:
        CommandError: the folder holds something else.
    """
    if folder.exists():
        _refuse_others(folder)
    fresh, former = (folder.with_name(f".{folder.name}.{each}") for each in ("new", "old"))
    shutil.rmtree(fresh, ignore_errors=True)
    for name, text in files.items():
        file = fresh / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    if folder.exists():
        shutil.rmtree(former, ignore_errors=True)
        folder.rename(former)
    fresh.rename(folder)
    shutil.rmtree(former, ignore_errors=True)


def _refuse_others(folder: Path) -> None:
    if not folder.is_dir():
        raise CommandError(f"{folder} is no folder")
    names = {each.name for each in folder.iterdir()}
    others = names - {*FILES, LISTS}
    if (folder / LISTS).is_dir():
        others |= {
            f"{LISTS}/{each.name}" for each in (folder / LISTS).iterdir() if each.suffix not in (".csv", ".refused")
        }
    if others or (names and not {"report.json", "strategy.yaml"} <= names):
        raise CommandError(
            f"{folder} holds something else than an earlier import ({min(others or names)}): name a new folder"
        )


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
