"""Each file of the corpus ends in a clear refusal or a right import, in bounded time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import apps.common.spreadsheets  # noqa: F401 - brings the sentences
from apps.common.denials import sentence_for
from apps.journeys.domain.problems import InvalidDocument
from apps.journeys.imports import read_json_map
from apps.journeys.models import JourneyMap, Upload
from tests.journeys.hostile_sheets import Bad, corpus, lay, quick

ROOT = Path(__file__).resolve().parents[2]
MOST_MIB, MOST_SECONDS = 600, 20


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process of its own, which cannot have more than 1 GiB of addresses, made of all files."""
    folder = tmp_path_factory.mktemp("hostile")
    lay(folder)
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.hostile_sheets", str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


@pytest.mark.unit
@pytest.mark.slow
def test_each_bad_file_ends_as_it_should(came: dict[str, Any]) -> None:
    expected = {bad.name: bad.expected for bad in corpus()}
    assert len(expected) >= 150
    found = {name: answer for name, (answer, _seconds) in came["answers"].items()}
    assert {name: answer for name, answer in found.items() if expected[name] != answer} == {}
    assert found.keys() == expected.keys()


@pytest.mark.unit
@pytest.mark.slow
def test_memory_and_time_are_bounded(came: dict[str, Any]) -> None:
    assert came["mib"] < MOST_MIB
    assert {
        name: seconds for name, (_answer, seconds) in came["answers"].items() if seconds > MOST_SECONDS
    } == {}


@pytest.mark.unit
def test_every_refusal_has_a_sentence_of_its_own() -> None:
    codes = {bad.expected for bad in quick() if ":" not in bad.expected}
    assert len({sentence_for(code) for code in codes}) == len(codes)
    assert sentence_for("nonsense") not in {sentence_for(code) for code in codes}


SMALL = quick()


@pytest.mark.web
@pytest.mark.parametrize("part", range(6))
def test_pages_answer_every_bad_file_and_store_nothing_of_it(client: Client, db: Any, part: int) -> None:
    for bad in SMALL[part::6]:
        answer = client.post(
            reverse("journeys:import"),
            {"file": SimpleUploadedFile(bad.name, bad.raw or b" "), "key": "k" * 10},
        )
        assert answer.status_code in {302, 422}, bad.name
        if answer.status_code == 302:
            _look_and_import(client, answer["Location"], bad)
    assert JourneyMap.unscoped.count() == sum(bad.expected.startswith("ok:") for bad in SMALL[part::6])


def _look_and_import(client: Client, page: str, bad: Bad) -> None:
    assert client.get(page).status_code == 200, bad.name
    answer = client.post(page, {"do": "import"})
    assert answer.status_code == (302 if bad.expected.startswith("ok:") else 422), bad.name
    Upload.unscoped.all().delete()


def _json(**fields: Any) -> bytes:
    return json.dumps({"title": "x", **fields}).encode()


STAGE, PLACE = {"id": "s", "name": "S"}, {"id": "t", "stage": "s", "name": "T"}
NODES = {"stages": [STAGE], "touchpoints": [PLACE]}
JSON = {
    "duplicate id": (_json(stages=[STAGE, STAGE]), "duplicate_id"),
    "duplicate id across lists": (_json(stages=[STAGE], goals=[{"id": "s", "statement": "g"}]), "duplicate_id"),
    "id of the map": (_json(stages=[{"id": "map", "name": "S"}]), "duplicate_id"),
    "dangling stage": (_json(stages=[], touchpoints=[PLACE]), "unknown_stage"),
    "no id": (_json(stages=[{"name": "S"}]), "required"),
    "odd id": (_json(stages=[{"id": "../x", "name": "S"}]), "malformed"),
    "long id": (_json(stages=[{"id": "x" * 41, "name": "S"}]), "malformed"),
    "unknown field": (_json(evil=1), "unknown_field"),
    "unknown format": (_json(format="cjm/2"), "unknown_value"),
    "a name twice": (b'{"title": "a", "title": "b"}', "duplicate_name"),
    "a list as title": (_json(title=["x"]), "wrong_type"),
    "no title": (b"{}", "required"),
    "nul": (_json(scenario="a\x00b"), "control_character"),
    "escape": (_json(scenario="\x1b[31m"), "control_character"),
    "too long": (_json(title="x" * 301), "too_long"),
    "score 9": (_json(**NODES | {"touchpoints": [PLACE | {"emotion": {"score": 9}}]}), "out_of_range"),
    "score infinite": (b'{"title": "x", "touchpoints": [{"emotion": {"score": 1e999}}]}', None),
    "31 stages": (_json(stages=[{"id": f"s{n}", "name": "S"} for n in range(31)]), "too_many"),
    "201 touchpoints": (
        _json(stages=[STAGE], touchpoints=[PLACE | {"id": f"t{n}"} for n in range(201)]), "too_many"),
    "a circle as deep nesting": (
        b'{"title": "x", "pains": ' + b'[{"causes": ' * 60 + b"1" + b"}]" * 60 + b"}", "too_deep"),
    "deep lists": (b"[" * 200_000, "too_deep"),
    "zip": (b"PK\x03\x04", "not_json"),
    "utf-16": ('{"title": "x"}'.encode("utf-16"), "not_utf8"),
    "cp1251": ('{"title": "Путь"}'.encode("cp1251"), "not_utf8"),
    "cut": (b'{"title": "x', "not_json"),
    "a list": (b"[]", "not_a_map"),
    "lone surrogate": (b'{"title": "\\udc00"}', "not_json"),
}  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize("name", JSON)
def test_bad_maps_in_json_are_refused_with_what_is_wrong(name: str) -> None:
    raw, code = JSON[name]
    with pytest.raises(InvalidDocument) as refusal:
        read_json_map(raw)
    if code is not None:
        assert code in {problem.code for problem in refusal.value.problems}


@pytest.mark.unit
def test_zoom_links_in_a_circle_can_be_read_for_they_lead_to_other_maps() -> None:
    """Each link names another map, which is asked for when it is opened: nothing follows the circle."""
    links = [{"id": "l", "kind": "zoom", "map": "mapmapmapm", "touchpoint": "t"}]
    assert len(read_json_map(_json(**NODES, links=links)).links) == 1
