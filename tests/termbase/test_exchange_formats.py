"""Tables of other programs: read into concepts, written as the services take them, told apart; imports compared."""

import csv
import io
import json
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.termbase.errors import DragomanError, InputError, OutputError, TermbaseError
from dragoman.termbase.exchange import (
    FORMATS,
    ReadOptions,
    Report,
    WriteOptions,
    format_named,
    read_termbase,
    selected,
    sniff,
    write_termbase,
    yaml,
)
from dragoman.termbase.exchange.compare import Conflict, Duplicate, Duplicates, Index
from dragoman.termbase.exchange.imports import choose
from dragoman.termbase.exchange.tables import decode, delimiter, join_rows, split_rows
from dragoman.termbase.lint import lint
from dragoman.termbase.load import load_curated, load_text
from dragoman.termbase.model import Concept, Kind, Term, Termbase

CASES = Path(__file__).parent.parent / "cases"


def cases(name):
    found = json.loads((CASES / f"exchange_{name}.json").read_text("utf-8"))
    return pytest.mark.parametrize("case", found, ids=[case["name"] for case in found])


def read(text, form, source="en", target="ru"):
    report = Report()
    data = text if isinstance(text, bytes) else text.encode()
    found = read_termbase(io.BytesIO(data), "x", format_named(form), ReadOptions(source, target), report)
    return found.termbase, report


def write(termbase, form, *targets, delimiter=","):
    report = Report()
    options = WriteOptions("en", targets or ("ru", "zh"), delimiter, title="T")
    return write_termbase(termbase, format_named(form), options, report), report


def counts(report):
    return {code: number for (_, code), number in report.counts.items()}


@cases("read")
def test_reading(case):
    if "error" in case:
        with pytest.raises(InputError) as caught:
            read(case["text"], case["format"], case.get("from", "en"), case.get("to", "ru"))
        assert str(caught.value).startswith(case["error"])
        return
    termbase, report = read(case["text"], case["format"], case.get("from", "en"), case.get("to", "ru"))
    shown = {}
    for concept in termbase:
        own = {tag: [f"{term.status} {term.text}" for term in terms] for tag, terms in concept.terms.items()}
        own |= {name: getattr(concept, name) for name in ("domain", "definition", "note") if getattr(concept, name)}
        own |= {"kind": concept.kind.value} if concept.kind is not Kind.GENERAL else {}
        own |= {"do_not_translate": True} if concept.do_not_translate else {}
        usage = {term.text: term.usage for terms in concept.terms.values() for term in terms if term.usage}
        own |= {"usage": usage} if "usage" in case["concepts"].get(concept.id, {}) else {}
        shown[concept.id] = own
    assert shown == case["concepts"]
    assert counts(report) == case["counts"]
    if len(termbase):
        assert load_text(yaml.dump(termbase)) == termbase
    assert not [problem for problem in lint(termbase) if problem.severity == "error"]


@cases("sniff")
def test_telling_formats_apart(case):
    if "error" in case:
        with pytest.raises(InputError) as caught:
            sniff(case["text"].encode(), case["file"])
        assert caught.value.message == case["error"]
        assert "omegat (OmegaT glossary" in caught.value.hint
    else:
        assert sniff(case["text"].encode(), case["file"]).name == case["format"]


def test_a_spreadsheet_in_utf_16_is_told_and_read():
    data = "en\tru\nhouse\tдом\n".encode("utf-16")
    assert sniff(data, "x.txt").name == "omegat"
    assert sniff(data, "x.tsv").name == "amazon"
    assert read(data, "amazon")[0]["house"].terms["ru"][0].text == "дом"
    assert sniff(("en\tru\n" + "house\tдом😀\n" * 20_000).encode("utf-16")[: 1 << 16], "x.tsv").name == "amazon"


@cases("compare")
def test_comparing(case):
    (concept,) = load_text(case["imported"])
    found = Index(load_text(case["existing"]), "en").compare(concept)
    if "duplicate" in case:
        assert isinstance(found, Duplicate) and found.existing.id == case["duplicate"]
        assert [term.text for term in found.new] == case["new"]
    elif "conflict" in case:
        assert isinstance(found, Conflict) and found.existing.id == case["conflict"]
        assert (found.language, found.forbidden) == (case["language"], case.get("forbidden", False))
    else:
        assert found is None


EXISTING = """
sources: {key: a book}
concepts:
- {id: house, en: house, ru: {preferred: дом, source: key, verified: "yes"}}
- {id: tree, en: tree, ru: дерево}
"""
IMPORTED = """
- {id: house, en: oak, ru: дуб, note: "See also: tree [tree]"}
- {id: tree, en: {preferred: home, admitted: [house]}, ru: {preferred: жилище, admitted: [дом]}, zh: 房子}
- {id: home, en: {preferred: house, short: [H]}, ru: {preferred: дом, forbidden: [{form: хата, why: bad}]}}
- {id: home-2, en: tree, ru: древо}
"""


def chosen(how):
    report = Report()
    return choose(load_text(IMPORTED), load_text(EXISTING), "en", how, report), report


def test_duplicates_are_left_out_and_conflicts_kept():
    done, report = chosen(Duplicates.SKIP)
    assert list(done.termbase.concepts) == ["house-2", "home-2"]
    assert [found.existing.id for found in done.duplicates] == ["house", "house"]
    assert [found.existing.id for found in done.conflicts] == ["tree"]
    assert counts(report) == {"id": 1}
    assert done.termbase["house-2"].note == "See also: tree [tree]"


def test_merging_adds_what_is_new_as_admitted_to_what_there_is():
    done, _ = chosen(Duplicates.MERGE)
    assert done.merged == ("house",)
    house = done.termbase["house"]
    assert [(term.text, term.status.value, term.type.value) for term in house.terms["en"]] == [
        ("house", "preferred", "full"),
        ("H", "admitted", "short"),
        ("home", "admitted", "full"),
    ]
    assert [(term.text, term.status.value) for term in house.terms["ru"]] == [
        ("дом", "preferred"),
        ("жилище", "admitted"),
        ("хата", "forbidden"),
    ]
    assert house.terms["zh"][0].text == "房子"
    assert house.evidence["ru"].sources == ("key",)
    assert done.termbase.sources == {"key": "a book"}
    layered = load_text(EXISTING).layered(load_text(yaml.dump(done.termbase)))
    assert layered["house"] == house and len(layered) == 4


def test_keeping_gives_them_ids_of_their_own():
    done, report = chosen(Duplicates.KEEP)
    assert list(done.termbase.concepts) == ["house-2", "tree-2", "home", "home-2"]
    assert done.termbase["house-2"].note == "See also: tree [tree-2]"
    assert counts(report) == {"id": 2}


def test_an_entry_that_stands_twice_in_a_file_is_read_once():
    twice, _ = read("en,ru,definition\nhouse,дом,x\nhome,дом,x\n", "csv")
    assert len(choose(twice, Termbase(MappingProxyType({})), "en", Duplicates.SKIP, Report()).termbase) == 2
    same = load_text("- {id: a, en: x, ru: у}\n- {id: b, en: x, ru: у}")
    report = Report()
    assert list(choose(same, Termbase(MappingProxyType({})), "en", Duplicates.SKIP, report).termbase.concepts) == ["a"]
    assert counts(report) == {"identical": 1}


SERVICES = {"deepl": 1024, "google": 1024, "google-set": 1024, "amazon": 200, "microsoft": 1024}
WRITABLE = load_text(
    """
- id: body
  kind: body
  definition: A body.
  en: {preferred: Board, short: [B], admitted: ["Board, the \\"old\\""], forbidden: [{form: Bord, why: typo}]}
  ru: {preferred: Правление, short: [П], admitted: [Управление], deprecated: [{form: Управа, why: old}]}
  zh: {preferred: 委员会, short: [委]}
- {id: other, en: Board, ru: Доска, zh: 板}
- {id: near, en: {preferred: {form: Bank, context: [river]}}, ru: берег, zh: 岸}
- {id: no-zh, en: Pier, ru: пирс}
- {id: dnt, do_not_translate: true, en: Contoso}
- {id: spaces, en: " padded", ru: набитый, zh: 填}
- {id: hash, en: "#1", ru: первый, zh: 第一}
- {id: same, en: B, ru: П, zh: 委}
"""
    + f"- {{id: long, en: {'x' * 1100}, ru: длинный, zh: 长}}\n"
    + f"- {{id: longish, en: {'y' * 201}, ru: длинноватый, zh: 较长}}\n"
)


@pytest.mark.parametrize("form, limit", SERVICES.items())
def test_services_get_each_source_once_and_nothing_they_refuse(form, limit):
    single = FORMATS[form].targets == 1
    text, report = write(
        WRITABLE, form, *(["ru"] if single else ["ru", "zh"]), delimiter="\t" if form == "microsoft" else ","
    )
    rows = (
        [line.split("\t") for line in text.splitlines()] if form == "microsoft" else list(csv.reader(io.StringIO(text)))
    )
    width = {"deepl": 4, "google-set": 4, "amazon": 3}.get(form, 2)
    assert {len(row) for row in rows} == {width}
    terms = [row[: 2 if single else 3] for row in rows[0 if single else 1 :]]
    sources = [row[0] for row in terms]
    assert len(set(sources)) == len(sources)
    assert all(cell == cell.strip() and 0 < len(cell.encode()) <= limit for row in terms for cell in row)
    assert ["Board", "Правление", "委员会"][: len(terms[0])] in terms
    assert ["Contoso", "Contoso", "Contoso"][: len(terms[0])] in terms
    assert not {"Bord", "Управа", "Bank", "x" * 1100, " padded"} & {cell for row in terms for cell in row}
    assert "B" in sources and ("y" * 201 in sources) == (limit > 200)
    lost = counts(report)
    assert lost["forbidden"] == 1 and lost["deprecated"] == 1 and lost["context"] == 1 and lost["ambiguous"] >= 1
    assert lost["service"] == (2 if limit > 200 else 3)
    assert lost.get("no-rendering", 0) == (0 if single else 1)
    again, _ = read(text, form)
    assert {term.text for concept in again for term in concept.terms["en"]} == set(sources)


def test_a_set_of_equivalents_repeats_no_text_in_any_column():
    text, _ = write(load_curated(), "google-set")
    columns = list(zip(*list(csv.reader(io.StringIO(text)))[1:], strict=True))[:3]
    assert all(len(set(column)) == len(column) > 200 for column in columns)


def test_omegat_has_every_rendering_and_no_line_it_would_skip():
    text, report = write(WRITABLE, "omegat", "ru", delimiter="\t")
    lines = text.splitlines()
    assert lines[0] == "# T (en → ru)"
    assert "Board\tПравление\tA body." in lines and "Board\tУправление\t" in lines and "B\tП\tA body." in lines
    assert "Bank\tберег\t(only near: river)" in lines
    assert not any("Bord" in line or "Управа" in line or line.startswith("#1") for line in lines)
    assert counts(report) == {"kind": 1, "forbidden": 1, "deprecated": 1, "service": 1}


def test_weblate_tells_homonyms_apart_and_gets_nothing_forbidden():
    text, report = write(WRITABLE, "weblate", "ru")
    rows = list(csv.DictReader(io.StringIO(text)))
    boards = [(row["target"], row["context"]) for row in rows if row["source"] == "Board"]
    assert boards == [("Правление", "body"), ("Доска", "other")]
    assert len({(row["source"], row["context"]) for row in rows}) == len(rows)
    assert "Bord" not in text and "Управа" not in text
    assert counts(report)["forbidden"] == 1


def test_limits_of_a_whole_glossary():
    def concept(number):
        terms = {tag: (Term(letter * 500 + str(number), tag),) for tag, letter in (("en", "é"), ("ru", "я"))}
        return Concept(f"e-{number}", Kind.GENERAL, MappingProxyType(terms))

    large = Termbase(MappingProxyType({f"e-{number}": concept(number) for number in range(5300)}))
    with pytest.raises(OutputError, match="10,485,760 bytes DeepL takes"):
        write(large, "deepl", "ru")


def test_one_target_language_or_an_error():
    with pytest.raises(InputError, match="one target language, not 2"):
        write(WRITABLE, "deepl", "ru", "zh")


def test_a_spreadsheet_keeps_terms_statuses_and_texts():
    text, report = write(load_curated(), "csv")
    again, found = read(text, "csv")
    curated = load_curated()
    assert list(again.concepts) == list(curated.concepts)
    for concept in curated:
        other = again[concept.id]
        assert (other.kind, other.domain, other.definition, other.note) == (
            concept.kind, concept.domain, concept.definition, concept.note
        )  # fmt: skip
        for tag, terms in concept.terms.items():
            mine = [(t.text, t.status, t.type, t.usage, t.why, t.scope) for t in terms]
            theirs = [(t.text, t.status, t.type, t.usage, t.why, t.scope) for t in other.terms[tag]]
            # a form that is wrong only because of the grammar a spreadsheet cannot hold
            assert theirs == mine or (concept.id, tag) == ("important-consensus", "ru")
    assert set(counts(report)) == {"evidence", "case", "grammar", "context"}
    assert counts(found) == {"forbidden-approved": 1}


@pytest.mark.parametrize("form", FORMATS)
def test_the_curated_termbase_goes_through_every_format(form):
    targets = ["ru"] if FORMATS[form].targets == 1 else ["ru", "zh"]
    text, report = write(load_curated(), form, *targets, delimiter="\t" if form in ("omegat", "microsoft") else ",")
    again, _ = read(text, form)
    preferred = {concept.preferred("ru").text for concept in again}
    assert {"Верховная народная прокуратура", "шанхайский дух", "Ин Юн"} <= preferred
    carried = FORMATS[form].carries
    assert not set(counts(report)) & (carried - {"context", "synonym"})
    forbidden = {t.text for c in again for t in c.terms["ru"] if not t.approved}
    approved = {t.text for c in again for t in c.terms["ru"] if t.approved}
    assert not approved & {"Йинг Йонг", "Главный великий прокурор", "Дух Шанхая"}
    assert ("Йинг Йонг" in forbidden) == (form in ("tbx", "csv", "yaml"))


def test_selecting_kinds_and_languages():
    curated = load_curated()
    people = selected(curated, {Kind.PERSON}, ("en", "zh"))
    assert {concept.kind for concept in people} == {Kind.PERSON} and people.languages == ("en", "zh")
    assert 0 < len(people.sources) < len(curated.sources)
    assert selected(curated) == curated or set(selected(curated).sources) < set(curated.sources)


def test_adding_entries_leaves_a_file_as_it_is():
    new = list(load_text("- {id: new, en: new, ru: новый}"))
    plain = "# mine\n- {id: a, en: x}   # kept\n"
    assert (
        yaml.append(plain, new, "f") == plain + "\n- id: new\n  en:\n    preferred: new\n  ru:\n    preferred: новый\n"
    )
    nested = "sources: {k: v}\nconcepts:\n    - {id: a, en: x}"
    assert yaml.append(nested, new, "f").splitlines()[3:6] == ["", "    - id: new", "      en:"]
    assert load_text(yaml.append("- {id: a, en: x}\r\n", new, "f").replace("\r\n", "\n"))["new"] == new[0]
    for bad in ("{id: a, en: x}", "[{id: a, en: x}]", "concepts:\n- {id: a, en: x}\nsources: {k: v}"):
        with pytest.raises(InputError):
            yaml.append(bad, new, "f")
    with pytest.raises(TermbaseError, match="id 'new' twice"):
        yaml.append("- {id: new, en: x}", new, "f")


def test_a_concept_no_file_can_hold_is_refused():
    (concept,) = load_text("- {id: a, en: x}")
    for terms in ({}, {"en": ()}, {"en": (concept.terms["en"][0],) * 2}):
        broken = Termbase(MappingProxyType({"a": type(concept)("a", Kind.GENERAL, MappingProxyType(terms))}))
        with pytest.raises(OutputError):
            yaml.dump(broken)


cell = st.text(st.sampled_from("ab ,;\t\"'\n\rдо国"), max_size=6)


@given(st.lists(st.lists(cell.map(str.strip), min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_tables_come_back_as_they_were_written(rows, mark):
    text = join_rows(rows, mark)
    assert [[cell.text for cell in row] for row in split_rows(text, "x", mark)] == [row for row in rows if any(row)]
    for row in split_rows(text, "x", mark):
        for cell in row:
            if cell.text and '"' not in cell.text and "\n" not in text and "\r" not in text:
                line = text.split("\n")[cell.line - 1]
                assert line[cell.column - 1 :].startswith((cell.text, f'"{cell.text}'))


@pytest.mark.parametrize(
    "text, mark", [("a,b\nc,d", ","), ("a;b,c\nd;e", ";"), ("a\tb, c", "\t"), ("a", ","), ('"a;b",c', ",")]
)
def test_delimiters_are_told(text, mark):
    assert delimiter(text) == mark


def test_encodings_of_tables():
    assert decode("a,я".encode("utf-8-sig"), "x") == "a,я"
    with pytest.raises(InputError, match="not in UTF-8"):
        decode("a,я".encode("cp1251"), "x")
    with pytest.raises(InputError, match="not valid UTF-16"):
        decode(b"\xff\xfea", "x")


header = st.sampled_from(
    [
        "",
        "source,target,flags\n",
        "id,en,ru,status,definition\n",
        "en,ru\n",
        "a,b,en,ru\n",
        "<tbx>",
        "<martif>",
        "- id: a\n",
    ]
)
tag = st.sampled_from(
    ["<conceptEntry>", "<langSec xml:lang='en'>", "<termSec>", "<term>", "</term>", "<note>[dragoman] kind: ", "x"]
)
garbage = (
    st.binary(max_size=60)
    | st.text(max_size=40).map(str.encode)
    | st.lists(tag, max_size=8).map("".join).map(str.encode)
)


@given(header, garbage, st.sampled_from(list(FORMATS)))
@settings(max_examples=settings.default.max_examples * 2)
def test_garbage_is_read_or_refused(begin, data, form):
    try:
        termbase, _ = read(begin.encode() + data, form)
    except (InputError, TermbaseError):
        pass
    else:
        if len(termbase):
            assert load_text(yaml.dump(termbase)) == termbase
    try:
        sniff(begin.encode() + data, "x.csv")
    except DragomanError as error:
        assert isinstance(error, InputError)
