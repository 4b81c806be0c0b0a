"""The words in which people say what a payment turned out to be, and what is to become of it."""

from typing import Literal

LabelName = Literal["fraud", "legitimate"]
LabelSource = Literal["chargeback", "analyst", "customer", "issuer"]
FinalOutcome = Literal["approve", "decline"]
