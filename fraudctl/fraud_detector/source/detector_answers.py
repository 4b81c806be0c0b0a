"""The answers about a detector: which there are, its versions, its rules, and the labels of its models."""

from collections.abc import Iterator

from fraudctl.fraud_detector.detector import ModelVersion, Rule
from fraudctl.fraud_detector.source.found import Found, Version
from fraudctl.fraud_detector.source.members import Members

MODES = {None: True, "FIRST_MATCHED": True, "ALL_MATCHED": False}
"""True where the first rule that matches is the last; the service takes a version that says nothing for one."""


def detectors(answer: Members, _: str, found: Found) -> None:
    """Add the event type of each detector."""
    for each in answer.each("detectors"):
        identity, event_type = each.text("detectorId"), each.text("eventTypeName")
        if identity and event_type:
            found.event_type_of[identity] = event_type
        else:
            each.leave_out("a detector lacks detectorId or eventTypeName")


def version(answer: Members, _: str, found: Found) -> None:
    """Add a version of a detector."""
    identity, number = answer.text("detectorId"), answer.text("detectorVersionId")
    mode = answer.text("ruleExecutionMode")
    if not identity or not number:
        answer.leave_out("a version of a detector lacks detectorId or detectorVersionId")
        return
    if mode not in MODES or answer.broken:
        answer.leave_out(f"version {number} of {identity} says no mode of evaluation that the service has")
        return
    found.versions.append(
        Version(
            detector=identity,
            number=number,
            status=answer.text("status") or "UNKNOWN",
            first_matched=MODES[mode],
            rules=tuple(_named_rules(answer)),
            origin=answer.origin(),
            models=tuple(_models(answer)),
        )
    )


def _named_rules(answer: Members) -> Iterator[tuple[str, str]]:
    for each in answer.each("rules"):
        rule, number = each.text("ruleId"), each.text("ruleVersion")
        if rule and number:
            yield rule, number
        else:
            each.leave_out(f"rule {rule or ''} of the version lacks ruleId or ruleVersion")


def _models(answer: Members) -> Iterator[ModelVersion]:
    for each in answer.each("modelVersions"):
        name, kind, number = (each.text(member) for member in ("modelId", "modelType", "modelVersionNumber"))
        if name and kind and number:
            yield ModelVersion(id=name, type=kind, number=number)
        else:
            each.leave_out("a model lacks modelId, modelType or modelVersionNumber")


def rules(answer: Members, _: str, found: Found) -> None:
    """Add the texts of rules, by detector, id and version."""
    for place, each in enumerate(answer.each("ruleDetails")):
        detector, rule, number = (each.text(name) for name in ("detectorId", "ruleId", "ruleVersion"))
        expression = each.text("expression")
        if not (detector and rule and number and expression is not None):
            each.leave_out(f"rule {rule or place + 1} lacks detectorId, ruleId, ruleVersion or expression")
            continue
        found.rules[detector, rule, number] = Rule(
            id=rule,
            version=number,
            expression=expression,
            outcomes=each.texts("outcomes"),
            origin=each.origin("expression"),
            description=each.text("description"),
        )


def model(answer: Members, _: str, found: Found) -> None:
    """Add the labels that a model took for fraud, and for none."""
    mapper = answer.within("trainingDataSchema").within("labelSchema").within("labelMapper")
    if mapped := {name: mapper.texts(name) for name in mapper.names}:
        found.label_mappers[answer.text("modelId") or ""] = mapped
