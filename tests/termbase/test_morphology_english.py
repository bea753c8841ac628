"""English plurals, possessives and verb forms of terms."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.termbase.fields import CELLS
from dragoman.termbase.model import Concept, Grammar, Kind, Term
from dragoman.termbase.morphology import INFLECTORS, Paradigm, inflector

ENGLISH = inflector("en")
NO_HINTS = Grammar()


def paradigm(text: str, kind: Kind = Kind.GENERAL, grammar: Grammar = NO_HINTS) -> Paradigm:
    return ENGLISH.paradigm(Term(text, "en", grammar=grammar), Concept("x", kind, {}))


def forms(text: str, cell: str, kind: Kind = Kind.GENERAL) -> list[str]:
    return [form.text for form in paradigm(text, kind).forms if cell in form.features]


@pytest.mark.parametrize(
    ("singular", "plurals"),
    [
        ("prosecutor", ["prosecutors"]),
        ("Prosecutor General", ["Prosecutors General", "Prosecutor Generals"]),
        ("Attorney-General", ["Attorneys-General", "Attorney-Generals"]),
        ("Secretary-General", ["Secretaries-General", "Secretary-Generals"]),
        ("First Deputy Prosecutor General", ["First Deputy Prosecutors General", "First Deputy Prosecutor Generals"]),
        ("Prosecutor General of Georgia", ["Prosecutors General of Georgia", "Prosecutor Generals of Georgia"]),
        ("head of delegation", ["heads of delegation", "heads of delegations"]),
        ("SCO member state", ["SCO member states"]),
        ("member state of the SCO", ["member states of the SCO"]),
        ("supervisory body", ["supervisory bodies"]),
        ("survey", ["surveys"]),
        ("keynote speech", ["keynote speeches"]),
        ("video address", ["video addresses"]),
        ("tax", ["taxes"]),
        ("basis", ["bases"]),
        ("person", ["people"]),
        ("Congresswoman", ["Congresswomen"]),
        ("Chairman of the Board", ["Chairmen of the Board"]),
        ("German", ["Germans"]),
        ("woman", ["women"]),
        ("Grand Prosecutor, First Grade", ["Grand Prosecutors, First Grade"]),
        ("President of the IAP", ["Presidents of the IAP"]),
        ("uniform and correct enforcement of laws", ["uniform and correct enforcements of laws"]),
        ("research and guidance group for cybercrime", ["research and guidance groups for cybercrime"]),
        ("crime perpetrated using technology", ["crimes perpetrated using technology"]),
        ("PIL", ["PILs"]),
    ],
)
def test_plural(singular: str, plurals: list[str]) -> None:
    assert forms(singular, "pl", Kind.TITLE) == plurals
    assert forms(singular, "sg", Kind.TITLE) == [singular]


@pytest.mark.parametrize(
    ("plural", "singulars"),
    [
        ("procuratorial organs", ["procuratorial organ"]),
        ("procuratorial authorities", ["procuratorial authority"]),
        ("addresses", ["address"]),
        ("branches", ["branch"]),
        ("people", ["person"]),
        ("spokesmen", ["spokesman"]),
        ("crimes perpetrated using technology", ["crime perpetrated using technology"]),
        ("three evil forces", []),
        ("four categories and twelve ranks", []),
        ("personnel exchanges and training", []),
    ],
)
def test_singular(plural: str, singulars: list[str]) -> None:
    assert forms(plural, "pl") == [plural]
    assert forms(plural, "sg") == singulars


@pytest.mark.parametrize("text", ["electronic evidence", "big data", "personal information", "news"])
def test_what_has_no_plural_is_its_own(text: str) -> None:
    assert forms(text, "sg") == forms(text, "pl") == [text]


@pytest.mark.parametrize(
    ("text", "kind", "features"),
    [
        ("Supreme People's Procuratorate", Kind.BODY, {"sg"}),
        ("SPP", Kind.BODY, {"sg"}),
        ("RATS", Kind.BODY, {"sg"}),
        ("United Nations", Kind.BODY, {"pl"}),
        ("people's procuratorate", Kind.BODY, {"sg", "pl"}),
        ("China", Kind.PLACE, {"sg"}),
        ("Texas", Kind.PLACE, {"sg"}),
        ("United States", Kind.PLACE, {"sg"}),
        ("Ying Yong", Kind.PERSON, {"sg"}),
        ("Stephen Hawkings", Kind.PERSON, {"sg"}),
        ("Astana Declaration", Kind.DOCUMENT, {"sg"}),
        ("guiding case", Kind.DOCUMENT, {"sg", "pl"}),
        ("Prosecutor General", Kind.TITLE, {"sg", "pl"}),
        ("Chief Grand Prosecutor", Kind.RANK, {"sg", "pl"}),
    ],
)
def test_a_name_has_one_number(text: str, kind: Kind, features: set[str]) -> None:
    found = {cell for form in paradigm(text, kind).forms for cell in form.features}
    assert found == features | {f"{cell}.poss" for cell in features}


@pytest.mark.parametrize(
    ("text", "kind", "cell", "possessives"),
    [
        ("SPP", Kind.BODY, "sg.poss", ["SPP's", "SPP’s"]),
        ("Prosecutor General", Kind.TITLE, "sg.poss", ["Prosecutor General's", "Prosecutor General’s"]),
        ("prosecutor", Kind.TITLE, "pl.poss", ["prosecutors'", "prosecutors’"]),
        ("Texas", Kind.PLACE, "sg.poss", ["Texas'", "Texas's", "Texas’", "Texas’s"]),
        ("United Nations", Kind.BODY, "pl.poss", ["United Nations'", "United Nations’"]),
        ("woman", Kind.GENERAL, "pl.poss", ["women's", "women’s"]),
    ],
)
def test_possessive(text: str, kind: Kind, cell: str, possessives: list[str]) -> None:
    assert forms(text, cell, kind) == possessives


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("pose for a group photo", ["poses for a group photo", "posed for a group photo", "posing for a group photo"]),
        ("deliver a speech", ["delivers a speech", "delivered a speech", "delivering a speech"]),
    ],
)
def test_a_leading_verb_has_its_forms(text: str, verbs: list[str]) -> None:
    assert [form.text for form in paradigm(text).forms] == [text, *verbs]


def test_hints_win() -> None:
    assert [form.text for form in paradigm("Foo", grammar=Grammar(indeclinable=True)).forms] == ["Foo"]
    assert forms("foo", "pl") == ["foos"]
    only = paradigm("foo", grammar=Grammar(numbers=("sg",)))
    assert only.form("pl") is None and only.form("sg.poss") == "foo's"
    assert paradigm("trousers", grammar=Grammar(number="sg")).form("sg") == "trousers"
    given_outright = paradigm("octopus", grammar=Grammar(forms={"pl": "octopodes"}))
    assert "pl" in given_outright.features("octopodes")


def test_the_inverse() -> None:
    cases = paradigm("prosecutor", Kind.TITLE)
    assert cases.features("prosecutors") == ("pl",)
    assert cases.features("prosecutor’s") == ("sg.poss",)
    assert cases.features("procurator") == ()


@given(st.text(st.characters(), max_size=40), st.sampled_from(list(Kind)))
@example("", Kind.TITLE)
@example(" ", Kind.TITLE)
@example(",", Kind.GENERAL)
@example("of, and", Kind.BODY)
@example("general", Kind.TITLE)
def test_any_text_has_a_paradigm(text: str, kind: Kind) -> None:
    found = paradigm(text, kind)
    assert found.lemma == text
    assert len({form.text for form in found.forms}) == len(found.forms)
    assert {cell for form in found.forms for cell in form.features} <= {*CELLS["english"], "verb"}


def test_a_language_without_inflection_has_the_term_alone() -> None:
    (form,) = inflector("zh-CN").paradigm(Term("检察长", "zh")).forms
    assert (form.text, form.features) == ("检察长", ())


def test_every_inflector_is_made_once() -> None:
    assert set(INFLECTORS) == {"russian", "english", "none"}
    assert inflector("en") is inflector("en")
