"""The protection of what is stored: backups, deletion, encryption, and the expiry of what must not stay."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from fraudctl.adopt.find_storage import find_table
from fraudctl.adopt.registry import Account
from fraudctl.verify.check import CheckResult, StackCheck, failed, ok, run_check, warning
from fraudctl.verify.verified_stack import QUEUES, TABLES, TOPICS, VerifiedStack

EXPIRING = ("fraud_decisions", "fraud_profiles", "fraud_scores")
"""Exports of the tables whose items go when the second in their `expiry` has passed."""

KMS = "KmsMasterKeyId"


class Protection:
    """The checks of a stack's tables, queues and topics."""

    def __init__(self, stack: VerifiedStack) -> None:
        self._stack = stack

    def checks(self) -> Iterator[StackCheck]:
        """Yield the checks."""
        for name, check in {
            "point-in-time recovery": lambda: self._protected("pointInTimeRecovery.enabled", "backed up continuously"),
            "deletion protection": lambda: self._protected("deletionProtectionEnabled", "protected from deletion"),
            "expiry of rows": self._expiry,
            "encryption of tables": self._encrypted_tables,
            "encryption of queues": self._encrypted_queues,
            "encryption of topics": self._encrypted_topics,
        }.items():
            yield run_check("protection", name, check)

    @cached_property
    def _tables(self) -> Mapping[str, Mapping[str, Any]]:
        """Return each table's properties under the program's names, by its export, as `adopt` finds them."""
        target = self._stack.target
        account = Account(number="", region=target.region, make_client=target.client)
        tables = self._stack.exported(TABLES)
        found = {export: find_table(account, {"name": name, "attributes": []}) for export, name in tables.items()}
        return {export: live.properties for export, live in found.items() if live}

    def _protected(self, property_: str, what: str) -> CheckResult:
        wanted, bare = self._stack.wants("protectData"), self._without(lambda each: bool(each.get(property_)))
        if not bare:
            return ok(f"all {len(self._tables)} tables are {what}")
        found = f"no table is {what}" if len(bare) == len(self._tables) else f"not {what}: {', '.join(bare)}"
        if wanted is False:
            return ok(f"{found}; protectData is off in this stack's configuration")
        advice = "`pulumi up`: protectData asks for it" if wanted else "set protectData if the data is worth keeping"
        return failed(found, advice) if wanted else warning(found, advice)

    def _expiry(self) -> CheckResult:
        kept = (self._stack.settings or {}).get("transactionRetentionDays", "0")
        wanted = EXPIRING if kept == "0" else (*EXPIRING, "transactions")
        bare = [name for name in wanted if not self._tables.get(name, {}).get("ttl.enabled")]
        if bare:
            return failed(f"rows never expire in {', '.join(bare)}", "`pulumi up`: the program turns their TTL on")
        return ok(f"in {len(wanted)} tables: {', '.join(wanted)}")

    def _encrypted_tables(self) -> CheckResult:
        client, keys = self._stack.target.client("dynamodb"), dict[str, str | None]()
        for export, name in self._stack.exported(TABLES).items():
            found = client.describe_table(TableName=name)["Table"].get("SSEDescription") or {}
            keys[export] = found.get("KMSMasterKeyArn")
        return self._by_key("tables", keys, "a key of DynamoDB's own")

    def _encrypted_queues(self) -> CheckResult:
        client, keys, bare = self._stack.target.client("sqs"), dict[str, str | None](), []
        for export, url in self._stack.exported(QUEUES).items():
            found = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            keys[export] = found.get(KMS)
            if not found.get(KMS) and found.get("SqsManagedSseEnabled") != "true":
                bare.append(export)
        if bare:
            return failed(f"not encrypted: queues of {', '.join(bare)}", "`pulumi up`: the program encrypts them")
        return self._by_key("queues", keys, "a key of SQS's own")

    def _encrypted_topics(self) -> CheckResult:
        client, keys = self._stack.target.client("sns"), dict[str, str | None]()
        for export, arn in self._stack.exported(TOPICS).items():
            keys[export] = client.get_topic_attributes(TopicArn=arn)["Attributes"].get(KMS) or None
        bare = [name for name in ("fraud_alerts", "fraud_events") if name in keys and not keys[name]]
        if bare:
            return failed(f"not encrypted: topics {', '.join(bare)}", "`pulumi up`: the program encrypts them")
        own = {name: None if str(key).startswith("alias/aws/") else key for name, key in keys.items()}
        return self._by_key("topics", own, "the account's key of SNS, operations without: CloudWatch could not use it")

    def _by_key(self, what: str, keys: Mapping[str, str | None], otherwise: str) -> CheckResult:
        bare = [name for name, key in keys.items() if not key]
        if not bare:
            return ok(f"all {len(keys)} {what}, with a key of the account's own")
        if self._stack.wants("customerManagedKey"):
            return failed(
                f"not under the stack's key: {', '.join(bare)}", "`pulumi up`: customerManagedKey asks for it"
            )
        return ok(f"all {len(keys)} {what}, with {otherwise}")

    def _without(self, has: Callable[[Mapping[str, Any]], bool]) -> list[str]:
        return [name for name, each in self._tables.items() if not has(each)]
