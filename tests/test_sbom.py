"""The bill of materials of what is deployed names every package of its lock, and nothing else."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from emulator.emulator import PROJECT

PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;]+)", re.MULTILINE)
AUDITOR = PROJECT / ".audit" / "bin" / "cyclonedx-py"


@pytest.mark.skipif(not AUDITOR.exists(), reason="`make test` makes .audit, and so does `make auditors`")
def test_every_package_of_the_layer_stands_in_its_bill_of_materials(tmp_path: Path) -> None:
    subprocess.run(["sh", PROJECT / "scripts" / "sbom.sh", tmp_path, "layer"], check=True)  # noqa: S607 -- any sh

    bill = json.loads((tmp_path / "layer.cdx.json").read_text(encoding="utf-8"))

    named = {(each["name"], each["version"], each["purl"]) for each in bill["components"]}
    locked = PINNED.findall((PROJECT / "requirements" / "layer.lock").read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert len(locked) > 2
    assert named == {(name, version, f"pkg:pypi/{name}@{version}") for name, version in locked}
