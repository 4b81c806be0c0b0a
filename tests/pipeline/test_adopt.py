"""`fraudctl adopt` takes over what another tool made, and says what it leaves."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from emulator.clients import Clients
from emulator.emulator import Emulator
from fraudctl.cli import command_line
from tests.pipeline.earlier_deployment import EarlierDeployment


def where(emulator: Emulator) -> dict[str, str]:
    """Return the environment in which the embedded AWS takes the place of AWS."""
    return {"AWS_ENDPOINT_URL": emulator.endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@pytest.fixture(scope="module")
def adopted(
    emulator: Emulator, tmp_path_factory: pytest.TempPathFactory
) -> tuple[EarlierDeployment, dict[str, Any], Any]:
    """Return a deployment as the CDKTF version leaves it, what `adopt` prints, and the file that it writes."""
    clients = Clients(emulator.endpoint, "us-east-1")
    earlier = EarlierDeployment(clients, "prod")
    clients.close()
    path = tmp_path_factory.mktemp("adopt") / "import.json"
    done = CliRunner().invoke(
        command_line("adopt"), ["adopt", "--stack", "prod", "--output", str(path), "--json"], env=where(emulator)
    )
    assert done.exit_code == 0, done.exception
    return earlier, json.loads(done.stdout), json.loads(path.read_text())


def test_adopt_finds_what_is_there_under_the_ids_that_pulumi_takes(
    adopted: tuple[EarlierDeployment, dict[str, Any], Any],
) -> None:
    earlier, _, file = adopted
    ids = {(each["type"].rpartition(":")[2], each["logicalName"]): each.get("id") for each in file["resources"]}
    assert ids["Table", "transactions"] == "transactions-prod"
    assert ids["Topic", "fraud-alerts"] == "arn:aws:sns:us-east-1:000000000000:fraud-alerts-prod"
    assert ids["Queue", "fraud-scorer-dlq"] == earlier.queues["fraud-scorer"]
    assert ids["Function", "transaction-ingestion"] == "transaction-ingestion-prod"
    assert ids["Role", "fraud-scorer-role"] == "fraud-scorer-role-prod"
    assert ids["MetricAlarm", "fraud-scorer-errors"] == "fraud-scorer-errors-prod"
    assert ids["LogGroup", "fraud-scorer-logs"] == "/aws/lambda/fraud-scorer-prod"
    assert ids["RestApi", "fraud-detection-api"] == earlier.api
    place = f"{earlier.api}/{earlier.resource}"
    found = {kind: value for (kind, _), value in ids.items() if kind in ("Resource", "Method", "Integration", "Stage")}
    assert found == {
        "Resource": place,
        "Method": f"{place}/POST",
        "Integration": f"{place}/POST",
        "Stage": f"{earlier.api}/prod",
    }
    permissions = [value for (kind, _), value in ids.items() if kind == "Permission"]
    assert permissions == ["transaction-ingestion-prod/earlier-invoke"]


def test_adopt_tells_what_changes_and_what_it_means(adopted: tuple[EarlierDeployment, dict[str, Any], Any]) -> None:
    earlier, said, file = adopted
    by_name = {(each["type"].rpartition(":")[2], each["name"]): each for each in said["resources"]}
    scorer = {change["property"]: change for change in by_name["Function", "fraud-scorer"]["changes"]}
    assert (scorer["memorySize"]["now"], scorer["memorySize"]["then"]) == (512, 1024)
    (method,) = [each for (kind, _), each in by_name.items() if kind == "Method" and each["found"]]
    (authorization,) = [change for change in method["changes"] if change["property"] == "authorization"]
    assert "403" in authorization["consequence"]["says"]
    mapping = by_name["EventSourceMapping", "transaction-stream"]
    assert (mapping["found"], mapping["imported"]) == (earlier.mapping, False)
    assert earlier.mapping not in {each.get("id") for each in file["resources"]}
    assert "earlier-access" in by_name["Role", "fraud-scorer-role"]["leftovers"]
    assert by_name["LayerVersion", "fraud-detection-packages"]["found"] is None


def test_adopt_takes_a_table_that_lacks_an_index_which_is_made_beside_it(
    adopted: tuple[EarlierDeployment, dict[str, Any], Any],
) -> None:
    _, said, file = adopted
    (scores,) = [each for each in said["resources"] if each["name"] == "fraud-scores" and each["found"]]
    changes = {change["property"]: change for change in scores["changes"]}
    assert changes["globalSecondaryIndexes"]["now"] == []
    assert "beside the table" in changes["globalSecondaryIndexes"]["consequence"]["says"]
    assert "attributes" not in changes
    assert "fraud-scores-prod" in {each.get("id") for each in file["resources"]}


def test_adopt_takes_no_table_of_other_keys(emulator: Emulator, adopted: object, tmp_path: Path) -> None:
    assert adopted
    clients = Clients(emulator.endpoint, "us-east-1")
    clients.dynamodb.delete_table(TableName="transactions-prod")
    clients.dynamodb.create_table(
        TableName="transactions-prod",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    clients.close()
    path = tmp_path / "import.json"
    done = CliRunner().invoke(
        command_line("adopt"), ["adopt", "--stack", "prod", "--output", str(path)], env=where(emulator)
    )
    assert "delete the table with its data" in " ".join(done.stdout.split())
    assert "transactions-prod" not in {each.get("id") for each in json.loads(path.read_text())["resources"]}


def test_adopt_says_when_there_is_nothing_to_take_over(emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "import.json"
    done = CliRunner().invoke(
        command_line("adopt"), ["adopt", "--stack", "dev", "--output", str(path)], env=where(emulator)
    )
    assert "has nothing of stack dev" in str(done.exception)
    assert not path.exists()
