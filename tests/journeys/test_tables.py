"""The map as HTML: structure, the curve over empty stages, pins and changes, and nothing let through."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser

import pytest
from django.utils.translation import override

from apps.journeys.domain.document import Lane
from apps.journeys.domain.grid import build_grid
from apps.journeys.tables import Pin, render_map_list, render_map_table, render_strip
from tests.factories.maps import Document, big_map, small_map, typed

pytestmark = pytest.mark.unit

VOID = {"col", "br", "use", "path", "rect", "circle"}
EVIL = "</td><script>alert(1)</script>\"'&"


class Outline(HTMLParser):
    """Counts elements and fails on one that is closed out of turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def count(self, tag: str, **attrs: str) -> int:
        wanted = {name.rstrip("_"): value for name, value in attrs.items()}
        return sum(
            1
            for name, found in self.found
            if name == tag and all(found.get(k) == v for k, v in wanted.items())
        )


def link(touchpoint: str) -> str:
    return f"?tp={touchpoint}&x=1"


def table(document: Document, **options: object) -> str:
    with override("en"):
        return render_map_table(build_grid(typed(document)), language="en", **options)  # type: ignore[arg-type]


def test_structure_of_a_large_map() -> None:
    html = table(big_map(), selected="t3", links=link)
    found = Outline(html)
    assert found.count("col") == 41
    assert found.count("th", scope="colgroup", colspan="5") == 8
    assert found.count("th", scope="col") == 40
    assert found.count("td") == 480
    assert found.count("tr", class_="back") == 2
    assert found.count("a", **{"aria-current": "true"}) == 1
    assert found.count("td", class_="sel") == 12
    assert 'href="?tp=t3&amp;x=1"' in html
    assert 'class="map many"' in html


def test_a_blueprint_has_three_lines() -> None:
    html = table(small_map() | {"kind": "blueprint"})
    found = Outline(html)
    assert found.count("tr", class_="vis") == 3
    assert found.count("th", scope="rowgroup", colspan="8") == 3
    order = (
        "Physical evidence",
        "What Lin does",
        "Line of interaction",
        "Frontstage",
        "Line of visibility: Lin does not see what is below",
        "Backstage",
        "Line of internal interaction",
        "Support processes",
    )
    places = [html.index(text) for text in order]
    assert places == sorted(places)


def test_a_large_map_is_a_small_answer() -> None:
    assert len(gzip.compress(table(big_map(), links=link).encode())) <= 15_000


def test_the_caption_states_the_extremes() -> None:
    caption = re.search(r"<caption[^>]*>(.*?)</caption>", table(small_map()))
    assert caption
    assert "Lowest point: Checkout, Frustrated." in caption[1]
    assert "Highest point: Support call, Delighted." in caption[1]


def test_without_links_the_heads_are_no_links() -> None:
    assert Outline(table(small_map())).count("a") == 0


@pytest.mark.parametrize(
    ("document", "text"),
    [
        pytest.param({"title": "x"}, "Your map will grow here.", id="nothing"),
        pytest.param(
            {"title": "x", "stages": [{"id": "a", "name": "A"}]}, "No touchpoint yet", id="only a stage"
        ),
    ],
)
def test_an_empty_map(document: Document, text: str) -> None:
    html = table(document)
    Outline(html)
    assert text in html


def test_an_empty_stage_has_a_column_in_every_row() -> None:
    document = small_map()
    document["stages"].insert(0, {"id": "new", "name": "Before"})
    html = table(document)
    found = Outline(html)
    assert found.count("col") == 9
    assert found.count("td") == 7 * 8
    assert 'viewBox="0 0 800 100"' in html
    assert 'd="M150 36 C' in html
    first = html[html.index('<tr class="emo">') :]
    assert re.search(
        r"<td><svg class=\"curve\".*?</svg></td><td><span class=\"cell\"><span class=\"pt\"", first
    )


def evil_map() -> Document:
    document = big_map()
    document |= {"title": EVIL, "personas": [{"id": "lin", "name": EVIL, "context": EVIL}]}
    document["lanes"] += ["purpose", "stakeholders", "changes"]
    for stage in document["stages"]:
        stage["name"] = EVIL
    for name, field in (
        ("pains", "text"), ("delights", "text"), ("opportunities", "text"), ("backstage", "text"), ("evidence", "text"),
        ("evidence", "source"), ("kpis", "name"),
    ):  # fmt: skip
        for item in document[name]:
            item[field] = EVIL
    for touchpoint in document["touchpoints"]:
        touchpoint |= {"name": EVIL, "action": EVIL, "expectation": EVIL}
        touchpoint["channels"][0]["channel"] = EVIL
        touchpoint["not_relevant"] = [
            {"lane": "stakeholders", "reason": EVIL},
            {"lane": "changes", "reason": EVIL},
        ]
    document["touchpoints"][0]["emotion"] = {}
    document["touchpoints"][0]["not_relevant"].append({"lane": "emotion", "reason": EVIL})
    return document


def test_text_is_escaped_everywhere() -> None:
    pins = [Pin("t1", "pains", 1, EVIL, EVIL, id=EVIL)]
    with override("en"):
        grid = build_grid(typed(evil_map()))
        drawn = [
            render_map_table(
                grid, language="en", selected="t1", links=lambda _id: EVIL, pins=pins, region_id=EVIL
            ),
            render_map_list(grid, language="en"),
            render_strip(grid),
        ]
    for html in drawn:
        Outline(html)
        assert "<script" not in html
    assert drawn[0].count("&lt;script&gt;") > 400


def test_pins_stand_in_their_cells() -> None:
    pins = [
        Pin("t3", "emotion", 1, "#c1", "Comment:", active=True, id="p1"),
        Pin("t3", "action", 2, "#c2", "Comment:"),
        Pin("t3", "action", 3, "#c3", "Comment:"),
        Pin("gone", "action", 4, "#c4", "Comment:"),
    ]
    html = table(small_map(), pins=pins)
    found = Outline(html)
    assert found.count("a", class_="pin on", href="#c1", id="p1") == 1
    assert '2</a><a class="pin" href="#c3">' in html
    assert "#c4" not in html


def test_changes_since_an_attempt() -> None:
    earlier = {"t0": 1.0, "t1": None, "t3": 0.5, "t5": -1.5}
    html = table(small_map(), selected="t3", changed=[("t3", "emotion"), ("t4", "pains")], earlier=earlier)
    found = Outline(html)
    assert found.count("td", class_="sel chg") == 1
    assert found.count("td", class_="chg") == 1
    assert found.count("span", class_="chb") == 2
    ghosts = [attrs["data-y"] for tag, attrs in found.found if attrs.get("class") == "gh"]
    assert ghosts == ["1", "-2"]
    assert '<path class="tail" d=""' not in html


def test_an_earlier_curve_is_dotted_where_it_had_scores() -> None:
    html = table(small_map(), earlier={"t0": 1.0, "t1": -1.0})
    assert html.count('class="tail"') == 1
    assert 'class="tail"' not in table(small_map())


def test_marks_stand_above_and_below_the_face() -> None:
    document = small_map() | {"pains": [{"id": "p", "text": "x", "touchpoint": "t3"}]}
    document["touchpoints"][3] |= {"wow_tasks": ["loyalty"], "weak_link": True}
    document["touchpoints"][4]["weak_link"] = True
    classes = [
        a["class"] for _tag, a in Outline(table(document)).found if (a.get("class") or "").startswith("mk")
    ]
    assert classes == ["mk wow above", "mk pain below", "mk weak below second", "mk weak below"]


def test_entries_of_every_shape() -> None:
    document = small_map() | {
        "lanes": ["purpose", "gap", "evidence", "reactions", "pains", "emotion", "action", "expectation"],
        "evidence": [
            {"id": "e1", "kind": "assumption", "text": "Maybe", "touchpoint": "t0", "language": "ru"},
            {"id": "e2", "kind": "quote", "text": "So late", "source": "Interview 3", "touchpoint": "t0"},
            {"id": "e3", "kind": "quote", "text": "No source", "touchpoint": "t1"},
        ],
    }
    channel = {"id": "c", "channel": "Web", "purpose": "proof", "goal_value": 1, "experience_value": -1}
    document["touchpoints"][0] |= {
        "channels": [channel],
        "reactions": [{"id": "r", "polarity": "negative", "text": "x"}],
        "not_relevant": [
            {"lane": "expectation", "reason": "None had"},
            {"lane": "emotion", "reason": "Robot"},
        ],
        "emotion": {},
    }
    html = table(document)
    for part in (
        '<span class="it" dir="auto">Web: Proof</span>',
        'Web <b class="t-negative">−2</b>',
        '<q dir="auto" lang="ru">Maybe</q></span><span class="src guess">Assumption</span>',
        '<q dir="auto">So late</q></span><span class="src" dir="auto">Interview 3</span>',
        '<q dir="auto">No source</q></span></td>',
        '<span class="sr">Negative </span>1</span></span>',
        '<td><span class="nr">Not relevant: <i dir="auto">None had</i></span></td>',
        '<span class="cell"><span class="nr">Not relevant: <i dir="auto">Robot</i></span></span>',
        '<span class="empty" aria-hidden="true">—</span><span class="sr">Nothing here yet</span>',
    ):
        assert part in html, part


def test_the_list_tells_the_same() -> None:
    document = small_map() | {
        "lanes": ["action", "emotion", "reactions", "purpose", "evidence", "time"],
        "evidence": [{"id": "e", "kind": "assumption", "text": "Maybe", "touchpoint": "t0"}],
    }
    document["stages"].append({"id": "new", "name": "After"})
    document["touchpoints"][0] |= {
        "action": "Looks",
        "reactions": [{"id": "r", "polarity": "negative", "text": "x"}],
        "channels": [{"id": "c", "channel": "Web", "purpose": "proof"}],
        "not_relevant": [{"lane": "time", "reason": "Any"}],
    }
    with override("en"):
        html = render_map_list(build_grid(typed(document)), language="en")
    Outline(html)
    for part in (
        "Looks",
        "Negative 1",
        "Web: Proof",
        "Maybe (Assumption)",
        "Not relevant: Any",
        "Pleased",
        "No touchpoint yet",
    ):
        assert part in html, part


def test_the_list_has_the_pins_of_the_table() -> None:
    pins = [
        Pin("t3", "emotion", 1, "#c1", "Comment:", active=True, id="p1"),
        Pin("t3", "action", 2, "#c2", "Comment:"),
        Pin("t3", "pains", 3, "#c3", EVIL),
        Pin("gone", "action", 4, "#c4", "Comment:"),
    ]
    document = small_map() | {"lanes": ["action", "pains", "emotion"]}
    document["touchpoints"][3]["action"] = "Pays"
    with override("en"):
        html = render_map_list(build_grid(typed(document)), language="en", pins=pins)
    found = Outline(html)
    assert found.count("a", class_="pin on", href="#c1", id="p1") == 1
    assert found.count("a") == 3
    assert "</a><b>What Lin does</b> Pays" in html
    assert "</a><b>Pains</b> Nothing here yet" in html


ADDRESSES = {lane: ["/step/4/?tp=", f"&x#{lane}-", ""] for lane in Lane}


def test_empty_cells_lead_to_where_they_are_typed() -> None:
    document = small_map() | {"lanes": ["action", "pains", "emotion", "time"]}
    document["touchpoints"][0] |= {"action": "Scrolls", "name": 'A "post"'}
    document["touchpoints"][1] |= {"emotion": {}, "not_relevant": [{"lane": "pains", "reason": "None"}]}
    html = table(document, links=link, adds=ADDRESSES)
    found = Outline(html)
    assert found.count("a", class_="add") == 6 + 6 + 1 + 7
    assert (
        '<a class="add" href="/step/4/?tp=t2&amp;x#action-t2" aria-label="Add: What Lin does, Reviews">Add</a>'
        in html
    )
    assert 'href="/step/4/?tp=t1&amp;x#emotion-t1" aria-label="Add: Emotion, Product page"' in html
    assert 'aria-label="Add: Pains, A &quot;post&quot;"' in html
    assert "Nothing here yet" not in html


def test_only_the_builder_invites_to_add() -> None:
    assert Outline(table(small_map(), links=link)).count("a", class_="add") == 0


def test_a_large_empty_map_is_a_small_answer_too() -> None:
    document = big_map()
    for touchpoint in document["touchpoints"]:
        for name in set(touchpoint) - {"id", "stage", "name"}:
            del touchpoint[name]
    document = {key: document[key] for key in ("title", "stages", "touchpoints", "lanes")}
    html = table(document, links=link, adds=ADDRESSES)
    assert Outline(html).count("a", class_="add") == 480
    assert len(gzip.compress(html.encode())) <= 15_000


def test_the_strip_marks_the_chosen_one() -> None:
    found = Outline(render_strip(build_grid(typed(small_map())), selected="t2"))
    assert found.count("span", class_="c on") == 1
    assert found.count("span", class_="pt") == 7


@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_languages(language: str) -> None:
    with override(language):
        html = render_map_table(build_grid(typed(small_map())), language=language)
    assert "Touchpoint" not in html


def test_long_and_foreign_text_stays_whole() -> None:
    document = small_map()
    text = "ا" * 2000 + "👩\u200d👧" * 500
    document["touchpoints"][0]["action"] = text
    assert f'dir="auto">{text}</span>' in table(document)
