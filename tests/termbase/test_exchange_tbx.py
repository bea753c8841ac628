"""TBX and YAML written and read back: the same termbase, and TBX that keeps the rules of TBX-Basic."""

import io
import unicodedata
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tbx_rules import problems

from dragoman.termbase.entries import is_acronym, words
from dragoman.termbase.exchange import labels, tbx_read, tbx_write, yaml
from dragoman.termbase.exchange.report import Loss, Report
from dragoman.termbase.exchange.settle import Settler, without_errors
from dragoman.termbase.exchange.tbx_write import Style
from dragoman.termbase.fields import CELLS
from dragoman.termbase.language import LANGUAGES
from dragoman.termbase.load import load_curated, load_text
from dragoman.termbase.model import (
    CasePolicy,
    Concept,
    Evidence,
    Grammar,
    Kind,
    Scope,
    Status,
    Term,
    Termbase,
    TermType,
    Verified,
)
from dragoman.termbase.positions import unseen

FIXTURES = Path(__file__).parent.parent / "fixtures" / "exchange"
# whole termbases are slow to make; more of them under another profile
FEWER = settings(max_examples=settings.default.max_examples // 4)

# ---------------------------------------------------------------------------------------------------------------------
# Termbases as files can hold them.

LETTERS = "abXYZ09 ‐-–—'\"“«»(),.:;!?#&*|>%@`[]{}\\/~=<$^_+éñßЁёАбвŽ国人，。𠀀😀\xa0\u0301"
LINES = (
    "Part of speech: noun", "Part of speech: verb", "Part of speech: proper noun", "Context: In a sentence.",
    "Term type: acronym", "Term type: variant", "Term type: shortForm", f"Status: {labels.SUPERSEDED}", "Gender: other",
    "Customer: A & B", "Project: <x>", "See also: other [a]", "See also: [b]", "See also: nowhere [zz]", "Source: a book",
    "Link: here https://example.org/?a=1&b=2", "Link: https://example.org", "Image: https://example.org/x.png",
    "[dragoman] kind: body", "[dragoman] note: x", "Region: Kyrgyzstan", "Location: menuItem", "Note (ru): да", "", " x", "x  y",
)  # fmt: skip


def clean(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(c for c in text if unseen(c) is None))


lines = st.text(
    st.sampled_from(LETTERS) | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12
).map(clean)
line = lines.filter(str.strip)
prose = st.lists(lines | st.sampled_from(LINES), max_size=4).map(lambda parts: clean("\n".join(parts)).strip())
identity = st.sampled_from(["a", "b", "c", "a-b", "24th-meeting", "9", "a-very-long-id-" * 6 + "x"])


@st.composite
def grammars(draw, text, language):
    own = [word for word in words(text) if draw(st.booleans())]
    cells = CELLS[LANGUAGES[language].inflector]
    forms = draw(st.dictionaries(st.sampled_from(cells), line, max_size=2)) if cells else {}
    return Grammar(
        tuple(own) or None,
        draw(st.sampled_from([None, "m", "f", "n"])),
        draw(st.sampled_from([None, "sg", "pl"])),
        draw(st.sampled_from([None, True, False])),
        draw(st.sampled_from([None, ("sg",), ("sg", "pl")])),
        draw(st.booleans()),
        MappingProxyType(forms),
    )


@st.composite
def term_lists(draw, language):
    texts = draw(st.lists(line, min_size=1, max_size=4, unique=True))
    statuses = [draw(st.sampled_from([Status.ADMITTED, Status.DEPRECATED, Status.FORBIDDEN])) for _ in texts[1:]]
    made = []
    for text, status in zip(texts, [Status.PREFERRED, *statuses], strict=True):
        short = status is Status.ADMITTED and draw(st.booleans())
        kind = (TermType.ACRONYM if is_acronym(text) else TermType.SHORT) if short else TermType.FULL
        reasoned = status in (Status.DEPRECATED, Status.FORBIDDEN)
        made.append(
            Term(
                text,
                language,
                status,
                kind,
                draw(st.sampled_from([None, *CasePolicy])),
                draw(grammars(text, language)),
                tuple(draw(st.lists(line, max_size=2))),
                draw(prose),
                draw(prose) if reasoned else "",
                draw(st.sampled_from(Scope)) if reasoned else Scope.CONCEPT,
            )
        )
    order = [Status.PREFERRED, None, Status.ADMITTED, Status.DEPRECATED, Status.FORBIDDEN]
    made.sort(key=lambda term: 1 if term.type is not TermType.FULL else order.index(term.status))
    return tuple(made)


@st.composite
def termbases(draw):
    sources = draw(st.dictionaries(line, prose.filter(bool), max_size=2))
    cited = st.lists(st.sampled_from([*sources, "a book"]) | line, max_size=2, unique=True).map(tuple)
    concepts = {}
    for name in draw(st.lists(identity, min_size=1, max_size=3, unique=True)):
        tags = draw(st.lists(st.sampled_from(list(LANGUAGES)), min_size=1, max_size=3, unique=True))
        concepts[name] = Concept(
            name,
            draw(st.sampled_from(Kind)),
            MappingProxyType({tag: draw(term_lists(tag)) for tag in tags}),
            draw(st.just("") | line),
            draw(prose),
            MappingProxyType({tag: Evidence(draw(st.sampled_from(Verified)), draw(cited)) for tag in tags}),
            draw(prose),
            draw(st.booleans()),
        )
    return Termbase(MappingProxyType(concepts), MappingProxyType(sources))


def read(document: str | bytes, name: str = "x.tbx") -> tuple[Termbase, Report]:
    report, sources = Report(), {}
    stream = io.BytesIO(document.encode() if isinstance(document, str) else document)
    concepts = Settler(report).concepts(tbx_read.read(stream, name, report, sources))
    return Termbase(MappingProxyType({item.id: item for item in concepts}), MappingProxyType(sources)), report


# ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", Style)
def test_the_curated_termbase_survives_tbx_whole(style):
    curated = load_curated()
    document = tbx_write.dump(curated, style, "Curated")
    again, report = read(document)
    assert again == curated
    assert list(again.concepts) == list(curated.concepts)
    assert not report.counts
    assert problems(document) == []


def test_the_curated_termbase_survives_yaml_whole():
    curated = load_curated()
    text = yaml.dump(curated, "A comment")
    assert load_text(text) == curated
    assert text.startswith("# A comment\n\nsources:\n")
    assert max(map(len, text.splitlines())) < 250  # nothing but terms and sources goes over the width


@given(termbases())
@FEWER
def test_any_termbase_survives_yaml(termbase):
    assert load_text(yaml.dump(termbase)) == termbase


@given(termbases(), st.sampled_from(Style))
@FEWER
def test_any_termbase_survives_tbx(termbase, style):
    document = tbx_write.dump(termbase, style)
    again, report = read(document)
    assert again == termbase
    assert not report.counts
    assert problems(document) == []


@given(st.text(max_size=30))
def test_any_text_at_all_survives_as_a_term_or_a_note(text):
    term = Term(f"x{text}", "en")
    concept = Concept("a", Kind.GENERAL, MappingProxyType({"en": (term,)}), definition=text, note=f"x{text}")
    document = tbx_write.dump(Termbase(MappingProxyType({"a": concept})))
    (draft,) = tbx_read.read(io.BytesIO(document.encode()), "x", Report(), {})
    assert draft.languages[0].terms[0].text == f"x{text}"
    assert draft.definition == text
    assert "\n".join(draft.note) == f"x{text}"


BROKEN = {
    "status": ("preferredTerm-admn-sts", "preferred"),
    "category": ('type="subjectField"', 'type="subject"'),
    "order": ("<text>", "<text><back/>"),
    "no language": ('<langSec xml:lang="en">', "<langSec>"),
    "level": ('<langSec xml:lang="en">', '<langSec xml:lang="en"><descrip type="context">x</descrip>'),
    "id twice": ('<conceptEntry id="b">', '<conceptEntry id="a">'),
    "id no name": ('<conceptEntry id="b">', '<conceptEntry id="1">'),
    "term note late": ("</termSec>", '<note>x</note><termNote type="partOfSpeech">noun</termNote></termSec>'),
    "target": ("<note>[dragoman] kind", '<ref type="crossReference" target="zz">x</ref><note>[dragoman] kind'),
    "address": ("<note>[dragoman] kind", '<xref type="xGraphic" target="zz">x</xref><note>[dragoman] kind'),
    "foreign": ("<note>[dragoman] kind", '<x:y xmlns:x="urn:x">x</x:y><note>[dragoman] kind'),
    "attribute": ("<note>[dragoman] kind", '<note kind="x">[dragoman] kind'),
    "text": ("<termSec>", "<termSec>x"),
    "two terms": ("<term>one</term>", "<term>one</term><term>two</term>"),
    "dialect": ('type="TBX-Basic"', 'type="TBX-Mine"'),
}
SMALL = """
- id: a
  kind: body
  domain: tests
  en: {preferred: one, forbidden: [{form: two, why: because}]}
- {id: b, ru: раз}
"""


@pytest.mark.parametrize("old, new", BROKEN.values(), ids=BROKEN)
def test_the_rules_see_what_is_broken(old, new):
    document = tbx_write.dump(load_text(SMALL))
    assert problems(document) == []
    assert old in document
    assert problems(document.replace(old, new, 1))


def test_what_basic_cannot_say_stands_in_notes_people_can_read():
    document = tbx_write.dump(load_text(SMALL))
    assert "<note>[dragoman] kind: body</note>" in document
    assert "<note>[dragoman] status: forbidden</note>" in document
    assert "<note>[dragoman] why: because</note>" in document
    assert '<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>' in document


def test_chinese_leaves_with_its_script():
    document = tbx_write.dump(load_text("- {id: a, zh: 人}"))
    assert '<langSec xml:lang="zh-Hans">' in document


@pytest.mark.parametrize("name", ["v2-tig", "v2-ntig", "v3-min", "v3-core"])
def test_files_of_others_come_back_from_our_own_tbx(name):
    """What a foreign file says in categories of TBX-Basic is written in the same categories again."""
    first, _ = read((FIXTURES / f"{name}.tbx").read_bytes(), name)
    document = tbx_write.dump(first)
    assert problems(document) == []
    assert read(document)[0] == first
    assert load_text(yaml.dump(first)) == first


def test_version_2_with_all_its_categories():
    termbase, report = read((FIXTURES / "v2-tig.tbx").read_bytes(), "v2.tbx")
    lighthouse, keeper = termbase
    assert (lighthouse.id, lighthouse.domain) == ("lighthouse", "navigation")
    assert lighthouse.definition == "A tower with a light that guides ships."
    assert "See also: keeper [lighthouse-keeper]" in lighthouse.note.split("\n")
    assert "Link: list of lights https://example.org/lights" in lighthouse.note.split("\n")
    assert [(term.text, term.status.value) for term in lighthouse.terms["ru"]] == [
        ("маяк", "preferred"),
        ("световая башня", "deprecated"),
    ]
    assert lighthouse.terms["ru"][0].grammar.gender == "m"
    assert lighthouse.terms["ru"][0].usage == "In official texts too.\nCustomer: Port Authority"
    assert lighthouse.evidence["en"].sources == ("Log book, p. 4",)
    assert [(term.text, term.type.value) for term in keeper.terms["en"]] == [
        ("lighthouse keeper", "full"),
        ("LHK", "acronym"),
        ("keep", "full"),
    ]
    assert keeper.terms["en"][2].usage == "Part of speech: verb"
    assert termbase.sources == {"Harbour manual": "Manual of Harbours – 1999"}
    assert report.counts[Loss.LOST, "language"] == 2
    assert report.counts[Loss.LOST, "no-approved"] == 1
    assert [str(remark.where) for remark in report.remarks if remark.code == "language"] == ["v2.tbx:60", "v2.tbx:73"]
    written = tbx_write.dump(termbase)
    for part in (
        'type="customerSubset">Port Authority<',
        'target="lighthouse-keeper">keeper<',
        ">supersededTerm-admn-sts<",
    ):
        assert part in written


def test_the_part_of_speech_of_all_terms_is_said_once():
    termbase, _ = read((FIXTURES / "v2-ntig.tbx").read_bytes())
    board, contoso = termbase
    assert board.note == "Part of speech: noun"
    assert board.terms["ru"][0].usage == ""
    assert contoso.do_not_translate
    assert contoso.terms["en"][0].usage == "Part of speech: Proper Noun"
    assert tbx_write.dump(termbase).count('<termNote type="partOfSpeech">noun</termNote>') == 2
    (buoy,) = read((FIXTURES / "v3-min.tbx").read_bytes())[0]
    assert buoy.note == "Part of speech: noun" and buoy.terms["en"][0].usage == "Customer: Port Authority"


def test_hostile_values_in_notes_are_reported_and_left_out():
    document = tbx_write.dump(load_text(SMALL))
    for value in ("kind: nonsense", "verified: maybe", 'kind: "unclosed', "what: ever", "note", "form gen.sg: x"):
        again, report = read(document.replace("[dragoman] kind: body", f"[dragoman] {value}"))
        assert again["a"].kind is Kind.GENERAL
        assert report.counts[Loss.LOST, "value"] == 1


def test_a_head_that_is_not_in_the_term_goes():
    document = tbx_write.dump(load_text("- {id: a, ru: {preferred: {form: большой дом, head: дом}}}"))
    again, report = read(document.replace("head: дом", "head: сад"))
    assert again["a"].terms["ru"][0].grammar.head is None
    assert report.counts[Loss.LOST, "value"] == 1


def test_terms_that_lint_would_refuse_are_left_out():
    text = """
- id: a
  en: {preferred: right, admitted: [wrоng]}
  ru: {preferred: {form: новый дом, gender: m}, forbidden: [{form: нового дома, why: bad}, {form: старый дом, why: bad}]}
"""
    report = Report()
    (concept,) = without_errors(list(load_text(text)), report)
    assert [term.text for term in concept.terms["en"]] == ["right"]
    assert [term.text for term in concept.terms["ru"]] == ["новый дом", "старый дом"]
    assert {code for _, code in report.counts} == {"spelling", "forbidden-approved"}
    assert [remark.where.line for remark in report.remarks] == [3, 4]
