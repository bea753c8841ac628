"""How well the form of a term is chosen where the sentence before it is given: a gold set made from references.

For each term that the reference has in a form that shows a case (and one that the words before it allow: else it is a
homonym, «этого заболевания» as a plural), the reference is cut right before it, and the form is chosen as the decoder ranks candidates: by the engine's score of the form after what stands before it, and by the model
of the case that a slot asks for. The choice is right if it may be in the same case as the reference's form (and has
its number, where the source tells it). Nothing of the reference after the term is looked at, so some choices are open
(an object or a subject?). Where the engine's own sentence, going on from there, has the same construction, they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from term_data import SOURCE, ListedVerifier, Segment, owed
from term_metrics import share, share_case

from dragoman.termbase.language import language
from dragoman.termbase.morphology.base import Form, Paradigm, cases
from dragoman.termbase.morphology.counting import uncounted
from dragoman.termbase.morphology.government import agreeing_cells
from dragoman.translate import agreement
from dragoman.translate.constrain import candidate, usable_forms
from dragoman.translate.cues import cues
from dragoman.translate.engines.base import Engine, Options, Request
from dragoman.translate.rendering import rendering, shown_cases
from dragoman.translate.results import Span
from dragoman.translate.termcase import fault
from dragoman.translate.verify import Located
from dragoman.translate.work import Settings


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a term in a reference: what stands before it, the forms to choose from, and the cells of the right one.

    scores: by form, the engine's mean log-probability per token after what stands before. fits: by form, the
    log-probability of its case in the slot. shown: the cases that the engine's own words there may be in, where it goes
    on by itself from what stands before; empty where they show none.
    """

    source: str
    left: str
    gold: str
    cells: tuple[str, ...]
    numbers: frozenset[str]
    forms: tuple[Form, ...]
    scores: tuple[float, ...]
    fits: tuple[float, ...]
    shown: frozenset[str] = frozenset()

    @property
    def same(self) -> bool:
        """Whether the engine's own sentence has the same construction: its words there may be in the right case."""
        return bool(self.shown & cases(self.cells))


def slots(segments: Sequence[Segment], verifier: ListedVerifier, engine: Engine, settings: Settings) -> list[Slot]:
    """The slots of all segments; none where the language does not inflect."""
    target = verifier.target_language
    spoken = language(target)
    model = agreement.load(SOURCE, target)
    found, pairs = [], []
    for segment in segments:
        requirements = owed(verifier, segment.source)
        for requirement, place in zip(requirements, verifier.locate(requirements, segment.reference), strict=True):
            if place is None or share_case(place.features, place.features) is None:
                continue
            left = segment.reference[: place.span.start]
            if not possible(place, left, target):
                continue
            # the form may be of an admitted term: choose among the forms of the term that the reference uses
            rendered = verifier.rendered(requirement, place)
            every = verifier.paradigm(*rendered) if rendered else Paradigm(())
            if len(every.forms) < 2:
                continue
            forms = usable_forms(every, requirement.numbers, left, target)[: settings.look_forms]
            made = [
                candidate(0, requirement, form, segment.reference, place.span.start, segment.source, spoken)
                for form in forms
            ]
            pairs += [(segment.source, one.text) for one in made]
            starts = [one.span.start for one in made]
            before = uncounted(left, target)
            seen = cues(segment.source, requirement.span, before, target, requirement.features, every.gender)
            odds = model.probabilities(seen) if model else {}
            fits = [model.log_probability(form.features, odds) if model else 0.0 for form in forms]
            found.append((segment, left, place, requirement, forms, starts, fits))
    scored = iter(engine.score(pairs, SOURCE, target) if pairs else [])
    shown = _shown(
        engine, target, [(segment.source, left, requirement.span) for segment, left, _, requirement, *_ in found]
    )
    return [
        Slot(
            segment.source,
            left,
            place.span.of(segment.reference),
            place.features,
            requirement.numbers,
            tuple(forms),
            tuple(next(scored).mean_from(start) for start in starts),
            tuple(fits),
            cases_shown,
        )
        for (segment, left, place, requirement, forms, starts, fits), cases_shown in zip(found, shown, strict=True)
    ]


def _shown(engine: Engine, target: str, places: Sequence[tuple[str, str, Span]]) -> list[frozenset[str]]:
    """The cases that the engine's own words for a term show, where it goes on from the text before.

    places: sources, what stands before in the target, and the terms' spans in the sources.
    """
    able = engine.capabilities(SOURCE, target)
    if not (able.prefix and able.alignment and places):
        return [frozenset()] * len(places)
    requests = [Request(source, left.rstrip()) for source, left, _ in places]
    found = []
    for (_, left, span), hypotheses in zip(
        places, engine.translate(requests, SOURCE, target, Options(1, alignment=True)), strict=True
    ):
        said = rendering(hypotheses[0], len(left.rstrip()), span, language(target).spaced)
        found.append(shown_cases(hypotheses[0].text, said, target) if said else frozenset())
    return found


def possible(place: Located, left: str, target: str) -> bool:
    """Whether the cells that a form was taken for go with an attribute right before it, and the preposition or numeral."""
    agreeing = agreeing_cells(left, target)
    return not fault(place, left, target) and (not agreeing or bool(agreeing & set(place.features)))


Worth = Callable[[float, float, bool], float]
"""What a form is worth: of the engine's score, the fit of its case, and whether the engine's own words show another."""


def chosen(slot: Slot, worth: Worth) -> Form:
    """The form of most worth; the first of several."""
    values = [
        worth(score, fit, bool(slot.shown) and not agreement.fill(form.features, slot.shown))
        for form, score, fit in zip(slot.forms, slot.scores, slot.fits, strict=True)
    ]
    return slot.forms[values.index(max(values))]


def right(slot: Slot, form: Form) -> bool:
    """Whether a form may be in the case that the reference has."""
    return share_case(form.features, slot.cells, slot.numbers) is not False


def choices(settings: Settings) -> Mapping[str, Worth]:
    """Ways to choose by name: the decoder's in a draft and without one, its parts, and no choice at all."""
    weight, loss = settings.agreement_weight, settings.shown_loss
    return MappingProxyType(
        {
            "draft": lambda score, fit, other: score + weight * (fit - loss * other),
            "decoder": lambda score, fit, _: score + weight * fit,
            "engine": lambda score, *_: score,
            "agreement": lambda _, fit, __: fit,
            "citation": lambda *_: 0.0,
        }
    )


def accuracy(found: Sequence[Slot], settings: Settings) -> dict[str, float | None]:
    """Per cent of the slots for which each way chooses right; "possible": those whose right form is among the forms."""
    shares = {
        name: share(sum(right(slot, chosen(slot, worth)) for slot in found), len(found))
        for name, worth in choices(settings).items()
    }
    shares["possible"] = share(sum(any(right(slot, form) for form in slot.forms) for slot in found), len(found))
    return shares
