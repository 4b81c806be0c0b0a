"""Each rule ends exact, assumed with a reason, or refused with a reason; its condition says what the rule said."""

from decimal import Decimal

import pytest

from fraudctl.fraud_detector.conversion.calibration import Calibration
from fraudctl.fraud_detector.conversion.names import Names
from fraudctl.fraud_detector.conversion.rule import Converted, convert
from fraudctl.fraud_detector.detector import NamedList, Origin, Rule, Variable
from handlers.decision.condition.vocabulary import OF_MODEL
from handlers.decision.entity.places import vocabulary_of
from handlers.fraud_detector.insight_scale import InsightScale

HERE = Origin("get-rules.json", 1)


def variable(name: str, data_type: str, default: str | None, source: str = "EVENT") -> Variable:
    return Variable(name=name, data_type=data_type, default=default, source=source)


VARIABLES = [
    variable("amount", "FLOAT", "0.0"),
    variable("fee", "FLOAT", "0.0"),
    variable("age", "INTEGER", "-1"),
    variable("items", "INTEGER", "1"),
    variable("email", "STRING", ""),
    variable("country", "STRING", "unknown"),
    variable("ip_country", "STRING", "unknown"),
    variable("class", "STRING", ""),
    variable("guest", "BOOLEAN", "false"),
    variable("born", "DATETIME", "2000-01-01T00:00:00Z"),
    variable("pan", "STRING", ""),
    variable("odd", "FLOAT", "none"),
    variable("shop_insightscore", "FLOAT", "0.0", "MODEL_SCORE"),
    variable("sage", "FLOAT", "0.0", "EXTERNAL_MODEL_SCORE"),
    variable("blob", "BINARY", ""),
    *(variable(f"n{place}", "FLOAT", "0") for place in range(7)),
]
LISTS = {
    "blocked": NamedList(name="blocked", elements=(("a@example.com", HERE), ("b@example.com", HERE))),
    "lands": NamedList(name="lands", elements=(("unknown", HERE),)),
    "empty": NamedList(name="empty", elements=()),
    "lost": NamedList(name="lost", elements=None),
}
KINDS = {"email": "email", "country": "nation", "age": "age"}
VOCABULARY = {**vocabulary_of({kind: f"metadata.{name}" for name, kind in KINDS.items()}), **OF_MODEL}


def converted(expression: str, calibration: Calibration | None = None) -> Converted:
    names = Names(variables={each.name: each for each in VARIABLES}, lists=LISTS, kinds=KINDS, calibration=calibration)
    rule = Rule(id="r", version="1", expression=expression, outcomes=("review",), origin=HERE)
    return convert(rule, names, VOCABULARY)


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("$amount > 500", "metadata.amount > 500"),
        ("$amount < 500", "missing(metadata.amount) or metadata.amount < 500"),
        ("$amount > 5 or $age == 3", "(not missing(metadata.amount) and metadata.amount > 5) or metadata.age == 3"),
        (
            "!($amount > 5 and $age == 3)",
            "missing(metadata.amount) or metadata.amount <= 5 or missing(metadata.age) or metadata.age != 3",
        ),
        (
            "$amount == $age",
            (
                "(missing(metadata.amount) and not missing(metadata.age) and 0 + 0 == metadata.age) "
                "or (missing(metadata.age) and metadata.amount + 0 == -1) or metadata.amount + 0 == metadata.age"
            ),
        ),
        ('$country in ["NG", "RO"]', 'metadata.country in ["NG", "RO"]'),
        ("$age not in [1, -2]", "missing(metadata.age) or metadata.age not in [1, -2]"),
        ('$class == "a"', 'metadata["class"] == "a"'),
        ("$guest", "metadata.guest"),
        ("$guest == false", "missing(metadata.guest) or not metadata.guest"),
        ('regex_match(".*@x\\.com", lowercase($email))', 'matches(lower(metadata.email), r".*@x\\.com")'),
        ('lowercase($email) == "ABC"', 'lower(metadata.email) == "ABC"'),
        ("$email in @blocked", '"blocked" in email.lists'),
        (
            "$email in @blocked or $amount > 1",
            (
                '(not missing(metadata.email) and not missing(email.lists) and "blocked" in email.lists) '
                "or metadata.amount > 1"
            ),
        ),
        ("$email not in @blocked", 'missing(metadata.email) or metadata.email == "" or "blocked" not in email.lists'),
        ("-$amount < -5 * 2 - 1", "-metadata.amount < -5 * 2 - 1"),
        ("$amount != null and $amount > 5", "metadata.amount > 5"),
    ],
)
def test_an_exact_rule(expression: str, condition: str) -> None:
    found = converted(expression)
    assert (found.status, found.condition, found.reasons) == ("exact", condition, ())


@pytest.mark.parametrize(
    ("expression", "condition", "reason"),
    [
        (
            "$amount > 1 or $amount > 2 and $age > 3",
            "(not missing(metadata.amount) and metadata.amount > 1) or (metadata.amount > 2 and metadata.age > 3)",
            "and binds closer than or",
        ),
        ("!$amount > 1", "missing(metadata.amount) or metadata.amount <= 1", "! negates the whole comparison"),
        ('$guest == "True"', "metadata.guest", 'a text such as "true"'),
        ("$amount / $fee > 1", None, "where the divisor is zero"),
        ("$age / 2 > 1", "metadata.age / 2 > 1", "the quotient of two INTEGERs is exact"),
        ('uppercase($email) == "ABC"', 'lower(metadata.email) == "abc"', "uppercase is compared in small letters"),
        ('uppercase($email) in ["A", "B"]', 'lower(metadata.email) in ["a", "b"]', "compared in small letters"),
        ('lowercase($email) == "straße"', 'lower(metadata.email) == "straße"', "letters such as ß become two"),
        ('$email == "a\\"b"', r'metadata.email == "a\"b"', r"a \ in a text stands for itself"),
        ('regex_match("a\\\\b", $email)', r'matches(metadata.email, r"a\\b")', r"a \ in a regular expression"),
        (
            "$country in @blocked",
            '"blocked" in nation.lists',
            "without $country its default is looked for in @blocked: it is taken to be not on it",
        ),
        ("$country in @lands", 'missing(metadata.country) or "lands" in nation.lists', "it is taken to be on it"),
        ("$country in @lost", '"lost" in nation.lists', "its elements were not exported"),
        ("$age in @lands", '"lands" in age.lists', "by its decimal digits"),
        (
            "lowercase($email) in @blocked",
            'lower(metadata.email) in ["a@example.com", "b@example.com"]',
            "written into the condition",
        ),
        ("$email == null or $amount > 5", "metadata.amount > 5", "no event says null for $email"),
        ("$odd > 1", "metadata.odd > 1", "$odd has no default that can be read"),
    ],
)
def test_an_assumed_rule(expression: str, condition: str | None, reason: str) -> None:
    found = converted(expression)
    assert found.status == "assumed"
    assert condition is None or found.condition == condition
    assert any(reason in each for each in found.reasons), found.reasons


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("$amount >", "column 10: the expression ends here"),
        ("$nobody == 1", "column 1: $nobody is not among the variables"),
        ("$email == 5", "a text is compared with a number"),
        ('$email < "m"', "texts are the same or not"),
        ("$guest == 1", "true or false, and nothing else"),
        ("$born == $born", "is a DATETIME"),
        ('isbefore($born, "2020") == "True"', "isbefore: it compares dates"),
        ("isafter($born, $born)", "isafter: it compares dates"),
        ("$born > getcurrentdatetime()", "is a DATETIME"),
        ("getcurrentdatetime() > $amount", "getcurrentdatetime: it asks what time it is now"),
        ("getepochmilliseconds($born) > 1", "its example seconds"),
        ("substring($email, 1)", "this function is not known"),
        ('uppercase($email) == "aBC"', "a text in capitals is never one with small letters"),
        ('regex_match("A", uppercase($email))', "conditions compare it with a text and nothing else"),
        ('regex_match("(a", $email)', "this is no regular expression of RE2"),
        ('regex_match("(?=a)", $email)', "this is no regular expression of RE2"),
        ("regex_match($email, $email)", "written out as a text"),
        ("$pan == 1", "named as card data"),
        ("$sage > 1", "the output of an external model"),
        ("$blob == 1", "is of the type BINARY, which is not known"),
        ("$shop_insightscore > 900", "no model of ours was given"),
        ("$email in @nowhere", "the list @nowhere is not among what was exported"),
        ("lowercase($email) in @empty", "of 1 to 100 elements, and it has 0"),
        ("lowercase($email) in @lost", "the elements of @lost were not exported"),
        ("$amount in @blocked", "a number is looked for in a list of texts"),
        ("$email == null", "it is always false"),
        ("1 == 1", "it is always true"),
        ("$amount / 0 > 1", "this divides by zero"),
        ("$amount > 1e200", "its condition is none"),
        ("null > 1", "null is compared with a variable"),
        ("$amount and $guest", "a number stands where a question is needed"),
        ("$amount + $guest > 1", "true or false stands where a number is needed"),
        ('$amount in [1, "2"]', "not all texts, or all numbers"),
        (" and ".join(f"$age > {place}" for place in range(101)), "at most 200 names and literals"),
        (" and ".join(f"$amount > {place}" for place in range(201)), "at most 4,000 characters"),
        (" + ".join(f"$n{place}" for place in range(7)) + " > 1", "one comparison reads 7 variables"),
        ("(" * 199 + "$guest" + " == $guest)" * 199, "more cases than a condition can hold"),
        ("lowercase(" * 199 + "$email" + ")" * 199 + ' == "a"', "its condition is none"),
        ("1 + (2 / (" * 99 + "$age" + "))" * 99 + " > 1", "its condition is none"),
        ("-(" * 99 + "$age" + ")" * 99 + " > 1", "its condition is none"),
        ("$guest or $amount > 1 and (" * 60 + "$age > 1" + ")" * 60, "nested more than 50 levels deep"),
    ],
)
def test_a_refused_rule(expression: str, reason: str) -> None:
    found = converted(expression)
    assert (found.status, found.condition) == ("refused", None)
    assert reason in found.reasons[0]


def test_a_deep_expression_of_parentheses_alone_is_exact() -> None:
    assert converted("(" * 200 + "$amount > 1" + ")" * 200).condition == "metadata.amount > 1"
    assert converted("!" * 200 + "($amount > 1)").status == "refused"  # 201 levels
    assert converted("!" * 198 + "($amount > 1)").condition == "metadata.amount > 1"


SCALE = Calibration(InsightScale({0.5: 0.05, 0.1: 0.31, 0.02: 0.72, 0.005: 0.95}))


def test_a_score_is_compared_on_the_scale_of_a_model_of_ours() -> None:
    found = converted("$shop_insightscore > 900 or 600 >= $shop_insightscore", SCALE)
    assert found.condition == "model.score > 0.72 or model.score <= 0.31"
    assert "900 is taken for a model.score of 0.72: both leave about 2.0%" in found.reasons[0]
    assert converted("$shop_insightscore == 900", SCALE).status == "refused"
    assert converted("$shop_insightscore * 2 > 900", SCALE).status == "refused"
    assert converted("$shop_insightscore > $amount", SCALE).status == "refused"


@pytest.mark.parametrize(
    ("theirs", "ours", "share"),
    [
        (600, 0.31, 0.1),
        (900, 0.72, 0.02),
        (750, 0.515, 0.0447),
        (300, 0.1348, 0.3162),
        (0, 0.0, 1.0),
        (1000, 0.81, 0.0117),
    ],
)
def test_a_score_stands_for_a_share_of_false_positives(theirs: int, ours: float, share: float) -> None:
    found, meant = SCALE.score(Decimal(theirs))
    assert float(found) == pytest.approx(ours, abs=0.02)
    assert meant == pytest.approx(share, abs=0.001)
