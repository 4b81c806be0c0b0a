"""How long scores are kept."""

from datetime import timedelta
from typing import TYPE_CHECKING

from fraudctl.errors import CommandError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def score_retention(functions: "LambdaClient", scoring: str) -> timedelta:
    """Return how long a score is kept, from where Scoring itself has it.

    Raises:
        CommandError: the function does not say, or its environment cannot be decrypted.
    """
    environment = functions.get_function_configuration(FunctionName=scoring).get("Environment", {})
    if refusal := environment.get("Error"):
        raise CommandError(f"the environment of {scoring} cannot be read: {refusal.get('Message')}")
    days = environment.get("Variables", {}).get("SCORE_RETENTION_DAYS", "")
    try:
        return timedelta(days=int(days))
    except (ValueError, OverflowError) as error:
        raise CommandError(
            f"{scoring} does not say how long scores are kept (SCORE_RETENTION_DAYS is {days!r}): run `pulumi up`"
        ) from error
