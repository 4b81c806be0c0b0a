"""Texts are compared as a reader sees them, and a word that mixes scripts as no language does is reported."""

# ruff: noqa: RUF001, RUF003 -- letters that look like others are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.decision.condition.texts import comparable, folded, mixes_scripts
from tests.handlers.contract.characters import HIDDEN

REAL_NAMES = (
    "Corner Bakery",
    "Café Zoë",
    "Bäckerei Weiß & Söhne",
    "Škoda Auto Česká",
    "µTorrent",
    "Łódź Piekarnia Żółć",
    "Đặng Phở Quán",  # Vietnamese, two marks a letter
    "İstanbul Çiğ Köfte",
    "ʻIolani Palace Hawaiʻi",
    "Oʻzbekiston Havo Yoʻllari",
    "Café Zoe\u0308 Cafe\u0301",  # not composed
    "Пятёрочка",
    "Київстар Їжа",
    "Аптека №5",
    "Аптека№5",
    "Яндекс™",
    "Кофе-House",
    "Сбербанк Online",
    "Јужна Србија Љубљана",
    "Ёлки&Palki",
    "7-Я Семья",
    "Αθηναϊκή Ζυθοποιία",
    "Καφές™",
    "Ελλάδα Coffee",
    "Հայաստան",
    "საქართველო",
    "בית קפה",
    "מק'דונלדס",
    "مطعم الشرق",
    "فروشگاه شهروند",
    "हिन्दुस्तान यूनिलीवर",
    "বাংলা বাজার",
    "ਪੰਜਾਬ",
    "ગુજરાત",
    "தமிழ்நாடு",
    "తెలుగు",
    "ಕನ್ನಡ",
    "മലയാളം",
    "සිංහල",
    "ร้านกาแฟ",
    "ร้านCafeสยาม",  # scripts without blanks between words
    "ຮ້ານLao",
    "កាហ្វេCafe",
    "မြန်မာMart",
    "አዲስ አበባ",
    "ᠮᠣᠩᠭᠣᠯ",
    "བོད་ཡིག",
    "セブン-イレブン",
    "Tシャツ屋さん",
    "Ｔシャツ",
    "ﾕﾆｸﾛ",
    "NTTドコモ",
    "東京カフェ",
    "お好み焼き Ōsaka",
    "佐々木〆切",
    "プラスα",
    "卡拉OK",
    "ATM机",
    "全家便利商店ㄅㄆ",
    "KB국민은행",
    "SK하이닉스",
    "GS25 편의점",
    "大韓한국Bank",
    "IKEA® 宜家",
    "50€ Shop",
    "🏪 Shop 24h",
    "H₂O Bar x²",
    "№1 Store",
    "Ⓜ️Market",
    "123",
    "",
)

ATTACKS = (
    "Pаypal",  # Cyrillic а
    "Pa\u0443pal",
    "Аmazon",  # Cyrillic А
    "Googlе",
    "Αpple",  # Greek Α
    "Micrοsoft",  # Greek ο
    "Аpple Store London",
    "Shop of Аpple",
    "Nеtfliх",
    "Visа-Card",
    "Сберbank",
    "Paypa\u04cf",
    "Ꭺmazon",  # Cherokee
    "Amaz\u0585n",  # Armenian օ
    "Ⲟnline Bank\u2c9f",  # Coptic
    "Pа\u0301ypal",  # with an accent
    "P\u0301\u0323а\u0301\u0323ypal",  # with marks that no letter is composed of
    "P\u200bаypal",
    "P\u00adа\u00adypal",
    "Ｐаｙｐａｌ",  # full width
    "𝐏а𝐲𝐩𝐚𝐥",  # mathematical
    "ﬁnаnce",
    "Сіty銀行",
    "Pay\u05f3\u05d5pal",  # Hebrew
    "東京сити",
    "서울сити",
    "Καfe",
    "Россиa",  # Latin a
    "Ελλάdα",
)


@pytest.mark.parametrize("name", REAL_NAMES)
def test_a_name_of_any_language_is_not_reported(name: str) -> None:
    assert not mixes_scripts(name)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_word_of_letters_that_only_look_alike_is_reported(name: str) -> None:
    assert mixes_scripts(name)
    assert mixes_scripts(f"The {name} Company")


@given(hidden=st.sampled_from(HIDDEN), place=st.integers(0, 6), name=st.sampled_from(["Pаypal", "Nеtfliх"]))
def test_no_invisible_character_parts_a_word(hidden: str, place: int, name: str) -> None:
    assert mixes_scripts(name[:place] + hidden + name[place:])


@given(name=st.text(st.characters(max_codepoint=127)))
def test_plain_letters_mix_nothing(name: str) -> None:
    assert not mixes_scripts(name)


@given(text=st.text(max_size=20), hidden=st.sampled_from(HIDDEN), place=st.integers(0, 20))
def test_a_comparable_text_is_the_same_with_invisible_characters(text: str, hidden: str, place: int) -> None:
    assert comparable(text[:place] + hidden + text[place:]) == comparable(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Cafe\u0301", "Café"),
        ("ｃａｆé", "café"),
        ("oﬀshore", "offshore"),
        ("①", "1"),
        ("a\u00a0b", "a b"),
        ("\ufeffa\u202eb\u200d", "ab"),
        ("plain", "plain"),
        ("tab\tline\n", "tab\tline\n"),
        ("del\x7f", "del"),
    ],
)
def test_a_comparable_text_is_what_is_seen(text: str, seen: str) -> None:
    assert comparable(text) == seen
    assert comparable(seen) == seen


@pytest.mark.parametrize(
    ("text", "without_case"), [("STRASSE", "strasse"), ("Straße", "strasse"), ("ΣΊΣΥΦΟΣ", "σίσυφοσ")]
)
def test_folding_takes_case_away(text: str, without_case: str) -> None:
    assert folded(text) == without_case
