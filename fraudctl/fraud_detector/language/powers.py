"""The powers of operators, by which one binds closer than another.

or  <  and  <  !  <  == != < <= > >= in, not in  <  + -  <  * / %  <  - before a value
"""

from typing import Any

from fraudctl.fraud_detector.language.tokens import SIGN, WORD, Token

OR, AND, NOT, COMPARED, SUM, PRODUCT, SIGNED = range(1, 8)
COMPARATORS: Any = {"==", "!=", "<", "<=", ">", ">="}
SUMS: Any = {"+", "-"}
PRODUCTS: Any = {"*", "/", "%"}

_POWERS = {
    **{(WORD, word): power for word, power in (("or", OR), ("and", AND), ("in", COMPARED), ("not", COMPARED))},
    **{(SIGN, sign): COMPARED for sign in COMPARATORS},
    **{(SIGN, sign): SUM for sign in SUMS},
    **{(SIGN, sign): PRODUCT for sign in PRODUCTS},
}


def power_of(token: Token) -> int:
    """Return how closely the operator binds that a token is, or begins; 0 for one that is none."""
    return _POWERS.get((token.kind, token.said), 0)
