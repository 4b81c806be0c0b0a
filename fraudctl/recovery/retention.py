"""How long scores are kept."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def score_retention(functions: "LambdaClient", scoring: str) -> timedelta:
    """Return how long a score is kept, from where Scoring itself has it."""
    variables = functions.get_function_configuration(FunctionName=scoring)["Environment"]["Variables"]
    return timedelta(days=int(variables["SCORE_RETENTION_DAYS"]))
