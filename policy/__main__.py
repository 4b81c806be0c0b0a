"""The pack's server, for the Pulumi CLI alone (`--policy-pack policy`): run by hand, it waits for ever."""

from pulumi_policy import EnforcementLevel, PolicyPack

from policy.pack import POLICIES

PolicyPack("fraud-detection", list(POLICIES), EnforcementLevel.MANDATORY)
