"""What is known of HTML elements, and which of them are open at a place of a page.

Elements that may be left unclosed are closed as the HTML standard closes them
(https://html.spec.whatwg.org/multipage/syntax.html#optional-tags), so far as it matters for what is inside which.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

DEPTH = 500  # as deep as browsers go

VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta",
    "param", "source", "track", "wbr",
))  # fmt: skip
# a sentence runs on through them
INLINE = frozenset((
    "a", "abbr", "acronym", "area", "b", "basefont", "bdi", "bdo", "bgsound", "big", "br", "cite", "code", "data", "del",
    "dfn", "em", "embed", "font", "i", "img", "input", "ins", "kbd", "label", "link", "map", "mark", "math", "meta",
    "meter", "nobr", "output", "param", "picture", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp",
    "script", "slot", "small", "source", "span", "strike", "strong", "style", "sub", "sup", "svg", "time", "track", "tt",
    "u", "var", "wbr",
))  # fmt: skip
# what is in them stays as it is
UNTOUCHED = frozenset((
    "code", "iframe", "kbd", "listing", "math", "noembed", "noframes", "plaintext", "pre", "ruby", "samp", "script",
    "style", "svg", "textarea", "var", "xmp",
))  # fmt: skip
# what stands for something a reader sees, among those a translation has as one code
SHOWING = frozenset(("code", "embed", "img", "input", "kbd", "math", "ruby", "samp", "svg", "var"))
NOTES = frozenset(("sup",))  # where the numbers of notes are
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "caption", "th", "title", "button", "summary", "legend"))

_PARAGRAPHS = frozenset((
    "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li",
    "listing", "main", "menu", "nav", "ol", "p", "plaintext", "pre", "search", "section", "summary", "table", "ul", "xmp",
))  # fmt: skip
_ROWS, _CELLS = ("thead", "tbody", "tfoot"), ("td", "th")
# start tag -> open elements it closes
_CLOSES: dict[str, frozenset[str]] = {
    **{name: frozenset(("p",)) for name in _PARAGRAPHS},
    "li": frozenset(("li", "p")),
    **{name: frozenset(("dd", "dt", "p")) for name in ("dd", "dt")},
    "option": frozenset(("option",)),
    "optgroup": frozenset(("option", "optgroup")),
    "tr": frozenset(("tr", *_CELLS)),
    **{name: frozenset(_CELLS) for name in _CELLS},
    **{name: frozenset((*_ROWS, "tr", *_CELLS)) for name in _ROWS},
    "body": frozenset(("head",)),
}
# tags have no effect on what is open outside of them, those of tables excepted
_WALLS = frozenset(
    ("html", "table", "td", "th", "caption", "object", "template", "button", "select", "applet", "marquee")
)
_LISTS = {"li": frozenset(("ul", "ol", "menu", "dir")), "dd": frozenset(("dl",)), "dt": frozenset(("dl",))}
_IN_TABLES = frozenset(("caption", "colgroup", *_ROWS, "tr", *_CELLS))
_OUTER = frozenset(("table", "body", "html"))


def inline(name: str) -> bool:
    """Whether a sentence runs on through an element; elements nobody knows break it, those with a prefix do not."""
    return name in INLINE or ":" in name


@dataclass(frozen=True, slots=True)
class Open:
    """An open element.

    label: for people, of the block it is or is in. start: where its start tag is. untouched: the outermost element around,
    or itself, in which nothing is translated.
    """

    name: str
    label: str
    start: int
    untouched: Open | None = None


class Stack:
    """The open elements."""

    def __init__(self) -> None:
        self._open: list[Open] = []
        self._names: Counter[str] = Counter()

    @property
    def untouched(self) -> Open | None:
        """The outermost open element in which nothing is translated."""
        return self._open[-1].untouched if self._open else None

    @property
    def label(self) -> str:
        """The label of the innermost open element that is no inline one."""
        return self._open[-1].label if self._open else ""

    def push(self, name: str, label: str, start: int, untouched: bool) -> bool:
        """Open an element. False where it would be too deep; inline ones are passed over then."""
        if len(self._open) >= DEPTH:
            return inline(name) and not untouched
        around = self.untouched
        item = Open(name, self.label if inline(name) else label, start, around)
        self._open.append(replace(item, untouched=item) if untouched and around is None else item)
        self._names[name] += 1
        return True

    def starts(self, name: str) -> None:
        """Close what a start tag closes."""
        closed = _CLOSES.get(name, frozenset())
        if not any(self._names[item] for item in closed):
            return
        walls = _LISTS.get(name, frozenset())
        lowest = None
        for index in range(len(self._open) - 1, -1, -1):
            item = self._open[index].name
            if item in closed:
                lowest = index
            elif item in _WALLS or item in walls:
                break
        if lowest is not None:
            self._cut(lowest)

    def ends(self, name: str) -> bool:
        """Close the element an end tag is for, and what is open in it; False for a stray end tag."""
        if not self._names[name]:
            return False
        for index in range(len(self._open) - 1, -1, -1):
            item = self._open[index].name
            if item == name:
                self._cut(index)
                return True
            if _stops(item, name):
                return False
        return False

    def _cut(self, index: int) -> None:
        for item in self._open[index:]:
            self._names[item.name] -= 1
        del self._open[index:]


def _stops(item: str, name: str) -> bool:
    """Whether an open element keeps an end tag from closing what is open outside of it."""
    if inline(name):
        return not inline(item)
    if name in _OUTER:
        return False
    return item == "table" if name in _IN_TABLES else item in _WALLS
