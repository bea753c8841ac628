"""How an engine renders a source term by itself: which words of a hypothesis, in which case, and other words in their
place. What the engine looked at tells, so nothing is known of an engine that does not show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from dragoman.termbase.morphology.government import analysis, prepositions
from dragoman.termbase.morphology.predicates import disagreeing

from .constrain import CLOSING, OPENING, Candidate, attention_to, substituted, touching
from .cues import ATTRIBUTES
from .engines.base import Alignment, Hypothesis
from .results import Span
from .verify import Located, Requirement

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_FIRST = re.compile(rf"\s*({_WORD.pattern})")
_RENDERS, _LINKS = 0.5, 0.25  # attention of a word that renders a term, and of one between two such
# what a verb or a small word says cannot be said by a noun in its place
_OTHER = frozenset(["VERB", "INFN", "GRND", "PRTS", "ADJS", "ADVB", "PREP", "CONJ", "PRCL", "PRED", "COMP", "NPRO"])


def rendering(hypothesis: Hypothesis, place: int, source: Span, spaced: bool) -> Span | None:
    """The words right behind a place that render a source term; None where the first there does not.

    spaced: words are separated by spaces; else tokens count for words.
    """
    alignment = hypothesis.alignment
    if alignment is None or not alignment.weights.size:
        return None
    end, linked = place, False
    looks = attention_to(alignment, source).tolist()
    for word in _words(hypothesis.text, place, alignment, spaced):
        look = _look(alignment, word, looks)
        if look >= _RENDERS:
            end, linked = word.end, False
        elif end == place or linked or look < _LINKS:
            break
        else:
            linked = True
    return Span(place, end) if end > place else None


def _words(text: str, place: int, alignment: Alignment, spaced: bool) -> Iterator[Span]:
    if spaced:
        yield from (Span(*match.span()) for match in _WORD.finditer(text, place))
    else:
        yield from (token for token in alignment.target if place <= token.start < token.end)


def _look(alignment: Alignment, span: Span, looks: Sequence[float]) -> float:
    """How much the tokens of a target span look at something, on average; looks: how much each token does."""
    some = [look for token, look in zip(alignment.target, looks, strict=True) if token.overlaps(span)]
    return sum(some) / max(1, len(some))


def elsewhere(hypothesis: Hypothesis, rendered: Span, source: Span, tag: str) -> bool:
    """Whether words outside a rendering, prepositions apart, seem to render the source term as well."""
    if hypothesis.alignment is None:
        return False
    small = prepositions(tag)
    return any(
        look >= _RENDERS and word.isalnum() and word.lower() not in small and not token.overlaps(rendered)
        for token, look in zip(hypothesis.alignment.target, attention_to(hypothesis.alignment, source), strict=True)
        if (word := token.of(hypothesis.text))
    )


def shown_cases(text: str, rendered: Span, tag: str) -> frozenset[str]:
    """The cases that the noun which a rendering begins with, and its attributes, may be in; empty where it has none."""
    shared: frozenset[str] = frozenset()
    for word in _WORD.finditer(text, rendered.start, rendered.end):
        read = analysis(word[0], tag)
        if read.kind not in (*ATTRIBUTES, "NOUN"):
            return frozenset()
        shared = shared & read.cases or read.cases
        if read.kind == "NOUN":
            return shared
    return shared


def nominal(text: str, rendered: Span, tag: str) -> bool:
    """Whether a noun may take the place of a rendering: it begins with no verb or small word, as far as can be told.

    A capitalised word may well be a name («Ин»), one with figures is neither («22-е»).
    """
    word = _WORD.search(text, rendered.start, rendered.end)
    if word is None or word[0][0].isupper() or any(map(str.isdigit, word[0])):
        return True
    return analysis(word[0], tag).kind not in _OTHER


def agreeing(hypothesis: Hypothesis, end: int, tag: str, column: str) -> Hypothesis:
    """The hypothesis with the predicate of a subject that ends at an offset agreeing with it; column: its gender, or "pl"."""
    wrong = disagreeing(hypothesis.text, end, tag, column)
    return substituted(hypothesis, Span(*wrong[:2]), wrong[2]) if wrong else hypothesis


def by_attention(
    requirements: Sequence[Requirement], located: Sequence[Located | None], hypothesis: Hypothesis
) -> list[Located | None]:
    """Places of a term that comes twice or more, given to the mentions they render, where there are too few for all:
    which mention is missing the text alone does not tell."""
    found = list(located)
    alignment = hypothesis.alignment
    if alignment is None or not alignment.weights.size:
        return found
    groups: dict[tuple[str, str], list[int]] = {}
    for index, requirement in enumerate(requirements):
        groups.setdefault((requirement.name, "" if requirement.concepts else requirement.text), []).append(index)
    for group in groups.values():
        places = [place for index in group if (place := located[index])]
        if not 0 < len(places) < len(group):
            continue
        looks = {
            (index, at): _look(alignment, place.span, own)
            for index in group
            if (own := attention_to(alignment, requirements[index].span).tolist())
            for at, place in enumerate(places)
        }
        for index in group:
            found[index] = None
        while looks:
            index, at = max(looks, key=lambda pair: looks[pair])
            found[index] = places[at]
            looks = {pair: look for pair, look in looks.items() if pair[0] != index and pair[1] != at}
    return found


def _overlap(form: str, rest: str, spaced: bool) -> int:
    """How much of what follows a form says its end once more: its last word, or two characters and more of it.

    Nothing but space may stand between, and quotes that close behind both.
    """
    bare = form.rstrip(CLOSING)
    if not spaced:
        return next((size for size in range(len(bare) - 1, 1, -1) if bare[-size:] == rest[:size]), 0)
    words, following = _WORD.findall(bare), _FIRST.match(rest)
    return following.end() if words and following and words[-1].lower() == following[1].lower() else 0


def replaced(hypothesis: Hypothesis, one: Candidate, end: int, source: Span, spaced: bool) -> Hypothesis:
    """The hypothesis with a candidate in it, what stood before `end` left out; the form looks at its source term, and
    what the rest looked at stays known."""
    own = one.form.text
    closing = one.text[one.span.end :] or (own[-1:] if own[:1] in OPENING and own[-1:] in CLOSING else "")
    rest = hypothesis.text[end:]
    rest = rest[_overlap(own, rest, spaced) :].removeprefix(closing)
    bare = rest.lstrip()
    apart = spaced and bool(bare) and (bare[0].isalnum() or bare[0] in OPENING or bare != rest)
    text = one.text + (" " if apart or touching(one.text, bare) else "") + bare
    alignment = hypothesis.alignment
    if alignment is None:
        return replace(hypothesis, text=text)
    pairs = zip(one.text, hypothesis.text, strict=False)
    same = next((at for at, (new, old) in enumerate(pairs) if new != old), one.place)
    shift = len(text) - len(hypothesis.text)
    columns = np.array([token.overlaps(source) for token in alignment.source], dtype=np.float32)
    before: list[Span] = []
    after: list[Span] = []
    for token in alignment.target:
        if token.start >= end:
            after.append(Span(max(len(one.text), token.start + shift), max(len(one.text), token.end + shift)))
        elif token.end <= one.place:
            # an attribute that was made to agree has lost its place
            kept = token.end <= min(same, one.span.start)
            before.append(token if kept else Span(one.span.start, one.span.start))
    rows = alignment.weights
    weights = np.vstack([rows[: len(before)], columns / max(1.0, columns.sum()), rows[len(rows) - len(after) :]])
    return replace(hypothesis, text=text, alignment=Alignment(alignment.source, (*before, one.span, *after), weights))
