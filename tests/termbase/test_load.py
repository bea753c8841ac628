from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.termbase import load, positions
from dragoman.termbase.entries import is_acronym
from dragoman.termbase.errors import Location, TermbaseError
from dragoman.termbase.load import load_curated, load_file, load_layers, load_text
from dragoman.termbase.model import CasePolicy, Kind, Scope, Status, Term, TermType, Verified

CASES_FILE = Path(__file__).parent.parent / "cases" / "load_errors.json"
CASES: list[dict[str, Any]] = json.loads(CASES_FILE.read_text("utf-8"))

FULL = """\
sources: {xinhua: "Xinhua, 2024: short form"}
concepts:
  - id: supreme-peoples-procuratorate
    kind: body
    domain: procuratorial
    definition: >
      Highest organ of prosecution
      in China.
    note: A note.
    do_not_translate: no
    en:
      preferred: Supreme People's Procuratorate
      short: [SPP]
      admitted: [China's top procuratorate]
    ru:
      preferred:
        form: Верховная народная прокуратура
        head: Верховная народная прокуратура
        gender: f
        number: sg
        animate: no
        numbers: [pl, sg]
        forms: {gen.sg: Верховной народной прокуратуры}
        case: initial
        context: [Китай, КНР]
        usage: official
      short:
        - {form: ВНП, gender: f, indeclinable: true}
        - {form: прокуратура, context: китайская}
      deprecated: [{form: Верховный прокурорский орган, why: dated}]
      forbidden:
        - {form: Верховная прокуратура людей, why: calque, scope: always}
        - Народный прокурор
      verified: partly
      source: [xinhua, "a book, p. 5"]
    zh-CN:
      preferred: 最高人民检察院
      short: [最高检]
      verified: yes
"""


def problems_of(error: TermbaseError) -> list[str]:
    return [str(problem) for problem in error.problems]


def failing(text: str) -> list[str]:
    with pytest.raises(TermbaseError) as caught:
        load_text(text, "t.yaml")
    return problems_of(caught.value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_problem_is_reported_where_it_is(case: dict[str, Any]) -> None:
    with pytest.raises(TermbaseError) as caught:
        load_text("\n".join(case["yaml"]), "t.yaml")
    found = [(problem.where, str(problem)) for problem in caught.value.problems]
    assert [where for where, _ in found] == [Location("t.yaml", line, column) for line, column, _ in case["problems"]]
    for (_, text), (_, _, part) in zip(found, case["problems"], strict=True):
        assert part in text
        assert "\n" not in text


def test_a_full_entry() -> None:
    termbase = load_text(FULL, "full.yaml")
    assert dict(termbase.sources) == {"xinhua": "Xinhua, 2024: short form"}
    concept = termbase["supreme-peoples-procuratorate"]
    assert (concept.kind, concept.domain, concept.note) == (Kind.BODY, "procuratorial", "A note.")
    assert concept.definition == "Highest organ of prosecution in China."
    assert concept.do_not_translate is False
    assert concept.where == Location("full.yaml", 3, 5)
    assert list(concept.terms) == ["en", "ru", "zh"]
    first, acronym, short, deprecated, forbidden, other = concept.terms["ru"]
    assert first.text == "Верховная народная прокуратура"
    assert first.where == Location("full.yaml", 17, 15)
    assert first.status is Status.PREFERRED
    assert first.type is TermType.FULL
    assert first.case is CasePolicy.INITIAL
    assert first.context == ("Китай", "КНР")
    assert first.usage == "official"
    grammar = first.grammar
    assert grammar.head == ("Верховная", "народная", "прокуратура")
    assert (grammar.gender, grammar.number, grammar.animate, grammar.numbers) == ("f", "sg", False, ("sg", "pl"))
    assert dict(grammar.forms) == {"gen.sg": "Верховной народной прокуратуры"}
    assert (acronym.text, acronym.type, acronym.status) == ("ВНП", TermType.ACRONYM, Status.ADMITTED)
    assert acronym.grammar.indeclinable is True
    assert (short.type, short.context) == (TermType.SHORT, ("китайская",))
    assert (deprecated.status, deprecated.why, deprecated.scope) == (Status.DEPRECATED, "dated", Scope.CONCEPT)
    assert (forbidden.status, forbidden.why, forbidden.scope) == (Status.FORBIDDEN, "calque", Scope.ALWAYS)
    assert (other.status, other.scope) == (Status.FORBIDDEN, Scope.CONCEPT)
    assert concept.evidence["ru"].verified is Verified.PARTLY
    assert concept.evidence["ru"].sources == ("xinhua", "a book, p. 5")
    assert [concept.evidence[language].verified for language in ("en", "zh")] == [Verified.NO, Verified.YES]
    assert [term.text for term in concept.terms["en"]] == [
        "Supreme People's Procuratorate", "SPP", "China's top procuratorate"
    ]  # fmt: skip


def test_short_writings() -> None:
    termbase = load_text("id: a\nen: Foo\nru: {preferred: Фу, short: Ф, source: book}\n")
    concept = termbase["a"]
    assert concept.kind is Kind.GENERAL
    assert concept.preferred("en") == Term("Foo", "en")
    assert [term.text for term in concept.terms["ru"]] == ["Фу", "Ф"]
    assert concept.evidence["ru"].sources == ("book",)
    assert not load_text("[]")
    assert dict(load_text("sources: {a: b}").sources) == {"a": "b"}


def test_quoted_values_are_text() -> None:
    terms = load_text("- id: '110'\n  en: {preferred: '110', short: [\"NO\", !!str 119, '~']}")["110"].terms["en"]
    assert [term.text for term in terms] == ["110", "NO", "119", "~"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("true", "yes"),
        ("false", "no"),
        ("True", "yes"),
        ('"yes"', "yes"),
        ("partly", "partly"),
    ],
)
def test_verified(written: str, read: str) -> None:
    assert load_text(f"- id: a\n  en: {{preferred: Foo, verified: {written}}}")["a"].evidence["en"].verified == read


def test_text_is_normalised() -> None:
    term = load_text("- id: a\n  ru: Кра\u0438\u0306\n")["a"].preferred("ru")
    assert term is not None
    assert term.text == "Край"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SPP", True), ("ВНП", True), ("РАТС ШОС", True), ("G20", True), ("R&D", True), ("CD-ROM", True),
        ("SCO-RATS", True), ("Spp", False), ("S", False), ("最高检", False), ("110", False), ("SPP!", False),
        ("", False),
    ],
)  # fmt: skip
def test_acronyms(text: str, expected: bool) -> None:
    assert is_acronym(text) is expected


def test_problems_have_a_way_out() -> None:
    (problem,) = failing("- id: a\n  kind: boddy\n  en: Foo\n")
    assert problem == (
        "t.yaml:2:9: kind cannot be 'boddy' (did you mean body? there is: body, title, rank, event, document, "
        "initiative, slogan, law, place, person, general)"
    )
    assert failing("- id: a\n  en: [NO]\n  ru: NO\n")[1].endswith("YAML reads as a truth value (write 'NO' in quotes)")


def test_duplicate_ids_and_sources_across_files_of_a_layer(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("sources: {s: x}\nconcepts:\n- id: one\n  en: One\n", "utf-8")
    (tmp_path / "b.yml").write_text("sources: {s: y}\nconcepts:\n- id: two\n  en: Two\n- id: one\n  en: Uno\n", "utf-8")
    with pytest.raises(TermbaseError) as caught:
        load_layers([tmp_path], curated=False)
    a, b = tmp_path / "a.yaml", tmp_path / "b.yml"
    assert problems_of(caught.value) == [
        f"{b}:1:11: source 's' twice (first at {a}:1:11; keep one)",
        f"{b}:5:3: id 'one' twice (first at {a}:3:3; rename or merge one)",
    ]


def test_problems_of_all_files_and_layers_are_collected(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- id: A\n  en: One\n", "utf-8")
    (tmp_path / "b.yaml").write_text("- id: b\n", "utf-8")
    lone = tmp_path / "lone"
    lone.mkdir()
    with pytest.raises(TermbaseError) as caught:
        load_layers([tmp_path, lone, tmp_path / "none.yaml", lone / "x"], curated=False)
    places = [str(problem.where) for problem in caught.value.problems]
    assert places == [
        f"{tmp_path / 'a.yaml'}:1:7",
        f"{tmp_path / 'b.yaml'}:1:3",
        str(lone),
        str(tmp_path / "none.yaml"),
        str(lone / "x"),
    ]
    assert "[and 4 more]" in str(caught.value)


def test_a_later_layer_wins(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("sources: {s: x, t: t}\nconcepts: [{id: a, en: Foo}, {id: b, en: Bar}]\n", "utf-8")
    two.write_text("sources: {s: y}\nconcepts: [{id: a, en: Baz, ru: Баз}]\n", "utf-8")
    termbase = load_layers([one, two], curated=False)
    assert list(termbase.concepts) == ["a", "b"]
    assert [term.text for term in termbase["a"].terms["en"]] == ["Baz"]
    assert dict(termbase.sources) == {"s": "y", "t": "t"}
    assert list(load_layers([], curated=False).concepts) == []


def test_layers_lie_on_the_curated_termbase(tmp_path: Path) -> None:
    curated = load_curated()
    first = next(iter(curated))
    own = tmp_path / "own.yaml"
    own.write_text(f"- id: {first.id}\n  en: Mine\n- id: brand-new-entry\n  en: New\n", "utf-8")
    termbase = load_layers([own])
    assert len(termbase) == len(curated) + 1
    assert termbase[first.id].preferred("en") == Term("Mine", "en")
    assert curated[first.id] is first


def test_directories_read_only_their_visible_yaml_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- id: a\n  en: Foo\n", "utf-8")
    (tmp_path / ".b.yaml").write_text("broken: [", "utf-8")
    (tmp_path / "notes.txt").write_text("broken: [", "utf-8")
    assert list(load_layers([tmp_path], curated=False).concepts) == ["a"]


@pytest.mark.parametrize(
    ("data", "where", "message"),
    [
        (b"- id: a\n  en: caf\xe9\n", ":2:10", "not in UTF-8 (byte 0xE9)"),
        (b"\xef\xbb\xbf- \xff", ":1:3", "not in UTF-8 (byte 0xFF)"),
        ("- id: д".encode() + b"\x80", ":1:8", "not in UTF-8"),
        ("- id: a".encode("utf-16"), ":1:1", "UTF-16"),
        (b"PK\x03\x04\x00\x00", ":1:5", "not a text file"),
        (b"", "", "no entries"),
        (b"\xef\xbb\xbf", "", "no entries"),
        (b"x" * 101, "", "larger than 100 bytes"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(tmp_path: Path, data: bytes, where: str, message: str) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(data)
    with pytest.raises(TermbaseError) as caught:
        load_file(path, limit=100)
    (problem,) = problems_of(caught.value)
    assert problem.startswith(f"{path}{where}: ")
    assert message in problem


def test_paths_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path, tmp_path / "\0", tmp_path / ("x" * 5000)):
        with pytest.raises(TermbaseError) as caught:
            load_file(path)
        assert "cannot read the termbase" in str(caught.value)
    with pytest.raises(TermbaseError, match="cannot read the termbase"):
        load_layers([Path("\0.yaml")], curated=False)


def test_a_byte_order_mark_and_other_line_ends_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    for data in (b"\xef\xbb\xbf- id: a\n  en: Foo\n", b"- id: a\r\n  en: Foo\r\n", b"- id: a\r  en: Foo\r"):
        path.write_bytes(data)
        concept = load_file(path)["a"]
        assert concept.preferred("en") == Term("Foo", "en")
        assert concept.where == Location(str(path), 1, 3)
        assert concept.terms["en"][0].where == Location(str(path), 2, 7)


@pytest.mark.parametrize(
    "text",
    ["[" * 3000, "- " * 3000, "? " * 3000, "{a: " * 3000, "a: b\n" * 5000, "- x\n" * 5000, "\u202e" * 5000,
     "- &a [x]\n" * 2000],
    ids=["lists", "items", "keys", "mappings", "duplicates", "entries", "invisible", "anchors"],
)  # fmt: skip
def test_hostile_files_end_in_few_problems(text: str) -> None:
    problems = failing(text)
    assert 0 < len(problems) <= positions.MAX_PROBLEMS + 2
    assert all(len(problem) < 400 for problem in problems)


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(positions, "MAX_NODES", 20)
    assert "more than 20 values" in failing("- [a]\n" * 30)[-1]


def test_many_terms_take_linear_time() -> None:
    terms = ", ".join(f"t{number}" for number in range(20_000))
    assert len(load_text(f"- id: a\n  en: {{preferred: x, admitted: [{terms}]}}")["a"].terms["en"]) == 20_001


def test_positions_are_those_of_the_text() -> None:
    text = "# д😀\n- id: 1a\n  en:\n    preferred: \"Ї😀\"\n    admitted: [{form: 'б'}, в]\n"
    lines = text.split("\n")
    for term in load_text(text, "t")["1a"].terms["en"]:
        assert term.where is not None
        rest = lines[term.where.line - 1][term.where.column - 1 :]
        assert rest.lstrip("\"'").startswith(term.text)


def test_the_python_parser_gives_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = load_text(FULL, "full.yaml")
    monkeypatch.delattr(yaml, "CSafeLoader")
    slow = load_text(FULL, "full.yaml")
    assert slow == quick
    assert [term.where for concept in slow for terms in concept.terms.values() for term in terms] == [
        term.where for concept in quick for terms in concept.terms.values() for term in terms
    ]


@pytest.mark.parametrize("escape", [r"\U00110000", r"\UFFFFFFFF", r"\ud800"])
def test_escapes_of_no_character_are_refused_by_both_parsers(escape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f'- id: a\n  en: "x{escape}"\n'
    assert len(failing(text)) == 1
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert len(failing(text)) == 1


def test_curated_is_read_once_and_well() -> None:
    termbase = load_curated()
    assert termbase is load_curated()
    assert len(termbase) >= 250
    assert termbase.languages == ("en", "ru", "zh")
    assert all(str(concept.where).startswith("curated/") for concept in termbase)
    folder = Path(load.__file__).parent / "curated"
    assert load_layers([folder], curated=False) == termbase


KEYS = st.sampled_from(
    [
        "id",
        "kind",
        "en",
        "ru",
        "zh",
        "fr",
        "preferred",
        "short",
        "forbidden",
        "form",
        "head",
        "forms",
        "why",
        "concepts",
        "<<",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8) | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=5),
    max_leaves=25,
)


def loads_or_refuses(text: str) -> None:
    try:
        termbase = load_text(text, "t.yaml")
    except TermbaseError as error:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for problem in error.problems:
            assert problem.message
            assert problem.where is not None
            assert problem.where.line <= len(lines) + 1
            assert "\n" not in str(problem)
    else:
        for concept in termbase:
            assert concept.terms


@given(VALUES)
def test_any_yaml_is_loaded_or_refused(value: Any) -> None:
    loads_or_refuses(yaml.safe_dump(value, allow_unicode=True))


@given(st.text(alphabet="-:?[]{}&*!|>'\"%@`#,. \n\t\\abидn一1", max_size=60))
@example("!%FF x")
@example("!<tag:%FF> x")
@example('"\\ud800"')
@example("%TAG ! tag:%FF\n---\n!a b")
def test_any_text_is_loaded_or_refused(text: str) -> None:
    loads_or_refuses(text)


@given(st.binary(max_size=80))
def test_any_bytes_are_loaded_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.yaml"
        path.write_bytes(data)
        try:
            load_file(path)
        except TermbaseError as error:
            assert all(problem.where is not None for problem in error.problems)


@given(st.integers(0, len(FULL) - 1), st.sampled_from([*"\t\0:-[]{}'\"&*!#,\n 1", "", "\u202e"]))
def test_a_damaged_file_is_loaded_or_refused(index: int, put: str) -> None:
    loads_or_refuses(FULL[:index] + put + FULL[index + 1 :])
