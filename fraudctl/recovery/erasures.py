"""The erasures of a stack, by which redrive and reconcile leave out what was received before them."""

from fraudctl.recovery.errors import Retryable
from fraudctl.stacks.target import Target
from handlers.aws.erased_items import read_erasures
from handlers.aws.profile_store import ProfileStore
from handlers.contract.errors import PartialBatchError
from handlers.decision.erasure import NO_ERASURES, Erasures

PROFILES = "fraud_profiles_table_name"


def stack_erasures(target: Target) -> Erasures:
    """Return the marks of erasures as last written; none of a stack whose release had no profiles.

    Raises:
        Retryable: they could not be read; nothing is brought back without them.
    """
    if PROFILES not in target.exports:
        return NO_ERASURES
    try:
        return read_erasures(ProfileStore(target.client("dynamodb"), target.exports[PROFILES]))
    except PartialBatchError as error:
        raise Retryable(f"the marks of erasures could not be read: {error.__cause__ or error}") from error
