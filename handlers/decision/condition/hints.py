"""Names that are read like features and are none of a strategy's entities: what to say, and what was perhaps meant."""

from handlers.decision.condition.faults import nearest
from handlers.decision.condition.vocabulary import MODEL, MODEL_SCORE, TRANSACTION, Vocabulary

Said = tuple[str, str | None]
"""A sentence, and perhaps a hint."""


def unknown_feature(name: str, vocabulary: Vocabulary) -> Said | None:
    """Return what to say of a name that the vocabulary lacks; None if it is like no feature and no entity."""
    kind, dot, feature = name.partition(".")
    if kind == MODEL:
        return _of_model(name, vocabulary)
    known = [each.partition(".") for each in vocabulary if "." in each]
    kinds = {kind for kind, _, _ in known}
    if not dot:
        said = f"{kind} is an entity, of which conditions read features"
        return (said, f"{kind}.count_24h") if kind in kinds else None
    meant = nearest(feature, {of for _, _, of in known})
    said = f"{name} is not known"
    if nearest_kind := kind if kind in kinds else nearest(kind, kinds):
        return said, f"{nearest_kind}.{meant}" if meant else None
    if not meant or (kind in TRANSACTION and kind != "merchant"):
        return None
    place = kind if kind == "merchant" else f"metadata.{kind}"
    return f"{said}: the strategy names no entity {kind}", f"entities: {{{kind}: {place}}}"


def _of_model(name: str, vocabulary: Vocabulary) -> Said:
    if MODEL_SCORE not in vocabulary:
        return f"{name} is read, and the strategy has no model", None
    return f"{name} is not known: of the model, conditions read its score", MODEL_SCORE
