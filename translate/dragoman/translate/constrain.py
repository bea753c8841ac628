"""Where a missing term could go and in which form: candidate insertions for a hypothesis. Pure: no model is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dragoman.termbase.language import Language
from dragoman.termbase.model import OFFICES, PEOPLE, Kind
from dragoman.termbase.morphology.base import PAUCAL, Form, Paradigm, cases
from dragoman.termbase.morphology.counting import WANTED, quantity
from dragoman.termbase.morphology.government import agreeing_cells, governed_cases

from .engines.base import Alignment, Hypothesis
from .results import Span
from .verify import Located, Requirement

_WORD = re.compile(r"\S+")
_CHARACTER = re.compile(r"\S")
_PIECE = re.compile(r"\w+|[^\w\s]")
OPENING, CLOSING = "«“\"'‘(（《[", "»”\"'’)）》]"
_GLUED = "/+-–=<>≤≥~№#$€£"  # signs that a number stands right behind
_FINAL = ".!?。！？…" + CLOSING

_OWN = 0.6  # attention from which a word before the likeliest place is taken for a part of the same term

_AGAIN = (3, 4)  # words, and characters of languages without spaces, that begin a term again
_LOOKS, _ALONE = 0.5, 0.75  # attention of each word, and of all on average, that says a term again

_APPOSED = ({Kind.PERSON, Kind.TITLE}, {Kind.PERSON, Kind.RANK}, {Kind.TITLE, Kind.RANK})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to put a form into a hypothesis: `text` is the target up to the form's end (and closing bracket).

    place: where in the hypothesis the text was cut. span: where the form stands in `text`. end: where the words end
    that render the term there and that the form can take the place of; None where there are none.
    """

    requirement: int
    place: int
    text: str
    span: Span
    form: Form
    end: int | None = None


def usable_forms(paradigm: Paradigm, numbers: frozenset[str], left: str, tag: str) -> list[Form]:
    """The forms that fit, with the cells in which they do.

    A cell has to keep to the source's grammatical number, to a case that a preposition right before the slot governs
    and to an adjective there. Where no form does all that, agreement with the adjective is given up first, then the
    number, then the government. A numeral there settles all.
    """
    governed, agreeing = governed_cases(left, tag), agreeing_cells(left, tag, paradigm.gender)
    numeral = quantity(left, tag)
    if numeral and (kept := _filling(paradigm.forms, WANTED[numeral.count] if numeral.count else numeral.cells)):
        return kept

    def number(cell: str) -> bool:
        own = cell.split(".")[-1]
        return own != PAUCAL and (len(numbers) != 1 or own in numbers)

    def government(cell: str) -> bool:
        return not governed or cell.split(".")[0] in governed

    def agreement(cell: str) -> bool:
        return not agreeing or cell in agreeing

    forms = paradigm.forms
    for rules in ((number, government, agreement), (number, government), (government, agreement), (government,)):
        fitting = [Form(form.text, tuple(c for c in form.features if all(rule(c) for rule in rules))) for form in forms]
        if kept := [form for form in fitting if form.features]:
            return kept
    return list(forms)


def _filling(forms: Sequence[Form], wanted: Collection[str]) -> list[Form]:
    """The forms that fill some of the cells wanted, with these."""
    fitting = [Form(form.text, tuple(cell for cell in form.features if cell in wanted)) for form in forms]
    return [form for form in fitting if form.features]


def boundaries(text: str, alignment: Alignment | None, spaced: bool) -> list[int]:
    """Places where a term may be put: before each word (each token where words are not spaced), and at the end."""
    if spaced:
        starts = [match.start() for match in _WORD.finditer(text)]
    elif alignment:
        starts = [span.start for span in alignment.target if span.start < span.end]
    else:
        starts = list(range(len(text)))
    return sorted({place for place in (*starts, len(text)) if not _inside_run(text, place)})


def _inside_run(text: str, place: int) -> bool:
    """Whether a place would tear a number or a Latin word apart."""
    return 0 < place < len(text) and touching(text[place - 1], text[place])


def touching(left: str, right: str) -> bool:
    """Whether two characters side by side would read as one word or number in any script."""
    return (
        bool(left and right) and left[-1].isascii() and right[0].isascii() and left[-1].isalnum() and right[0].isalnum()
    )


def tail(text: str) -> int:
    """Where the final punctuation of a text begins."""
    return len(text.rstrip().rstrip(_FINAL))


def attention_to(alignment: Alignment, span: Span) -> np.ndarray:
    """How much each target token attends to a source span, 0..1."""
    columns = [s.start < span.end and s.end > span.start for s in alignment.source]
    mass: np.ndarray = alignment.weights[:, columns].sum(axis=1)
    return mass


def places(
    requirement: Requirement,
    hypothesis: Hypothesis,
    source: str,
    committed: int,
    located: Sequence[tuple[Requirement, Located]],
    spaced: bool,
    limit: int,
) -> list[int]:
    """Offsets in the hypothesis where the requirement's term likely belongs, likeliest first, none before `committed`.

    In turn: where the model looks at the source term most; before the first word translated from beyond it; right
    behind the term that precedes it in the source; in proportion to its place in the source.
    """
    text, alignment = hypothesis.text, hypothesis.alignment
    allowed = [
        place
        for place in boundaries(text, alignment, spaced)
        if place >= committed and not any(met.span.start < place < met.span.end for _, met in located)
    ] or [max(committed, tail(text))]
    wanted: list[int] = []
    if alignment is not None and len(alignment.target):
        wanted += _by_attention(alignment, text, requirement.span, committed)
    before = [(r, met) for r, met in located if r.span.end <= requirement.span.start]
    if before:
        previous, met = max(before, key=lambda pair: pair[0].span.end)
        if len(source[previous.span.end : requirement.span.start].split()) <= 2:
            wanted.append(met.span.end)
    if not wanted:
        wanted.append(round(requirement.span.start / max(1, len(source)) * len(text)))
    end = max(committed, tail(text))
    snapped = [min(allowed, key=lambda place: (abs(place - want), place)) for want in wanted]
    return list(dict.fromkeys(min(place, end) for place in snapped))[:limit]


def companion(
    requirement: Requirement, met: Sequence[tuple[Requirement, Located]], source: str, left: str, spoken: Language
) -> frozenset[str]:
    """The cases of the term that this one agrees with when it is put right behind `left`: an office and its holder
    agree, with a comma between them or not, and so do things joined by a conjunction or listed. Empty without such a
    neighbour.

    Both must be neighbours in the source (which `spoken` is the language of), in either order, and in the target; what is
    joined must be of one kind, what is listed too, but for people and their offices between semicolons.
    """
    for other, place in met:
        first, second = sorted((other.span, requirement.span), key=lambda span: span.start)
        words = _PIECE.findall(source[first.end : second.start])
        between = [word for word in words if word.lower() not in spoken.determiners]
        if first.overlaps(second) or not place.features or place.span.end > len(left):
            continue
        if len(_WORD.findall(left[place.span.end :].strip(" ,;"))) > 1 or not (other.concepts and requirement.concepts):
            continue
        kinds = {other.concepts[0].kind, requirement.concepts[0].kind}
        apposed = between in ([], [","]) and kinds in _APPOSED
        joined = between[-1:] and between[-1].lower() in spoken.conjunctions and between[:-1] in ([], [","])
        alike = len(kinds) == 1 or kinds <= OFFICES
        listed = (between == [","] and len(kinds) == 1) or (between == [";"] and kinds <= PEOPLE)
        if apposed or (joined and alike) or listed:
            fitting = [c for c in place.features if len(other.numbers) != 1 or c.split(".")[-1] in other.numbers]
            return cases(fitting or place.features)
    return frozenset()


def _letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _by_attention(alignment: Alignment, text: str, span: Span, committed: int) -> list[int]:
    free = np.array([token.start >= committed and token.end > token.start for token in alignment.target])
    if not free.any():
        return []
    mass = np.where(free, attention_to(alignment, span), -1.0)
    best = int(mass.argmax())
    visible = [token for token in range(best) if alignment.target[token].end > alignment.target[token].start]
    for token in reversed(visible):
        # behind a token without text, a space, another word begins: a preposition may well be none of the term's
        least = 0.5 * mass[best] if token == best - 1 else _OWN
        if mass[token] <= least:
            break
        best = token
    while best < len(free) - 1 and free[best + 1] and not _letters(alignment.target[best].of(text)):
        best += 1
    wanted = [alignment.target[best].start]
    centres = np.array([(s.start + s.end) / 2 for s in alignment.source])
    total = alignment.weights.sum(axis=1) + 1e-9
    centre = (alignment.weights @ centres) / total
    beyond = np.flatnonzero(free & (centre > span.end))
    if len(beyond):
        wanted.append(alignment.target[int(beyond[0])].start)
    return wanted


def candidate(
    index: int,
    requirement: Requirement,
    form: Form,
    hypothesis: str,
    place: int,
    source: str,
    target: Language,
    end: int | None = None,
) -> Candidate:
    """The hypothesis cut at `place` and continued by the form, with the brackets or quotes the source term has.

    end: as a candidate's.
    """
    left = hypothesis[:place].rstrip()
    if form.text[:1] in OPENING and left.endswith(form.text[:1]):
        left = left[:-1].rstrip()
    before, after = wrapping(requirement.span, source, form.text, target)
    if before and left.endswith(before):
        before = ""
    glued = not target.spaced or not left or (left[-1] in OPENING and left[-1] not in "\"'")
    if 0 < place < len(hypothesis) and hypothesis[place - 1] in _GLUED:
        glued = True
    if touching(left, before + form.text):
        glued = False
    head = left + ("" if glued else " ") + before
    text = form.text
    begins = not _letters(left) and source[: requirement.span.end].lstrip(OPENING + " ")[:1].isupper()
    if begins and text[:1].islower():
        text = text[:1].upper() + text[1:]
    return Candidate(index, place, head + text + after, Span(len(head), len(head) + len(text)), form, end)


def wrapping(span: Span, source: str, form: str, target: Language) -> tuple[str, str]:
    """The brackets or quotes that enclose just this term in the source, as the target language writes them."""
    left, right = source[: span.start][-1:], source[span.end :]
    if left == "(" and right.startswith(")"):
        return ("(", ")") if target.spaced else ("（", "）")
    closing = right.lstrip(",.;")[:1]
    if left and left in '"“' and closing and closing in '"”' and form[:1] not in OPENING:
        return target.quotes
    return "", ""


def echo(hypothesis: Hypothesis, end: int, source: Span, spaced: bool) -> Span | None:
    """The words right behind a form, put in up to `end`, that only say its source term once more; None where none do.

    They are whole words of two tokens or more (single ones often look at a term that they do not render: its verb, its
    preposition) which look at the term and hardly at anything else.
    """
    alignment = hypothesis.alignment
    if alignment is None or not alignment.weights.size:
        return None
    run: list[float] = []
    last: Span | None = None
    for token, looks in zip(alignment.target, attention_to(alignment, source).tolist(), strict=True):
        if token.start < end or token.start == token.end:
            continue
        if looks < _LOOKS or not (run or token.of(hypothesis.text)[0].isalnum()):
            break
        run.append(looks)
        after = hypothesis.text[token.end : token.end + 1]
        whole = token.of(hypothesis.text)[-1].isalnum() and not (spaced and after.isalnum())
        if whole and len(run) > 1 and sum(run) > _ALONE * len(run):
            last = Span(end, token.end)
    return last


def said_again(text: str, end: int, form: str, spaced: bool) -> Span | None:
    """The words right behind a form, put in up to `end`, that begin it once more; None where fewer than three do.

    spaced: words are separated by spaces; else characters count, and four of them are enough.
    """
    unit, least = (_WORD, _AGAIN[0]) if spaced else (_CHARACTER, _AGAIN[1])
    last, same = end, 0
    for own, other in zip(unit.finditer(form), unit.finditer(text, end), strict=False):
        if own[0].lower() != other[0].lower().rstrip(_FINAL + ","):
            break
        same, last = same + 1, other.start() + len(own[0])
    return Span(end, last) if same >= least else None


def substituted(hypothesis: Hypothesis, span: Span, text: str) -> Hypothesis:
    """The hypothesis with other words, or none, for a stretch of its text; what the rest looked at stays known, and the
    first token of the stretch stands for the new words."""
    whole = hypothesis.text[: span.start] + text + hypothesis.text[span.end :]
    if hypothesis.alignment is None:
        return replace(hypothesis, text=whole)
    end, shift = span.start + len(text), len(whole) - len(hypothesis.text)

    def moved(place: int) -> int:
        return place if place <= span.start else max(end, place + shift)

    target = tuple(Span(moved(token.start), moved(token.end)) for token in hypothesis.alignment.target)
    return replace(hypothesis, text=whole, alignment=replace(hypothesis.alignment, target=target))


def coverage(alignment: Alignment | None, apart: Sequence[Span] = ()) -> float:
    """How completely the source was looked at, some spans of it apart: 0 is complete, more negative is less.

    Mean over source tokens of log min(attention received, 1), floored (Wu et al. 2016, section 7, coverage penalty).
    """
    if alignment is None or not alignment.weights.size:
        return 0.0
    counted = np.array([not any(token.overlaps(span) for span in apart) for token in alignment.source])
    received = np.clip(alignment.weights.sum(axis=0)[counted], 0.1, 1.0)
    return float(np.log(received).mean()) if received.size else 0.0


def repeated(alignment: Alignment | None, span: Span, source: Span) -> float:
    """How much the tokens outside a forced form still look at its source term: tokens' worth of attention.

    span: the form's span in the target; source: the source term's span. High values mean it is said twice.
    """
    if alignment is None or not alignment.weights.size:
        return 0.0
    outside = np.array([t.end > t.start and (t.end <= span.start or t.start >= span.end) for t in alignment.target])
    mass = attention_to(alignment, source)
    return float(np.where(outside & (mass > 0.5), mass, 0.0).sum())
