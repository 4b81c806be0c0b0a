"""Profiles in the table that nobody can read: damaged ones, and such as a newer version writes."""

import time

from chaos.ledger import Ledger, PlantedProfile
from chaos.traffic.customers import PLANTED, customer_of_newer, damaged_customer
from fraudctl.stacks.target import Target
from handlers.decision.profile.codec import FORM

PRESENT, NEXT = bytes([FORM]), bytes([FORM + 1])
DAMAGED = (b"", b"\x00", PRESENT, PRESENT + b"\xff\xff", PRESENT + b"\x9a\xa3EUR")
"""Nothing, a form that there never was, and a beginning alone."""
NEWER = NEXT + b" of which nobody knows anything yet"


def plant_profiles(target: Target, ledger: Ledger, label: str) -> None:
    """Put the profiles of a kind's customers, and record them in the ledger."""
    client, table = target.client("dynamodb"), target.exports["fraud_profiles_table_name"]
    expiry = str(int(time.time()) + 86_400)
    for number in range(PLANTED):
        damaged = DAMAGED[number % len(DAMAGED)]
        for customer, written in ((damaged_customer, damaged), (customer_of_newer, NEWER)):
            key = f"profile#customer#{customer(label, number)}"
            item = {"entity": {"S": key}, "version": {"N": "3"}, "profile": {"B": written}, "expiry": {"N": expiry}}
            client.put_item(TableName=table, Item=item)
            ledger.planted_profiles[key] = PlantedProfile(kind=label, written=written, newer=written is NEWER)
