"""The model card's measures on examples worked out by hand, and the program on an engine without a model."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dragoman.translate.cli.units import Unit
from dragoman.translate.engines import engine
from dragoman.translate.engines.base import Alignment, Capabilities
from dragoman.translate.engines.builtin import DIRECTORY
from dragoman.translate.engines.echo import EchoEngine
from dragoman.translate.results import Span

FOLDER = Path(__file__).parents[1] / "benchmarks"


def module(name: str) -> Any:
    """A module of the benchmarks, which run as programs and so import each other by plain name."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    return importlib.import_module(f"model_card_{name}")


alignment, annotation, engines, report, speed, texts = map(
    module, ("alignment", "annotation", "engine", "report", "speed", "texts")
)
data = importlib.import_module("term_data")


def collection(target: str, rows: list[tuple[str, str]], terms: dict[str, tuple[str, ...]]) -> Any:
    """Rows whose sources owe those of the terms that they have."""
    listed = [
        data.Segment(str(n), source, reference, {term: terms[term] for term in terms if term in source}, {})
        for n, (source, reference) in enumerate(rows)
    ]
    sources, references = zip(*rows, strict=True)
    units = tuple(Unit(range(n, n + 1), range(n, n + 1)) for n in range(len(rows)))
    return texts.Texts("x", "x", target, sources, references, units, data.ListedVerifier(listed, target))


# -- texts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("target", "joined"), [("ru", ["a b", "c"]), ("zh", ["ab", "c"])])
def test_what_is_cut_differently_is_scored_together(target: str, joined: list[str]) -> None:
    units = (Unit(range(2), range(1)), Unit(range(2, 3), range(1, 2)))
    made = texts.Texts("x", "x", target, ("A.", "B.", "C D."), ("ab", "c"), units, texts.curated(target))
    assert made.joined(["a", "b", "c"]) == joined
    assert made.expected() == ["ab", "c"]
    assert made.pairs() == [("C D.", "c")]
    assert made.words == 4


def test_collections_of_the_project() -> None:
    articles = texts.seeds("ru", 5)
    assert len(articles) == 2 and all(len(one.sources) == 5 and one.units for one in articles)
    held_out = texts.held_out("zh", 30)
    assert len(held_out.expected()) == len(held_out.joined(held_out.sources)) == 30


def test_flores_files_must_match(tmp_path: Path) -> None:
    folder = tmp_path / "en-ru"
    folder.mkdir()
    (folder / "en").write_text("One.\nTwo. Three.\n", encoding="utf-8")
    (folder / "ru").write_text("Раз.\nДва. Три.\n", encoding="utf-8")
    found = texts.flores(tmp_path, "ru")
    assert found.sources == ("One.", "Two.", "Three.")
    assert found.expected() == ["Раз.", "Два. Три."]
    (folder / "ru").write_text("Раз.\n", encoding="utf-8")
    with pytest.raises(data.DataError, match="2 lines of en, 1 of ru"):
        texts.flores(tmp_path, "ru")


# -- annotation ---------------------------------------------------------------------------------------------------


def test_terms_rendered_and_their_cases() -> None:
    rows = [("no mask", "без маски"), ("a mask", "маска"), ("a vaccine", "вакцина")]
    made = collection("ru", rows, {"mask": ("маска",), "vaccine": ("вакцина", "прививка")})
    owing = [annotation.owed(made.verifier, source) for source in made.sources]
    # a nominative for a genitive; the same case; an admitted term of which the reference has another
    found = annotation.rendered(made.verifier, owing, ["нет маска", "маска <=>", "о прививке"], made.expected())
    assert found == annotation.Rendered(terms=3, found=3, cited=2, shown=3, fitting=1, leaking=1)
    found = annotation.rendered(made.verifier, owing, ["без маски", "ничего", "вакцина"], made.expected())
    assert found == annotation.Rendered(terms=3, found=2, cited=1, shown=2, fitting=2, leaking=0)


def test_an_engine_that_follows_annotation() -> None:
    rows = [("no mask here", "без маски здесь"), ("nothing", "ничего")]
    able = EchoEngine(capabilities=Capabilities(annotation=True))
    found = annotation.following(*engines.annotating(able, "ru"), collection("ru", rows, {"mask": ("маска",)}))
    assert (found.sentences, found.plain.found, found.annotated.found, found.annotated.fitting) == (1, 0, 1, 0)
    assert found.translations == (("no mask here", "no mask here", "no маска here"),)
    assert annotation.following(able, True, collection("ru", rows[1:], {})) is None


def test_annotation_can_be_switched_on_in_a_package() -> None:
    reader, _ = engines.annotating(engine("builtin"), "ru")
    assert reader.capabilities("en", "ru").annotation
    assert engines.annotating(engine("echo"), "ru") is None


# -- alignment ----------------------------------------------------------------------------------------------------


def test_hits_by_hand() -> None:
    weights = np.array([[0.9, 0.1, 0], [0.2, 0.3, 0.5], [0, 0.6, 0.4], [0, 0.1, 0.9]], dtype=np.float32)
    # rows 1 to 3 belong to columns 1 and 2: all of them look there; the diagonal goes 1, 1, 2
    assert alignment.hits(weights, [1, 2, 3], [1, 2]) == alignment.Hits(3, 3, 1, 1, 3)
    # of columns, 1 gets most from row 2, 2 from row 3; on the diagonal they are rows 2 and 3
    assert alignment.hits(weights.T, [1, 2], [0, 2]) == alignment.Hits(2, 1, 1, 0, 1)
    assert alignment.hits(weights, [], [1]) == alignment.Hits()
    assert alignment.Hits(1, 2, 3, 4, 5) + alignment.Hits(1, 1, 1, 1, 1) == alignment.Hits(2, 3, 4, 5, 6)


def test_only_tokens_of_the_reference_count() -> None:
    spans = (Span(0, 2), Span(2, 2), Span(2, 4), Span(4, 7))
    given = Alignment((Span(0, 1),), spans, np.ones((4, 1), dtype=np.float32))
    weights, sources, targets = alignment.within(given, 4)
    assert (weights.shape, sources, targets) == ((3, 1), [Span(0, 1)], list(spans[:3]))
    assert alignment.touched(targets, Span(1, 3)) == [0, 2]


def test_alignment_of_an_engine_that_looks_along_the_diagonal() -> None:
    rows = [("wear a mask now", "носите эту маску сейчас"), ("mask of his", "его новая маска")]
    echo = EchoEngine({source: [reference] for source, reference in rows})
    found = alignment.aligned(echo, collection("ru", rows, {"mask": ("маска",)}))
    assert (found.sentences, found.skipped) == (2, 0)
    assert found.from_target == found.from_source == alignment.Hits(tokens=2, inside=1, terms=2, most=1, chance=1)
    assert found.mass == 0.5


# -- speed and size -----------------------------------------------------------------------------------------------


def test_size_of_a_package() -> None:
    found = speed.size(engine("builtin"), "ru")
    assert found.disk == sum(file.stat().st_size for file in DIRECTORY.rglob("*") if file.is_file())
    assert 0 < found.wheel < found.disk
    assert found.compute_type.startswith("int8")
    assert speed.size(engine("echo"), "ru") is None


def test_speed_in_a_process_of_its_own() -> None:
    found = speed.worker("speed", "echo", "--to", "ru", "--cores", "1", "--limit", "2", "--slice", "2")
    assert [row["mode"] for row in found["rows"]] == ["beam 4", "greedy", "constrained"] * 2
    assert all(row["words"] > 10 and row["seconds"] > 0 for row in found["rows"])
    with pytest.raises(speed.WorkerError, match="unknown engine 'nonesuch'"):
        speed.worker("load", "nonesuch", "--to", "ru")


# -- report -------------------------------------------------------------------------------------------------------


def test_markdown() -> None:
    section = report.Section("T", ("a", "b"), (("x|y", "1"),), (1,), ("note",))
    assert report.markdown([section]) == "## T\n\n| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n\nnote\n"


def test_the_program(tmp_path: Path) -> None:
    program = [sys.executable, str(FOLDER / "model_card.py"), "--engine", "echo", "--to", "ru", "--limit", "3"]
    out, table = tmp_path / "card.json", tmp_path / "card.md"
    parts = ["--only", "quality", "annotation", "alignment"]
    done = subprocess.run(
        [*program, *parts, "--json", str(out), "--markdown", str(table)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_text(encoding="utf-8"))
    assert [one["name"] for one in found["quality"]["collections"]][2:] == ["held-out"]
    assert found["annotation"] == [] and "annotation: nothing" in done.stdout
    assert found["alignment"][0]["skipped"] == 0
    assert "| held-out documents | ru | 3 |" in table.read_text(encoding="utf-8")
    bad = subprocess.run([*program, "--flores", str(tmp_path)], capture_output=True, text=True, check=False)
    assert bad.returncode == 2 and "en-ru" in bad.stderr
