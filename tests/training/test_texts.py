"""What the recipe does with texts: sources, filtering, pieces, lemmas, annotations, packing. Needs no torch."""

import random
from pathlib import Path

import pytest

from dragoman.corpora import articles
from dragoman.translate.engines.base import Annotation, Request
from dragoman.translate.engines.ct2 import NOTATION, CT2Model
from dragoman.translate.engines.tokens import SentencePiece
from dragoman.translate.results import Span
from training import annotate, corpus, lemmas, packed, sources, subwords, terms
from training.align import symmetrise, words
from training.annotate import Aligned, Annotator, phrases
from training.corpus import Pair, fault, held_out, key, normalise

FIXTURES = Path(__file__).parent / "fixtures"
ROWS = [line.split("\t") for line in (FIXTURES / "sample.tsv").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("subwords") / "spm.model"
    subwords.learn((text for row in ROWS for text in row), 700, path)
    return path


class TestSources:
    def test_every_source_says_where_it_is_from(self):
        found = sources.read(Path(sources.__file__).parent / "sources.yaml")
        assert {source.language for source in found} == {"ru", "zh"}
        assert {source.group for source in found} == {"domain", "news", "general", "wide", "valid"}
        assert all(source.licence and source.origin for source in found)
        assert [source.name for source in found if source.articles == "valid"] == [
            "articles/valid (ru)",
            "articles/valid (zh)",
        ]
        assert len({source.name for source in found}) == len(found)

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            ("{}", "not a list"),
            ("- 7", "entry 1: not a mapping"),
            ("- {texts: a, language: ru, group: g, origin: o}", "licence"),
            ("- {texts: a, language: ru, group: g, licence: l, origin: o, limits: 3}", "limits"),
            ("- {language: ru, group: g, licence: l, origin: o}", "either texts or articles"),
            ("- {articles: valid, language: ru, group: g, licence: l, origin: o, variants: 2}", "training split"),
        ],
    )
    def test_wrong_lists(self, tmp_path, text, error):
        (tmp_path / "s.yaml").write_text(text)
        with pytest.raises(ValueError, match=error):
            sources.read(tmp_path / "s.yaml")


class TestFilter:
    def test_faults(self):
        good = ("The court heard the case.", "Суд рассмотрел дело.", "ru")
        assert fault(*good) == ""
        assert fault("", "Суд", "ru") == "empty"
        assert fault("NATO", "NATO", "ru") == "not translated"
        assert fault("12.5", "двенадцать", "ru") == "not English"
        assert fault("The court", "The суд", "ru") == ""
        assert fault("The court", "The court is", "ru") == "another script"
        assert fault("The court heard the case.", "Суд.", "ru") == "lengths differ"
        assert fault("a" * 601, "б" * 601, "ru") == "too long"

    def test_nothing_held_out_is_learnt(self, tmp_path):
        seed = articles.load(articles.seeds()[0])[0]
        valid = next(row for row in articles.load("domain") if row.split == "valid")
        assert {key(seed.texts["en"]), key(valid.texts["ru"])} <= held_out()
        lines = [
            (seed.texts["en"].upper(), "Суд рассмотрел дело в марте, и все это знали, и никто не возражал."),
            ROWS[0],
        ]
        lines += [(valid.texts["en"], valid.texts["ru"]), ROWS[0]]
        (tmp_path / "a.tsv").write_text("".join(f"{one}\t{two}\n" for one, two, *_ in lines), encoding="utf-8")
        source = sources.Source("ru", "news", "MIT", "here", texts="a.tsv")
        kept, ((_, count, faults),) = corpus.pairs([source], tmp_path)
        assert [(pair.source, pair.target) for pair in kept] == [tuple(ROWS[0][:2])]
        assert (count, dict(faults)) == (1, {"held out": 2, "twice": 1})

    def test_normalise(self):
        assert normalise("  a\u00a0b\u3000c\n", "ru") == "a b c"
        pytest.importorskip("opencc")
        assert normalise("最高 人民檢察院 SPP", "zh") == "最高人民检察院 SPP"


class TestSubwords:
    def test_symbols_are_control(self, model):
        pieces = subwords.Subwords(model)
        assert [pieces.number(symbol) for symbol in subwords.SYMBOLS] == [4, 5, 6, 7, 8]
        assert not set(range(9)) & set(pieces.encode("<2ru> <t> a <=> b </t> </s>")), "no text yields them"
        assert pieces.decode([4, *pieces.encode("a b")]) == "a b"
        with pytest.raises(KeyError):
            pieces.number("no such piece")

    @pytest.mark.parametrize("text", [text for row in ROWS[::5] for text in row] + ["Судья 𠮷 (a b) ё́, 日 q.", "𠮷𠮷"])
    def test_places(self, model, text):
        pieces = subwords.Subwords(model)
        located = pieces.locate(text)
        names = pieces.vocabulary()
        covered = set()
        for number, begin, end in zip(located.ids, located.begins, located.ends, strict=True):
            if not names[number].startswith("<0x"):
                assert text[begin:end] == names[number].lstrip("▁")
            covered.update(range(begin, end))
        assert covered == {index for index, char in enumerate(text) if char != " "}
        for begin, end in words(text, "en"):
            over = located.over(begin, end)
            assert over == range(over.start, over.stop)
            assert min(located.begins[k] for k in over) <= begin
            assert max(located.ends[k] for k in over) >= end


class TestLemmas:
    @pytest.mark.parametrize(
        ("phrase", "expected"),
        [
            ("главного военного прокурора края", "главный военный прокурор края"),
            ("Верховной народной прокуратуре", "Верховная народная прокуратура"),
            ("Верховным судом КНР", "Верховный суд КНР"),
            ("новых законов", "новый закон"),
            ("новыми часами", "новые часы"),
            ("прокурорами Республики", "прокурор Республики"),
            ("прокурора и судью", None),
            ("в Москве", None),
            ("Москве", None),
            ("народной", None),
        ],
    )
    def test_citation(self, phrase, expected):
        assert lemmas.citation(phrase.split()) == expected

    def test_lemma(self):
        given = ("Странами", "США", "странами", "«", "Windows", "COVID-19", "𗀀", "")
        assert [lemmas.lemma(word) for word in given] == ["Страна", "США", "страна", *given[3:]]
        assert lemmas.citation(["𗀀", "странами"]) is None


def test_symmetrise():
    assert symmetrise({(0, 0), (1, 1), (5, 5)}, {(0, 0), (0, 1), (7, 7)}) == {(0, 0), (0, 1)}


def test_phrases_hold_together():
    links = frozenset({(0, 1), (1, 0), (2, 2), (3, 2), (5, 4)})
    rng = random.Random(1)
    for _ in range(200):
        found = phrases(links, 6, 3, rng)
        for one, other in found:
            assert all((i in one) == (j in other) for i, j in links if i in one or j in other)
        assert len({i for one, _ in found for i in one}) == sum(len(one) for one, _ in found)


def test_terms_of_the_termbase():
    source = "The Prosecutor General met prosecutors of the Supreme People's Procuratorate."
    target = "Генеральный прокурор встретился с прокурорами Верховной народной прокуратуры."
    found = {source[begin:end]: text for begin, end, text in terms.find(source, target, "ru")}
    assert found["Supreme People's Procuratorate"] == "Верховная народная прокуратура"
    assert terms.find(source, "Погода хорошая.", "ru") == []


class TestAnnotator:
    SOURCE, TARGET = "The new law protects the court.", "Новый закон защищает суд."

    def aligned(self, found=()):
        links = frozenset({(0, 0), (1, 0), (2, 1), (3, 2), (5, 3), (6, 4)})
        return Aligned(
            Pair(self.SOURCE, self.TARGET, "ru", "g"), words(self.SOURCE, "en"), words(self.TARGET, "ru"), links, found
        )

    def test_plain(self, model):
        pieces = subwords.Subwords(model)
        example = Annotator(pieces, random.Random(0), 0.0).example(self.aligned())
        assert list(example.source) == [4, *pieces.encode(self.SOURCE)]
        assert list(example.target) == pieces.encode(self.TARGET)
        assert example.source[example.alignment[-1]] == example.source[-1], "full stop to full stop"
        assert all(-1 <= place < len(example.source) and place for place in example.alignment)

    def test_reads_like_what_the_engine_asks(self, model, monkeypatch):
        """An annotated example is, piece for piece, what CT2Model makes of the same annotations."""
        monkeypatch.setattr(annotate, "TERM_SHARE", 1.0)
        pieces = subwords.Subwords(model)
        found = [(4, 11, "новый закон"), (24, 30, "суд")]
        example = Annotator(pieces, random.Random(0), 1.0).example(self.aligned(found))
        engine = CT2Model(model.parent, SentencePiece(model), "<2ru>", annotation=True)
        annotations = tuple(Annotation(Span(begin, end), text) for begin, end, text in reversed(found))
        encoded = engine._encode(Request(self.SOURCE, annotations=annotations))
        names = pieces.vocabulary()
        assert [names[number] for number in example.source[1:]] == encoded.source
        assert NOTATION == (subwords.OPEN, subwords.EQUALS, subwords.CLOSE)
        assert [name for name in encoded.source if name in NOTATION] == [*NOTATION, *NOTATION]
        assert example.source[example.alignment[-1]] == pieces.locate(self.SOURCE).ids[-1], "positions moved along"

    def test_random_phrases(self, model):
        pieces = subwords.Subwords(model)
        names = pieces.vocabulary()
        seen = set()
        rng = random.Random(5)
        for _ in range(60):
            example = Annotator(pieces, rng, 1.0).example(self.aligned())
            line = pieces.decode([number for number in example.source if number > 8])
            seen.add(line)
            marks = [names[number] for number in example.source if names[number] in NOTATION]
            assert marks == list(NOTATION) * (len(marks) // 3)
        assert any("новый закон" in line.lower() for line in seen)
        assert any("защищать" in line for line in seen)

    def test_too_long(self, model):
        pair = Pair("a b " * 200, "а б " * 200, "ru", "g")
        aligned = Aligned(pair, words(pair.source, "en"), words(pair.target, "ru"), frozenset())
        assert Annotator(subwords.Subwords(model), random.Random(0)).example(aligned) is None


def test_packed_file(tmp_path):
    writer = packed.Writer()
    writer.add([4, 10, 11], [20], [2])
    writer.add([5, 12], [21, 22], [-1, 1])
    with pytest.raises(ValueError, match="alignment"):
        writer.add([5], [20], [])
    assert writer.describe() == "2 examples, 5 source and 3 target pieces, 0.67 aligned"
    writer.save(tmp_path / "g.npz", 700)
    read = packed.Packed(tmp_path / "g.npz")
    assert (len(read), read.vocabulary, list(read.lengths)) == (2, 700, [5, 4])
    assert [[list(part) for part in read.example(index)] for index in range(2)] == [
        [[4, 10, 11], [20], [2]],
        [[5, 12], [21, 22], [-1, 1]],
    ]
