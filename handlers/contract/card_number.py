"""Card numbers in texts and numbers: the digits of a network's range, in a length of its, with the right check digit.

ISO/IEC 7812-1 has the form: an issuer identification number, the account, a check digit by Luhn's formula (annex B). It
has no list of issuers; the ranges are those that the networks publish for merchants and acquirers. Left out, since
other numbers look the same far more often: Visa's 13 digits, which it issues no longer (epoch milliseconds, EAN, phone
numbers), Maestro's 12 to 15 (phone numbers have up to 15), UATP, which begins with 1, and JCB's 1800 and 2131 (times).
"""

import re
import unicodedata
from collections.abc import Iterator

from handlers.contract.invisible import without_invisible
from handlers.contract.money import whole_number

NETWORKS = {
    "Visa": ((16, 19), ((4000, 4999),)),
    "Mastercard": ((16,), ((2221, 2720), (5100, 5599))),
    "American Express": ((15,), ((3400, 3499), (3700, 3799))),
    "Diners Club": ((14, 16, 17, 18, 19), ((3000, 3059), (3095, 3095), (3600, 3699), (3800, 3999))),
    "Discover": ((16, 17, 18, 19), ((6011, 6011), (6440, 6599))),
    "JCB": ((16, 17, 18, 19), ((3528, 3589),)),
    "UnionPay": ((16, 17, 18, 19), ((6200, 6299),)),
    "Maestro": (
        (16, 17, 18, 19),
        ((5018, 5018), (5020, 5020), (5038, 5038), (5893, 5893), (6304, 6304), (6700, 6799)),
    ),
    "Mir": ((16, 17, 18, 19), ((2200, 2204),)),
    "RuPay": ((16,), ((5080, 5089), (6000, 6099), (8100, 8299))),
}
"""Lengths of each network's card numbers, and the ranges, both ends included, of their first four digits."""

SHORTEST, LONGEST = 14, 19

GROUPS = frozenset(
    {(4, 6, 5), (4, 6, 4), (4, 4, 4, 4), (4, 4, 4, 3), (4, 4, 4, 2), (6, 13)}
    | {(4, 4, 4, 4, rest) for rest in (1, 2, 3)}
)
"""Digits in each group as cards show them, and as forms split them; other groups are phone numbers, dates, UUIDs."""

MOST_GROUPS = max(map(len, GROUPS))

_WORD = r"[0-9A-Za-z]+"
_BETWEEN_GROUPS = r"[\s.\-\u2010-\u2015\u2212]{1,3}"
_TRACK = r"%B(?=[0-9])|(?<=[0-9])D(?=[0-9]{4})"
"""The start of track 1, and the end of the number in track 2 as chips give it (ISO/IEC 7813)."""

_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit, doubled, and the digits of that summed."""

_IBAN_HEAD = r"[A-Za-z]{2}[0-9]{2}[0-9A-Za-z]*"
SHORTEST_IBAN, LONGEST_IBAN = 15, 34
MOST_IBAN_WORDS = 9


def holds_card_number(value: object) -> bool:
    """Return whether a text has a card number in it, or a number is one; digits count in every script."""
    if isinstance(value, str):
        return _text_holds_one(_in_ascii(value))
    number = whole_number(value)
    return number is not None and is_card_number(str(abs(number)))


def is_card_number(digits: str) -> bool:
    """Return whether digits have a network's prefix, a length that goes with it, and the right check digit."""
    if not SHORTEST <= len(digits) <= LONGEST:
        return False
    start = int(digits[:4])
    known = any(
        len(digits) in lengths and any(first <= start <= last for first, last in ranges)
        for lengths, ranges in NETWORKS.values()
    )
    return known and passes_luhn(digits)


def passes_luhn(digits: str) -> bool:
    """Return whether the last digit is the check digit of the others by Luhn's formula, ISO/IEC 7812-1, annex B."""
    return sum(map(int, digits[::-2] + digits[-2::-2].translate(_DOUBLED))) % 10 == 0


def _in_ascii(text: str) -> str:
    """Return the text as a reader sees it, in Unicode's normal form KC, the digits of every script as 0 to 9."""
    if text.isascii() and text.isprintable():
        return text
    shown = unicodedata.normalize("NFKC", without_invisible(text))
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in shown)


def _text_holds_one(text: str) -> bool:
    if sum(map(str.isdecimal, text)) < SHORTEST:
        return False
    text = re.sub(_TRACK, "|", text)  # patterns compile at their first use: most stacks need none
    words = list(re.finditer(_WORD, text))
    for run in _runs_of_digits(text, words):
        for at in run:
            numbers = _numbers_from([words[index][0] for index in range(at, min(run.stop, at + MOST_GROUPS))])
            if any(map(is_card_number, numbers)) and not (_is_fraction(text, words[at]) or _in_iban(words, at)):
                return True
    return False


def _runs_of_digits(text: str, words: list[re.Match[str]]) -> Iterator[range]:
    """Yield the indices of words that are digits and stand together, with no more than a blank or so between them."""
    start = 0
    for index, word in enumerate(words):
        together = index > start and re.fullmatch(_BETWEEN_GROUPS, text[words[index - 1].end() : word.start()])
        if index > start and not (together and word[0].isdecimal()):
            yield range(start, index)
            start = index
        if not word[0].isdecimal():
            start = index + 1
    if start < len(words):
        yield range(start, len(words))


def _numbers_from(groups: list[str]) -> Iterator[str]:
    """Yield each number that begins with the first group: the group itself, and what it makes with its neighbours."""
    digits, sizes = "", tuple[int, ...]()
    for group in groups:
        digits, sizes = digits + group, (*sizes, len(group))
        if len(sizes) == 1 or sizes in GROUPS:
            yield digits


def _is_fraction(text: str, word: re.Match[str]) -> bool:
    """Return whether digits follow a decimal point, as in 0.4111111111111111."""
    point = word.start() - 1
    return text[point : point + 1] == "." and text[point - 1 : point].isdecimal()


def _in_iban(words: list[re.Match[str]], at: int) -> bool:
    """Return whether a word belongs to an IBAN, by its check digits (ISO 13616)."""
    return any(
        re.fullmatch(_IBAN_HEAD, words[head][0]) and _passes_iban([each[0] for each in words[head:end]])
        for head in range(max(0, at - MOST_IBAN_WORDS + 1), at)
        for end in range(at + 1, head + MOST_IBAN_WORDS + 1)
    )


def _passes_iban(words: list[str]) -> bool:
    text = "".join(words)
    if not SHORTEST_IBAN <= len(text) <= LONGEST_IBAN:
        return False
    return int("".join(str(int(each, 36)) for each in text[4:] + text[:4])) % 97 == 1
