"""The list of all policies; an import of it starts nothing."""

from collections.abc import Sequence

from pulumi_policy import Policy

from policy.delivery import asynchronous_invocations_bounded, functions_have_dead_letters, stream_retries_bounded
from policy.encryption import keys_rotate, queues_encrypted, tables_encrypted, topics_encrypted
from policy.grants import no_public_principals, no_wildcard_grants
from policy.names import names_end_in_environment, no_reserved_names, tagged_with_environment
from policy.observation import (
    functions_have_log_groups,
    log_groups_expire,
    payloads_stay_out_of_logs,
    protected_stacks_tell_somebody,
    tracing_on,
)
from policy.production import production_data_protected, production_methods_authenticated

POLICIES: Sequence[Policy] = (
    no_wildcard_grants,
    no_public_principals,
    queues_encrypted,
    topics_encrypted,
    tables_encrypted,
    keys_rotate,
    functions_have_dead_letters,
    stream_retries_bounded,
    asynchronous_invocations_bounded,
    log_groups_expire,
    functions_have_log_groups,
    tracing_on,
    payloads_stay_out_of_logs,
    protected_stacks_tell_somebody,
    production_data_protected,
    production_methods_authenticated,
    tagged_with_environment,
    names_end_in_environment,
    no_reserved_names,
)
