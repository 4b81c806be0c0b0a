"""The service itself, asked for all that one detector stands on; every answer is what a dump of it would hold."""

from collections.abc import Iterator
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.fraud_detector.source.dumps import take
from fraudctl.fraud_detector.source.found import Found
from fraudctl.fraud_detector.source.located import Document

GONE = (
    "the service closed to new customers on 2025-11-07, and its support is said to have ended on 2026-10-07: where it "
    "no longer answers, import a folder of what aws frauddetector get-… printed while it did, or the template"
)

_PAGES = (
    ("get_variables", "variables", 100),
    ("get_outcomes", "outcomes", 100),
    ("get_labels", "labels", 50),
    ("get_event_types", "eventTypes", 10),
    ("get_entity_types", "entityTypes", 10),
    ("get_lists_metadata", "lists", 50),
)
"""Calls that list what an account has: the member that their answers hold, and the largest page that each takes."""


def read_service(client: Any, wanted: str | None) -> Found:
    """Return what the service says about one detector of the account.

    Args:
        client: botocore's, of `frauddetector`.
        wanted: The detector's id, where the account has several.

    Raises:
        CommandError: the service does not answer, or refuses to; says what to do then.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 -- only here is the service asked

    try:
        documents = list(_documents(client, wanted))
    except BotoCoreError as error:
        raise CommandError(f"Amazon Fraud Detector does not answer ({error}): {GONE}") from error
    except ClientError as error:
        said = error.response.get("Error", {})
        raise CommandError(
            f"Amazon Fraud Detector refused {error.operation_name} ({said.get('Code')}: {said.get('Message')}): {GONE}"
        ) from error
    found = Found()
    take(documents, found)
    return found


def _documents(client: Any, wanted: str | None) -> Iterator[Document]:
    detectors = list(_listed(client, "get_detectors", "detectors", 10))
    chosen = [each for each in detectors if wanted in (None, each["detectorId"])]
    yield _answer("get-detectors", {"detectors": chosen or detectors})
    for each in chosen if len(chosen) == 1 else ():
        identity = each["detectorId"]
        for version in _listed(client, "describe_detector", "detectorVersionSummaries", 1000, detectorId=identity):
            number = version["detectorVersionId"]
            answer = client.get_detector_version(detectorId=identity, detectorVersionId=number)
            yield _answer("get-detector-version", answer)
            for model in answer.get("modelVersions", []):
                named = {name: model[name] for name in ("modelId", "modelType", "modelVersionNumber")}
                yield _answer("get-model-version", client.get_model_version(**named))
        rules = list(_listed(client, "get_rules", "ruleDetails", 100, detectorId=identity))
        yield _answer("get-rules", {"ruleDetails": rules})
    for call, member, most in _PAGES:
        values = list(_listed(client, call, member, most))
        yield _answer(call.replace("_", "-"), {member: values})
        for each in values if member == "lists" else ():
            elements = list(_listed(client, "get_list_elements", "elements", 5000, name=each["name"]))
            yield _answer(f"get-list-elements-{each['name']}", {"elements": elements})


def _listed(client: Any, call: str, member: str, most: int, **arguments: str) -> Iterator[Any]:
    """Yield the members of all pages."""
    token: dict[str, str] = {}
    while True:
        answer = getattr(client, call)(maxResults=most, **arguments, **token)
        yield from answer.get(member, [])
        if not answer.get("nextToken"):
            return
        token = {"nextToken": answer["nextToken"]}


def _answer(call: str, value: dict[str, Any]) -> Document:
    return Document(call, value, {})
