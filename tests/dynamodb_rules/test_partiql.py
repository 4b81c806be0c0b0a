"""PartiQL statements that AWS's pages show are read, and what they do not show is refused."""

import pytest

from tests.dynamodb_rules.partiql import parse
from tests.dynamodb_rules.refusal import Refused

KEY = "WHERE Artist='Acme Band' AND SongTitle='PartiQL Rocks'"


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO \"Music\" value {'Artist' : 'Acme Band','SongTitle' : 'PartiQL Rocks'}",
        "UPDATE \"Music\" \nSET AwardsWon=1 \nSET AwardDetail={'Grammys':[2020, 2018]}  \nKEY",
        'UPDATE "Music" SET AwardsWon=1 KEY RETURNING ALL OLD *',
        'UPDATE "Music" SET AwardDetail.Grammys =list_append(AwardDetail.Grammys,[2016]) KEY',
        'UPDATE "Music" REMOVE AwardDetail.Grammys[2] KEY',
        "UPDATE \"Music\" SET BandMembers =<<'member1', 'member2'>> KEY",
        "UPDATE \"Music\" SET BandMembers =set_add(BandMembers, <<'newbandmember'>>) KEY",
        'UPDATE "Music" SET AwardsWon = AwardsWon + ? KEY',
        'DELETE FROM "Music" KEY',
        'DELETE FROM "Music" KEY RETURNING ALL OLD *',
        'SELECT a, b FROM "Music" KEY AND NOT (c > 5 OR begins_with("state", \'a\')) AND d IS NOT MISSING',
    ],
)
def test_a_statement_of_the_published_grammar_is_read(text: str) -> None:
    parse(text.replace("KEY", KEY))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("INSERT INTO fraud-scores VALUE {'a': ?}", "VALUE is expected, not '-'"),
        ("INSERT INTO \"t\" VALUES ({'a': ?})", "VALUE is expected, not 'VALUES'"),
        ('INSERT INTO "t" VALUE {a: ?}', "a name in single quotes is expected"),
        ("INSERT INTO \"t\" VALUE {'a': ?, 'a': ?}", "each once"),
        ("INSERT INTO \"t\" VALUE {'': ?}", "a name in single quotes is expected"),
        ("INSERT INTO \"t\" VALUE {'a': ?} IF NOT EXISTS", "the end is expected, not 'IF'"),
        ("INSERT INTO \"t\" VALUE {'a': :v}", "a value is expected"),
        ('UPDATE "t" SET a=?, b=? WHERE c=?', "WHERE is expected, not ','"),
        ('UPDATE "t" SET timestamp=? WHERE c=?', "a reserved word goes in double quotes, not 'timestamp'"),
        ('UPDATE "t" SET a=?', "WHERE is expected"),
        ('UPDATE "t" SET a=? SET a=? WHERE c=?', "a is written once"),
        ('UPDATE "t" SET a=? WHERE state=?', "a reserved word goes in double quotes, not 'state'"),
        ('UPDATE "t" SET a=? WHERE c==?', "a value is expected"),
        ('UPDATE "t" WHERE c=?', "SET or REMOVE is expected"),
        ('UPDATE "t" SET a=? WHERE c=? RETURNING *', "ALL or MODIFIED is expected"),
        ('DELETE "t" WHERE c=?', "FROM is expected"),
        ('DELETE FROM "t" t WHERE c=?', "WHERE is expected"),
        ('UPSERT INTO "t"', "INSERT, UPDATE, DELETE or SELECT is expected"),
        ('SELECT * FROM "t" WHERE a LIKE ?', "a comparison is expected"),
        ("INSERT INTO \"t\" VALUE {'a': 'open}", "nothing begins with"),
    ],
)
def test_any_other_statement_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        parse(text)


def test_a_statement_says_what_it_writes_and_to_which_item() -> None:
    update = parse('UPDATE "t" SET "version"=? SET profile=? WHERE entity=? AND "version"=? AND NOT a=?')

    assert update.written == {"version": 0, "profile": 1}
    assert update.equal == {"entity": 2, "version": 3}
    assert update.parameters == 5


def test_what_holds_in_one_case_only_names_no_item() -> None:
    assert parse('DELETE FROM "t" WHERE a=? OR b=?').equal == {}
    assert parse('DELETE FROM "t" WHERE (a=? OR b=?) AND c=?').equal == {"c": 2}
