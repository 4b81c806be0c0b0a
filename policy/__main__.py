"""The pack's server, for the Pulumi CLI alone (`--policy-pack policy`): whoever runs this module waits for ever."""

from pulumi_policy import EnforcementLevel, PolicyPack

from policy.pack import POLICIES

PolicyPack("fraud-detection", list(POLICIES), EnforcementLevel.MANDATORY)
