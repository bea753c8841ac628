"""What can be seen of a slot for a term from the words around it: cues for the model of its case (agreement.py).

A cue is a short string; together they say which words stand before and after the term in the source, and before it in
the target which words, what they are, what attributes lead up to the slot, what governs it, what it is joined to, and
whether its clause has a verb and a subject yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dragoman.termbase.morphology.government import Analysis, analysis, prepositions, syntax

from .results import Span

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]")
_SKIPPED = frozenset(
    ["the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "«", "“", "„", '"', "(", "'"]
)
_REACH = 250  # code points before a slot that can matter
_ENDING = 2  # letters of a word's end that show its part of speech well enough in an inflecting language
_SUFFIX = 4  # letters of a lemma's end that show how it was derived: what it governs where the word itself is rare
_MEMBERS = 3  # members of a list from which more make no difference
_CHAIN, _GOVERNED, _CLAUSE, _JOINED = 5, 14, 25, 8  # words looked back for attributes, governors, clause, likes
ATTRIBUTES = ("ADJF", "PRTF")  # parts of speech that agree with a noun behind them
_VERBAL = ("VERB", "INFN", "GRND", "PRTS", "PRED", "PRTF")
_STOPS = frozenset(".;:!?—–")
_EDGE = Analysis("^", "^")


def cues(
    source: str, span: Span, left: str, target: str, features: Sequence[str] = (), gender: str | None = None
) -> Iterator[str]:
    """The cues of one slot.

    span: the term in the source, features: the cells its form there may fill; left: the target text before the slot;
    target: the language; gender: of the term there, where it is known.
    """
    before, after = words(source[: span.start]), words(source[span.end :])
    yield from source_cues(before, after)
    if any(feature.endswith(".poss") for feature in features):
        yield "s=possessive"
    yield from target_cues(words(left[-_REACH:]), target, gender, word_before(before))


def words(text: str) -> list[str]:
    """The words and marks of a text, in small letters."""
    return [word.lower() for word in _WORD.findall(text)]


def _kept(some: Sequence[str]) -> list[str]:
    return [word for word in some if word not in _SKIPPED]


def word_before(some: Sequence[str]) -> str:
    """The last of the words before a term that counts; ^ where there is none."""
    return next(iter(_kept(some)[-1:]), "^")


def source_cues(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The cues of the words before and after a term in the source."""
    third, second, first = (["^"] * 3 + _kept(before))[-3:]
    following, next_one = ([*after[:2], "$", "$"])[:2]
    yield f"s1={first}"
    yield f"s2={second} {first}"
    yield f"s3={third} {second} {first}"
    yield f"sb={second}"
    yield f"se={first[-_ENDING:]}"
    yield f"se2={second[-_ENDING:]} {first[-3:]}"
    yield f"a1={following}"
    yield f"a2={following} {next_one}"
    yield f"ae={following[-_ENDING:]}"
    yield f"sa={first} _ {following}"


def target_cues(left: Sequence[str], target: str, gender: str | None = None, asked: str | None = None) -> Iterator[str]:
    """The cues of the words before a slot in the target; `asked`: the word before the term in the source, if known."""
    kept = _kept(left)
    first, second, third = ([*kept[::-1][:3], "^", "^", "^"])[:3]
    one, two, three = (_read(word, target) for word in (first, second, third))
    shown = f"{one.kind}{_letters(one.cases)}"
    yield f"t1={first}"
    yield f"te={first[-_ENDING:]}"
    yield f"te3={first[-3:]}"
    yield f"t2={second} {first}"
    yield f"te2={second[-_ENDING:]} {first[-3:]}"
    yield f"tl={one.lemma}"
    yield f"tp={three.kind} {two.kind} {one.kind}"
    yield f"tv={two.kind}{two.voice} {one.kind}{one.voice}"
    yield f"tll={two.lemma} {one.lemma}"
    yield f"tpl={one.kind} {two.lemma}"
    yield f"tc={shown}"
    if asked is not None:
        yield f"x={asked} {first}"
        yield f"xp={asked} {shown}"
    chain, length, nearest = _attributes(kept, target, gender)
    letters = "-" if nearest is None else _letters(chain)
    if nearest is not None:
        yield f"ch={letters}"
        yield f"chp={nearest.kind}{nearest.voice} {letters}"
        if nearest.kind == "PRTF":
            yield f"chl={nearest.lemma} {letters}"
    rest = kept[: len(kept) - length]
    yield from _governing(rest, letters, target)
    yield from _clause(kept, shown, target)
    yield from _joining(rest, chain if nearest else frozenset(), asked, target)


def _read(word: str, target: str) -> Analysis:
    return _EDGE if word == "^" else analysis(word, target)


def _letters(found: frozenset[str] | set[str]) -> str:
    """Cases in short: g for gen."""
    return "".join(sorted(case[0] for case in found))


def _attributes(kept: Sequence[str], target: str, gender: str | None) -> tuple[frozenset[str], int, Analysis | None]:
    """The cases that the attributes right before a slot leave open, how many words they are, and the nearest of them."""
    small = syntax(target)
    chain: frozenset[str] = frozenset()
    nearest: Analysis | None = None
    length = 0
    for word in kept[::-1][:_CHAIN]:
        if word not in small.particles:
            read = analysis(word, target)
            if read.kind not in ATTRIBUTES or read.lemma in small.relatives:
                break
            open_cases = {
                case for case, number, own in read.cells if number == "pl" or gender is None or own in ("", gender)
            }
            left_open = frozenset(open_cases) if nearest is None else chain & open_cases
            if not left_open:
                break
            nearest, chain = nearest or read, left_open
        length += 1
    return chain, (length if nearest else 0), nearest


def _governing(rest: Sequence[str], chain: str, target: str) -> Iterator[str]:
    """Cues of the word before the attributes of a slot, and of the nearest preposition and verb, with the nouns between."""
    first, second = ([*rest[::-1][:2], "^", "^"])[:2]
    one, two = _read(first, target), _read(second, target)
    yield f"r1={first} {chain}"
    yield f"rl={one.lemma} {chain}"
    yield f"rs={one.kind}{one.lemma[-_SUFFIX:]} {chain}"
    yield f"rp={two.kind} {one.kind}{one.voice} {chain}"
    nouns, preposition, verb = 0, "", False
    for distance, word in enumerate(rest[::-1][:_GOVERNED], start=1):
        if word in _STOPS or (word == "," and distance > 1 and verb):
            break
        read = analysis(word, target)
        between = min(nouns, 3)
        if read.kind in ("NOUN", "NPRO"):
            nouns += 1
        elif read.kind == "PREP" and not preposition:
            preposition = f"{word} {between}"
            yield f"p={preposition} {chain}"
        elif read.kind in _VERBAL and not verb and (read.kind != "PRTF" or not nouns):
            verb = True
            yield f"v={read.lemma} {between}"
            yield f"vs={read.kind}{word[-_ENDING:]}{read.lemma[-_SUFFIX:]} {between} {preposition[-1:] or '-'}"
            yield f"vv={read.kind}{read.voice} {between} {preposition[-1:] or '-'}"
            if not nouns:
                yield f"vr={read.lemma} {preposition.split(' ')[0] or '-'}"


def _clause(kept: Sequence[str], shown: str, target: str) -> Iterator[str]:
    """Cues of whether the clause has a verb and something like a subject so far."""
    openers = syntax(target).openers
    verb = subject = instrumental = False
    predicate = ""
    length = 0
    for word in kept[::-1][:_CLAUSE]:
        if word in _STOPS or word in openers:
            break
        length += 1
        read = analysis(word, target)
        if not verb and read.kind in ("VERB", "PRTS", "PRED"):
            verb, predicate = True, read.lemma
        subject = subject or (read.kind in ("NOUN", "NPRO") and "nom" in read.cases)
        # «симптомами являются …»: what a verb has in front of it, it does not ask for again
        instrumental = instrumental or (verb and read.kind == "NOUN" and read.cases == {"ins"})
    yield f"cl={verb:d}{subject:d}{min(length, 3)}"
    yield f"clv={predicate} {subject:d}{instrumental:d}"
    yield f"cl1={verb:d}{subject:d} {shown}"


def _joining(kept: Sequence[str], chain: frozenset[str], asked: str | None, target: str) -> Iterator[str]:
    """Cues of what a slot behind a comma or conjunction may be joined to: the cases of the last nouns and their
    preposition, and the cases that all members of a list before it can be in.

    chain: the cases that the attributes of the slot leave open, which stand behind `kept`; empty where it has none.
    """
    mark = kept[-1] if kept else ""
    joiners = syntax(target).joiners
    if mark != "," and mark not in joiners:
        return
    rest = list(kept)
    while rest and (rest[-1] == "," or rest[-1] in joiners):
        rest.pop()
    found: list[frozenset[str]] = []
    for word in rest[::-1][:_JOINED]:
        read = analysis(word, target)
        if read.kind == "NOUN":
            found.append(read.cases & chain or read.cases)
        elif read.kind in ATTRIBUTES and found:
            found[-1] = found[-1] & read.cases or found[-1]
        elif read.kind == "PREP":
            if found:
                found[-1] = found[-1] & prepositions(target).get(word, frozenset()) or found[-1]
            yield f"jp={word} {len(found)} {mark}"
            break
        elif read.kind not in ATTRIBUTES:
            break
    letters = [_letters(cases) for cases in found[:3]]
    for place, cases in enumerate(letters):
        yield f"j{place}={cases} {mark}"
    if letters:
        yield f"jj={'|'.join(letters)}"
        if asked is not None:
            yield f"js={asked} {letters[0]}"
    shared, members = _listed(rest, target)
    if members > 1:
        yield f"jl={_letters(shared & chain or shared)} {min(members, _MEMBERS)}"


def _listed(rest: Sequence[str], target: str) -> tuple[frozenset[str], int]:
    """The cases that the members of the list a text ends in share, and how many they are: each goes back to a comma or
    conjunction, and its first noun is its head."""
    joiners = syntax(target).joiners
    shared: frozenset[str] = frozenset()
    head: frozenset[str] = frozenset()
    members = 0
    for word in [*rest[::-1][:_CLAUSE], ","]:
        read = analysis(word, target)
        if word == "," or word in joiners or read.kind == "PREP":
            if not head:
                break
            left = shared & head if members else head
            if not left:
                break
            shared, head, members = left, frozenset(), members + 1
            if read.kind == "PREP":
                shared = shared & prepositions(target).get(word, frozenset()) or shared
                break
        elif read.kind == "NOUN":
            head = read.cases
        elif read.kind in ATTRIBUTES:
            head = head & read.cases or head
        else:
            break
    return shared, members
