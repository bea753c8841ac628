"""Reading model packages, and the embedded one."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.errors import EngineError
from dragoman.translate.engines import builtin
from dragoman.translate.engines.base import Options, Request
from dragoman.translate.engines.package import PackageEngine, canonical, parse_directions, read, release

CASES = json.loads((Path(__file__).parents[1] / "cases" / "engines_metadata.json").read_text(encoding="utf-8"))
CODES = st.sampled_from(["en", "ru", "zh", "zh-CN", "zt", "", "<2ru>", None, 7, "a b"])
TARGETS = st.lists(st.fixed_dictionaries({}, optional={"code": CODES, "target_prefix": CODES}) | CODES, max_size=3)
METADATA = st.fixed_dictionaries(
    {}, optional={"from_code": CODES, "to_code": CODES, "target_prefix": CODES | TARGETS, "targets": TARGETS | CODES}
)


def make(directory: Path, metadata: object = None, without: str = "") -> Path:
    files = {
        "metadata.json": json.dumps(
            {"from_code": "en", "to_code": "ru", "package_version": "1.9"} if metadata is None else metadata
        ),
        "sentencepiece.model": "x",
        "model/model.bin": "x",
        "model/shared_vocabulary.json": "[]",
    }
    (directory / "model").mkdir(parents=True)
    for name, content in files.items():
        if name != without:
            (directory / name).write_text(content, encoding="utf-8")
    return directory


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_metadata(case):
    if "error" in case:
        with pytest.raises(ValueError, match=case["error"]):
            parse_directions(case["metadata"])
    else:
        codes, directions = parse_directions(case["metadata"])
        assert [[item.source, item.target, item.tag] for item in directions] == case["directions"]
        assert len(codes) == 1 + len(directions)


def test_release():
    assert release("1.10") > release("1.9") > release("1.0") > release("")
    assert release("9" * 10_000)


def test_canonical():
    assert [canonical(code) for code in ("EN", "zh_CN", "zt", "de", "sr_Latn")] == [
        "en",
        "zh",
        "zh-Hant",
        "de",
        "sr-Latn",
    ]


class TestRead:
    def test_good(self, tmp_path):
        package = read(make(tmp_path / "en_ru"))
        assert (package.name, package.version, package.features) == ("en_ru", "1.9", frozenset())
        assert package.describe() == "en_ru 1.9, CTranslate2, 0.0 MB"

    def test_other_kind(self, tmp_path):
        assert read(make(tmp_path / "sbd", {"type": "sbd", "from_codes": ["en"]})) is None

    @pytest.mark.parametrize(
        ("without", "reason"),
        [
            ("metadata.json", "no metadata.json"),
            ("model/model.bin", "no model/model.bin"),
            ("model/shared_vocabulary.json", "no vocabulary"),
            ("sentencepiece.model", "no sentencepiece.model or bpe.model"),
        ],
    )
    def test_missing_parts(self, tmp_path, without, reason):
        with pytest.raises(EngineError, match=f"broken package: {reason}"):
            read(make(tmp_path / "x", without=without))

    def test_empty_model(self, tmp_path):
        (make(tmp_path / "x") / "model" / "model.bin").write_bytes(b"")
        with pytest.raises(EngineError, match="empty"):
            read(tmp_path / "x")

    @pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"null", b" " * (2 << 20)])
    def test_metadata_that_is_none(self, tmp_path, data):
        (make(tmp_path / "x") / "metadata.json").write_bytes(data)
        with pytest.raises(EngineError, match="broken package: metadata"):
            read(tmp_path / "x")

    def test_nothing_for_the_terminal_to_obey(self, tmp_path):
        metadata = {"from_code": "en", "to_code": "ru", "name": "a\x1b[31m\nb" + "x" * 999, "licence": ["MIT"]}
        directory = make(tmp_path / "x", metadata)
        (directory / "README.md").write_bytes(b"one\x1b[31m\ntwo\xff")
        package = read(directory)
        assert package.name.startswith("a [31m b")
        assert len(package.name) <= 120
        assert package.licence == ""
        assert package.readme() == "one [31m\ntwo"

    @given(METADATA)
    def test_any_metadata_is_read_or_refused(self, metadata):
        try:
            codes, directions = parse_directions(metadata)
        except ValueError:
            return
        assert all(isinstance(code, str) for code in codes)
        assert len({item.pair for item in directions}) == len(directions) == len(codes) - 1


class TestPackageEngine:
    def test_newest_serves(self, tmp_path):
        old, new = (
            read(make(tmp_path / version, {"from_code": "en", "to_code": "ru", "package_version": version}))
            for version in ("1.9", "1.10")
        )
        for order in ([old, new], [new, old]):
            assert PackageEngine("x", order).package("en", "ru").version == "1.10"

    def test_pair_it_lacks(self, tmp_path):
        made = PackageEngine("x", [read(make(tmp_path / "a"))])
        for call in (made.capabilities, made.describe):
            with pytest.raises(EngineError) as caught:
                call("ru", "en")
            assert str(caught.value) == "engine 'x' does not translate ru-en (its pairs: en-ru)"

    def test_model_that_is_none(self, tmp_path):
        made = PackageEngine("x", [read(make(tmp_path / "a"))])
        assert made.capabilities("en", "ru").prefix, "needs no loading"
        with pytest.raises(EngineError, match="cannot load"):
            made.translate([Request("a")], "en", "ru", Options())

    @pytest.mark.parametrize(
        ("features", "able"), [(["target-lemma-annotation", "x", 3], True), ([], False), ("?", False)]
    )
    def test_annotation_is_declared(self, tmp_path, features, able):
        package = read(make(tmp_path / "a", {"from_code": "en", "to_code": "ru", "features": features}))
        assert PackageEngine("x", [package]).capabilities("en", "ru").annotation is able


class TestBuiltin:
    """True of whatever model is embedded."""

    def test_translates_every_pair(self):
        made = builtin.load()
        assert {("en", "ru"), ("en", "zh")} <= set(made.pairs())
        for source, target in made.pairs():
            first, second = made.translate(
                [Request("The meeting opened."), Request("Peace.")], source, target, Options(beam=1)
            )
            assert first[0].text
            assert second[0].text
            assert not any(tag in first[0].text for tag in ("<2", "▁"))

    def test_targets_differ(self):
        made = builtin.load()
        texts = [made.translate([Request("China")], "en", target, Options())[0][0].text for target in ("ru", "zh")]
        assert any("а" <= char.lower() <= "я" for char in texts[0])
        assert any("一" <= char <= "鿿" for char in texts[1])

    def test_describes_itself(self):
        made = builtin.load()
        package = made.package("en", "ru")
        assert package.readme().startswith("# ")
        assert package.licence
        assert str(package.directory.parent) not in made.describe("en", "ru") + package.readme()

    def test_stands_on_its_files_only(self, tmp_path):
        copy = tmp_path / "elsewhere"
        shutil.copytree(builtin.DIRECTORY, copy)
        request, options = [Request("The meeting opened.")], Options(beam=1)
        moved = PackageEngine("x", [read(copy)]).translate(request, "en", "ru", options)
        assert moved[0][0].text == builtin.load().translate(request, "en", "ru", options)[0][0].text


def test_an_engine_says_where_it_stopped_before_the_end():
    ours = builtin.load()
    whole, cut, late = ours.translate(
        [Request("China is ready."), Request("China is ready. " * 400), Request("China.", prefix="Китай " * 600)],
        "en",
        "ru",
        Options(beam=1),
    )
    assert whole[0].complete
    assert not cut[0].complete
    assert not late[0].complete


def test_an_engine_looks_a_token_ahead():
    ours = builtin.load()
    request = Request("China and Russia signed the agreement in Moscow.", prefix="Китай и")
    options = Options(beam=1, nbest=4, alternatives=True, ahead=1)
    (ahead,) = ours.translate([request], "en", "ru", options)
    assert len({hypothesis.text for hypothesis in ahead}) == 4
    for hypothesis in ahead:
        assert hypothesis.text.startswith(request.prefix)
        assert len(hypothesis.text.split()) <= 3
        assert not hypothesis.complete


def test_no_translation_slips_into_the_other_target_language():
    from dragoman.corpora.script import other_letters

    ours = builtin.load()
    request = Request("The meeting opened in Beijing.", prefix="Заседание 会议")
    for target in ("ru", "zh"):
        foreign = other_letters("en", target)
        model = ours._model("en", target)
        assert model._suppressed
        assert all(foreign.search(token) for (token,) in model._suppressed)
        assert not any(model.foreign.search(text) for text in ("«Nord Stream-2», 5 %", "<2ru>"))
    # what the source or the beginning has may be said again
    assert ours.translate([request], "en", "ru", Options(beam=1))[0][0].text.startswith(request.prefix)


def test_a_model_of_one_language_is_left_to_itself(tmp_path):
    package = read(make(tmp_path / "one"))
    assert package.model(package.directions[0]).foreign is None
