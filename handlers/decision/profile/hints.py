"""Names that are read like features and are none of a strategy's entities: what to say, and what was perhaps meant."""

from handlers.decision.faults import nearest
from handlers.decision.profile.catalogue import BY_NAME
from handlers.decision.vocabulary import TRANSACTION, Vocabulary

Said = tuple[str, str | None]
"""A sentence, and perhaps a hint."""


def unknown_feature(kind: str, feature: str, vocabulary: Vocabulary) -> Said | None:
    """Return what to say of `{kind}.{feature}`, which the vocabulary lacks; None if it is like no feature."""
    kinds = {name.partition(".")[0] for name in vocabulary if "." in name}
    meant = nearest(feature, BY_NAME)
    said = f"{kind}.{feature} is not known"
    if known := kind if kind in kinds else nearest(kind, kinds):
        return said, f"{known}.{meant}" if meant else None
    if not meant or (kind in TRANSACTION and kind != "merchant"):
        return None
    place = kind if kind == "merchant" else f"metadata.{kind}"
    return f"{said}: the strategy names no entity {kind}", f"entities: {{{kind}: {place}}}"


def bare_entity(name: str, vocabulary: Vocabulary) -> Said | None:
    """Return what to say of the kind of an entity that is read like a value; None if it is no kind."""
    if f"{name}.{next(iter(BY_NAME))}" not in vocabulary:
        return None
    return f"{name} is an entity, of which conditions read features", f"{name}.count_24h"
