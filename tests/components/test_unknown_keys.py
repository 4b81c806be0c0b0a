"""A key that nothing reads stops the program, before it does what the key was meant to prevent."""

import json

import pulumi
import pytest

from components.settings import Settings
from emulator.errors import DeploymentFailedError
from emulator.program.dry_run import dry_run
from tests.components.test_settings import DEFAULTS


def error_for(*unknown: str) -> str:
    """Return the program's error for a configuration with these keys beside the right ones."""
    right = {f"fraud-detection:{key}": value for key, value in {**DEFAULTS, "suffix": "dev"}.items()}
    pulumi.runtime.set_all_config({**right, "aws:region": "eu-west-1", **dict.fromkeys(unknown, "true")})
    with pytest.raises(pulumi.RunError) as stopped:
        Settings.load(pulumi.Config("fraud-detection"))
    assert "\n" not in str(stopped.value)
    return str(stopped.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("protectdata", "protectData"),
        ("ProtectData", "protectData"),
        ("protect_data", "protectData"),
        ("PROTECT-DATA", "protectData"),
        ("protectDatas", "protectData"),
        ("alertTreshold", "alertThreshold"),
        ("alert-threshold", "alertThreshold"),
        ("alertEmail", "alertEmails"),
        ("operationEmails", "operationsEmails"),
        ("scorerConcurency", "scorerConcurrency"),
        ("sufix", "suffix"),
        ("customManagedKey", "customerManagedKey"),
        ("config:protectData", "protectData"),
    ],
)
def test_a_key_that_nothing_reads_is_refused_with_the_nearest_that_something_does(written: str, meant: str) -> None:
    said = error_for(f"fraud-detection:{written}")
    assert f"fraud-detection:{written} (did you mean fraud-detection:{meant}?)" in said


@pytest.mark.parametrize(
    "namespace",
    ["fraud-detecton", "fraud_detection", "Fraud-Detection", "frauddetection", "fraud", "fraud-detection-prod"],
)
def test_a_namespace_that_is_nearly_the_projects_is_refused_too(namespace: str) -> None:
    said = error_for(f"{namespace}:protectData")
    assert f"{namespace}:protectData (did you mean fraud-detection:protectData?)" in said


def test_a_key_like_no_other_is_refused_without_a_guess() -> None:
    assert "fraud-detection:xyzzy" in (said := error_for("fraud-detection:xyzzy"))
    assert "did you mean" not in said
    assert "docs/configuration.md" in said


def test_all_unknown_keys_are_in_one_message() -> None:
    said = error_for("fraud-detection:protectdata", "fraud-detecton:alertTreshold", "fraud-detection:xyzzy")
    assert all(key in said for key in ("fraud-detection:protectdata", "fraud-detecton:alertTreshold", "xyzzy"))


def test_an_unknown_key_is_told_before_what_is_missing_for_it() -> None:
    right = {f"fraud-detection:{key}": value for key, value in DEFAULTS.items()}
    pulumi.runtime.set_all_config({**right, "fraud-detection:sufix": "dev"})
    with pytest.raises(pulumi.RunError, match=r"sufix \(did you mean fraud-detection:suffix\?\)"):
        Settings.load(pulumi.Config("fraud-detection"))


@pytest.mark.parametrize(
    "key",
    ["aws:skipMetadataApiCheck", "aws:protectData", "pulumi:tags", "pulumi:suffix", "datadog:suffix", "shop:suffix"],
)
def test_what_others_read_is_no_concern_of_the_project(key: str) -> None:
    right = {f"fraud-detection:{name}": value for name, value in {**DEFAULTS, "suffix": "dev"}.items()}
    pulumi.runtime.set_all_config({**right, key: "true"})
    assert Settings.load(pulumi.Config("fraud-detection")).suffix == "dev"


def test_the_engine_hands_the_configuration_over_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    right = {f"fraud-detection:{key}": value for key, value in {**DEFAULTS, "suffix": "dev"}.items()}
    pulumi.runtime.set_all_config({})
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({**right, "fraud-detection:protectdata": "true"}))
    with pytest.raises(pulumi.RunError, match="protectData"):
        Settings.load(pulumi.Config("fraud-detection"))
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(right))
    assert Settings.load(pulumi.Config("fraud-detection")).suffix == "dev"


def test_the_whole_program_refuses_it_without_aws_and_in_one_line() -> None:
    with pytest.raises(DeploymentFailedError, match=r"protectdata \(did you mean fraud-detection:protectData\?\)"):
        dry_run("dev", {"protectdata": "true"})
