"""The picture and the page of a backtest: whole, the same each time, and nothing from outside is markup in them."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from fraudctl.backtest import reports
from tests.fraudctl.backtest.conftest import Typed
from tests.fraudctl.backtest.past import line, write_files

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('1')</script>&\"\u202e\x1b"
BOTH = ("--plot", "out.svg", "--html", "out.html")


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    write_files(folder)


class Elements(HTMLParser):
    """The elements and attributes of a page, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def reported(typed: Typed, folder: Path, *words: str) -> tuple[ET.Element, str]:
    code, _, err = typed("one.yaml", "--data", "past.jsonl", *BOTH, *words)
    assert code == 0, err
    svg, page = (folder / "out.svg").read_text(), (folder / "out.html").read_text()
    return ET.fromstring(svg), page  # noqa: S314 -- our own


def test_the_picture_has_lines_of_what_each_threshold_and_each_capacity_comes_to(typed: Typed, folder: Path) -> None:
    picture, _ = reported(typed, folder, "--against", "other.yaml", "--review-cost", "EUR=2")
    panels = {
        str(panel[0].text): [str(each.get("class")) for each in panel.iter(f"{SVG}path") if each.get("class") != "grid"]
        for panel in picture.iter(f"{SVG}g")
    }
    whole, marks = ["line one", "line two"], ["mark", "mark dashed"]
    both = [*whole, *(f"{each} dashed" for each in whole)]
    assert panels == {
        "By threshold": [*both, *marks],
        "Alerts a day, by threshold": ["line one", "line one dashed", *marks],
        "By review capacity": both,
        "Value, EUR": ["line three", "line two", "line three dashed", "line two dashed", *marks],
    }


def test_the_page_has_all_that_the_terminal_has(typed: Typed, folder: Path) -> None:
    _, out, _ = typed("one.yaml", "--data", "past.jsonl", "--against", "other.yaml", *BOTH)
    texts = Elements((folder / "out.html").read_text()).texts
    said = set(" ".join(texts).split())
    assert [word for word in out.split() if word not in said and not set(word) <= set("─█░note:")] == []


def test_the_page_needs_nothing_else_and_closes_what_it_opens(typed: Typed, folder: Path) -> None:
    _, page = reported(typed, folder, "--against", "other.yaml")
    found = Elements(page)
    assert found.open == []
    assert not {"script", "link", "img", "iframe", "object", "form", "a"} & set(found.names)
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in {"src", "href", "style"}]
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in found.attributes
    assert "url(" not in page
    assert "@import" not in page
    assert "prefers-color-scheme" in page


def test_nothing_from_outside_is_markup(typed: Typed, folder: Path) -> None:
    rows = [
        line(0, "200", "Crypto", HOSTILE.replace("\x1b", ""), transaction_id="<b>&amp;</b>"),
        line(1, "20", "Shop", "0"),
        line(2, "1", "Shop", "0", **{"<i>": 1}),
    ]
    (folder / "past.jsonl").write_text("".join(rows))
    picture, page = reported(typed, folder, "--against", "habit.yaml")
    found = Elements(page)
    assert not {"script", "b ", "i", "u"} & set(found.names)
    assert found.names.count("b") == page.count('<div class="card"><b>')
    assert "<b>&amp;</b>" in "".join(found.texts), "the id, as it is"
    assert "\u202e" not in page
    assert "\\u202e" in page
    assert picture.tag == f"{SVG}svg"


def test_the_same_data_gives_the_same_bytes(typed: Typed, folder: Path) -> None:
    words = ("one.yaml", "--data", "past.jsonl", "--against", "other.yaml", *BOTH)
    found = []
    for _ in range(2):
        assert typed(*words)[0] == 0
        found.append([(folder / name).read_bytes() for name in ("out.svg", "out.html")])
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "rows",
    [
        "".join(line(each, "200", "Shop", "") for each in range(3)),
        "".join(line(each, "1", "Shop", "fraud") for each in range(3)),
        "".join(line(each, "200", "Shop", "0") for each in range(3)),
        line(0, "1", "Shop", "0"),
        line(0, "0", "Crypto", "fraud"),
        line(0, "1e60", "Crypto", "fraud"),
        '{"transaction_id": "t"}\n',
    ],
    ids=["unlabelled", "never fires", "no fraud", "one", "of no value", "of great value", "no payment"],
)
def test_there_is_a_picture_and_a_page_of_anything(typed: Typed, folder: Path, rows: str) -> None:
    (folder / "past.jsonl").write_text(rows)
    picture, page = reported(typed, folder, "--against", "other.yaml", "--review-cost", "3")
    assert len(list(picture.iter(f"{SVG}g"))) == 4
    assert Elements(page).open == []
    assert "nan" not in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--plot", "past.jsonl"), "past.jsonl: the plot would be written over the data"),
        (("--html", "one.yaml"), "one.yaml: the page would be written over a strategy"),
        (("--html", "out.svg", "--plot", "out.svg"), "out.svg: the page would be written over the plot"),
        (("--scores", "x", "--html", "./x"), "x: the page would be written over the scores"),
        (("--html", "link.jsonl"), "link.jsonl: the page would be written over the data"),
        (("--plot", "nowhere/out.svg"), "nowhere"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else None,
)
def test_no_file_is_written_over_another(typed: Typed, folder: Path, words: tuple[str, ...], said: str) -> None:
    (folder / "link.jsonl").symlink_to("past.jsonl")
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    code, _, err = typed("one.yaml", "--data", "past.jsonl", *words)
    assert (code, said in " ".join(err.split())) == (1, True)
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_a_page_that_fails_leaves_no_picture_behind(
    typed: Typed, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> str:
        raise OSError("the disk is full")

    (folder / "out.svg").write_text("of yesterday")
    monkeypatch.setattr(reports, "backtest_page", fail)
    before = sorted(each.name for each in folder.iterdir())
    code, _, err = typed("one.yaml", "--data", "past.jsonl", *BOTH)
    assert (code, "the disk is full" in err) == (1, True)
    assert sorted(each.name for each in folder.iterdir()) == before
    assert (folder / "out.svg").read_text() == "of yesterday"


def test_a_file_may_have_as_long_a_name_as_the_disk_takes(typed: Typed, folder: Path) -> None:
    name = "😀" * 60 + ".svg"
    assert len(name.encode()) < 255
    assert typed("one.yaml", "--data", "past.jsonl", "--plot", name)[0] == 0
    assert (folder / name).read_text().startswith("<svg ")


def test_a_number_and_its_percent_sign_stay_in_one_line(typed: Typed, folder: Path) -> None:
    _, page = reported(typed, folder)
    assert "td.right { white-space: pre }" in page
    assert '<td class="right">66.7 %</td>' in page
