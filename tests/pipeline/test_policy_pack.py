"""The pack as the Pulumi CLI runs it, a server of its own, and as every local deployment is held against it."""

import os
import subprocess
import sys
from collections.abc import Iterator

import grpc  # type: ignore[import-untyped]  # the SDK's dependency, which brings no types
import pytest
from google.protobuf import empty_pb2, struct_pb2  # type: ignore[import-untyped]  # likewise
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from emulator.deployment import deploy
from emulator.emulator import PROJECT, Emulator
from emulator.errors import PolicyViolatedError
from policy.pack import POLICIES

ENGINE = "127.0.0.1:1"  # the pack never calls it


@pytest.fixture(scope="module")
def pack_server() -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    """Yield the pack's server, started as the CLI starts it; it prints the port that it listens on."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", ENGINE, "."]
    environment = {"PATH": os.environ["PATH"], "PULUMI_PROJECT": "p", "PULUMI_STACK": "prod", "PULUMI_DRY_RUN": "true"}
    with subprocess.Popen(command, cwd=PROJECT / "policy", env=environment, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield analyzer_pb2_grpc.AnalyzerStub(channel)
        finally:
            server.terminate()


def analyze(pack_server: analyzer_pb2_grpc.AnalyzerStub, kind: str, **properties: object) -> list[tuple[str, str]]:
    """Return the policies with a finding about the resource, and its level."""
    inputs = struct_pb2.Struct()
    inputs.update(properties)
    request = analyzer_pb2.AnalyzeRequest(
        type=kind, properties=inputs, urn=f"urn:pulumi:prod::p::{kind}::thing", name="thing"
    )
    return [
        (said.policyName, analyzer_pb2.EnforcementLevel.Name(said.enforcementLevel))
        for said in pack_server.Analyze(request, timeout=30).diagnostics
    ]


def test_the_cli_is_served_every_policy_and_one_of_them_as_advice(pack_server: analyzer_pb2_grpc.AnalyzerStub) -> None:
    offered = pack_server.GetAnalyzerInfo(empty_pb2.Empty(), timeout=30).policies
    assert [each.name for each in offered] == [policy.name for policy in POLICIES]
    advisory = [each.name for each in offered if each.enforcementLevel == analyzer_pb2.ADVISORY]
    assert advisory == ["protected-stacks-tell-somebody"]
    assert {each.enforcementLevel for each in offered if each.name not in advisory} == {analyzer_pb2.MANDATORY}


def test_the_cli_is_told_of_a_violation(pack_server: analyzer_pb2_grpc.AnalyzerStub) -> None:
    tags = {"Environment": "prod"}
    said = analyze(pack_server, "aws:sqs/queue:Queue", name="q-prod", tags=tags, sqsManagedSseEnabled=False)
    assert said == [("queues-encrypted", "MANDATORY")]
    assert analyze(pack_server, "aws:sqs/queue:Queue", name="q-prod", tags=tags, sqsManagedSseEnabled=True) == []


def test_an_unknown_value_silences_a_policy_from_there_on_only(pack_server: analyzer_pb2_grpc.AnalyzerStub) -> None:
    said = analyze(
        pack_server,
        "aws:lambda/eventSourceMapping:EventSourceMapping",
        tags={"Environment": "prod"},
        startingPosition="LATEST",
        maximumRetryAttempts=-1,
        maximumRecordAgeInSeconds=60,
        bisectBatchOnFunctionError=UNKNOWN_STRING_VALUE,
    )
    assert said == [("stream-retries-bounded", "MANDATORY"), ("stream-retries-bounded", "ADVISORY")]


def test_what_only_has_to_be_set_may_be_unknown(pack_server: analyzer_pb2_grpc.AnalyzerStub) -> None:
    tags = {"Environment": "prod"}
    queue = {"name": "q-prod", "tags": tags, "kmsMasterKeyId": UNKNOWN_STRING_VALUE}
    assert analyze(pack_server, "aws:sqs/queue:Queue", **queue) == []


def test_a_violation_stops_a_local_deployment_with_one_line(emulator: Emulator) -> None:
    with pytest.raises(PolicyViolatedError) as raised:
        deploy(emulator, "prod", {"suffix": "lax", "authorization": "NONE"})
    line = str(raised.value)
    assert line.startswith("policy production-methods-authenticated: ")
    assert "anybody may call this method" in line
    assert "\n" not in line
