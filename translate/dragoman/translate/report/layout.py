"""The review page: one HTML file without outside resources, for a translator to read a run and find what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dragoman.termbase.language import language

from ..results import Outcome, SegmentResult, TermResult, Translation
from .marks import Mark, render
from .shell import asset, document, html_language
from .summary import Place, by_concept, count, places, sentence

MEANING = {
    Outcome.KEPT: "the engine said it unprompted",
    Outcome.ANNOTATED: "the engine was shown the term and inflected it itself",
    Outcome.RERANKED: "another of the engine's own hypotheses had it",
    Outcome.FORCED: "the form was given and the engine went on from it",
    Outcome.REPAIRED: "words of the translation were replaced by the form: read the sentence again",
    Outcome.WAIVED: "not in the translation: an earlier mention has the term, and that is enough here",
    Outcome.MISSED: "not in the translation",
}
"""What each outcome means, for legends."""


def page(translations: Sequence[tuple[str, Translation]], title: str) -> str:
    """The page for named translations, one section each, in the order given; a complete HTML document.

    It loads nothing, its content security policy allows nothing but its own style and script, and everything that
    comes from the texts is escaped. Without JavaScript, details show as the browser's own tooltips.
    """
    sections = [_section(number, name, item) for number, (name, item) in enumerate(translations)]
    style = asset("base.css") + asset("page.css") + _shares(translations)
    body = "\n".join((_header(translations, title), "<main>", *sections, "</main>"))
    return document(title, style, asset("page.js"), body)


def _header(translations: Sequence[tuple[str, Translation]], title: str) -> str:
    terms = [term for _, item in translations for term in item.terms()]
    counts = count(terms)
    doubtful = sum(len({place.segment for place in places(item)}) for _, item in translations)
    chips = "".join(
        f'<label class="chip {outcome}" title="{escape(MEANING[outcome])}">'
        f'<input type="checkbox" id="show-{outcome}" checked> <span class="t {outcome}">{outcome}</span> '
        f"<b>{number}</b></label>"
        for outcome, number in counts.items()
    )
    bar = "".join(
        f'<i class="{outcome}" title="{number} {outcome}"></i>' for outcome, number in counts.items() if number
    )
    legend = "".join(
        f'<div><dt><span class="t {outcome}">{outcome}</span></dt><dd>{escape(meaning)}</dd></div>'
        for outcome, meaning in MEANING.items()
    )
    contents = "".join(
        f'<li><a href="#s{number}">{escape(name)} <span class="pair">{_pair(item)}</span></a> '
        f'<span class="quiet">{escape(sentence(item.terms()))}{_flag_count(item)}</span></li>'
        for number, (name, item) in enumerate(translations)
    )
    return f"""<header>
<h1>{escape(title)}</h1>
<p class="lead">{escape(sentence(terms))}. {_doubt_line(doubtful)}</p>
<div class="bar" role="img" aria-label="{escape(sentence(terms))}">{bar}</div>
<fieldset class="chips"><legend>Highlight</legend>{chips}
<label class="chip plain"><input type="checkbox" id="only-doubtful"> only segments to look at again \
<b>{doubtful}</b></label>
</fieldset>
<details class="legend"><summary>What the marks mean</summary><dl>{legend}
<div><dt><span class="guard">450</span></dt><dd>protected: a number, link or placeholder carried over</dd></div>
<div><dt><span class="warn end">here</span></dt><dd>forbidden or doubtful wording in the translation</dd></div>
<div><dt><span class="t kept doubtful end">term</span></dt><dd>a term in doubt: the reason is in its details</dd></div>
</dl><p class="quiet">Point at a term, or move to it with the Tab key or a tap, to see its concept, form and scores; its
counterpart lights up on the other side. Scores are the model's mean log-probability per token of the whole segment,
before and after the change.</p></details>
<nav aria-label="Documents"><ul>{contents}</ul></nav>
</header>"""


def _shares(translations: Sequence[tuple[str, Translation]]) -> str:
    """The widths of the bar's parts, as CSS: the policy allows no style attributes."""
    counts = count(term for _, item in translations for term in item.terms())
    return "".join(f".bar .{outcome} {{ flex-grow: {number}; }}\n" for outcome, number in counts.items() if number)


def _doubt_line(number: int) -> str:
    if not number:
        return "Nothing was flagged."
    return f'<span class="flag">{number} segment{"" if number == 1 else "s"} to look at again.</span>'


def _flag_count(item: Translation) -> str:
    number = len(places(item))
    return f" · {number} place{'' if number == 1 else 's'} to look at again" if number else ""


def _pair(item: Translation) -> str:
    return f"{escape(language(item.source_language).name)} → {escape(language(item.target_language).name)}"


def _section(number: int, name: str, item: Translation) -> str:
    found = places(item)
    rows = "\n".join(
        _row(f"{number}-{index}", segment, item, [place for place in found if place.segment == index])
        for index, segment in enumerate(item.segments)
    )
    seconds = f" · {item.seconds:.1f} s" if item.seconds else ""
    segments = f"{len(item.segments)} segment{'' if len(item.segments) == 1 else 's'}"
    return f"""<section id="s{number}">
<h2>{escape(name)} <span class="pair">{_pair(item)}</span></h2>
<p class="quiet">engine {escape(item.engine)} · {segments} · {escape(sentence(item.terms()))}{seconds}</p>
{_place_list(number, found)}{_concepts(item)}
<div class="head" aria-hidden="true"><span></span><span>{escape(language(item.source_language).name)}</span>\
<span>{escape(language(item.target_language).name)}</span></div>
{rows}
</section>"""


def _place_list(number: int, found: Sequence[Place]) -> str:
    if not found:
        return ""
    items = "".join(
        f'<li><a href="#g{number}-{place.segment}">{place.segment + 1}</a> '
        + f'<span class="code">{escape(place.code)}</span> '
        + (f"<q>{escape(place.text)}</q> " if place.text else "")
        + f"{escape(place.message)}</li>"
        for place in found
    )
    return f'<div class="places"><h3>To look at again</h3><ul>{items}</ul></div>\n'


def _concepts(item: Translation) -> str:
    gathered = by_concept(item.terms())
    if not gathered:
        return ""
    tag = html_language(item.target_language)
    rows = "".join(
        f'<tr><td lang="{html_language(item.source_language)}">{escape(", ".join(concept.sources))}</td>'
        f'<td lang="{tag}">{escape(concept.expected)}</td><td class="code">{escape(concept.concept)}</td><td>'
        + ", ".join(f"{number} {outcome}" for outcome, number in concept.counts.items() if number)
        + f"</td><td>{escape('; '.join(concept.doubts))}</td></tr>"
        for concept in gathered
    )
    return (
        f'<details class="concepts"><summary>Terms of this text ({len(gathered)})</summary><div class="scroll"><table>'
        "<thead><tr><th>Source<th>Preferred<th>Concept<th>Outcome<th>Doubt</tr></thead>"
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _row(key: str, segment: SegmentResult, item: Translation, found: Sequence[Place]) -> str:
    source_marks: list[Mark] = []
    target_marks: list[Mark] = []
    for number, term in enumerate(segment.terms):
        attributes = {"data-t": f"{key}-{number}", "tabindex": "0", "title": _tip(term)}
        if term.protected and term.outcome is not Outcome.MISSED and not term.doubt:
            classes: tuple[str, ...] = ("guard",)
            del attributes["tabindex"]
        else:
            classes = ("t", term.outcome.value, *(["doubtful"] if term.doubt else []))
        rank = 1 if term.protected else 3
        source_marks.append(Mark(term.source, classes, attributes, rank))
        if term.target is not None:
            target_marks.append(Mark(term.target, classes, attributes, rank))
    target_marks.extend(
        Mark(finding.target, ("warn",), {"title": finding.message, "tabindex": "0"}, 2)
        for finding in segment.findings
        if finding.target is not None
    )
    shown = int(key.rpartition("-")[2]) + 1
    source_tag, target_tag = html_language(item.source_language), html_language(item.target_language)
    notes = "".join(
        f'<li class="alert">{escape(place.message)}</li>' for place in found if place.code not in ("doubt", "missed")
    )
    return f"""<article class="seg{" flagged" if found else ""}" id="g{key}">
<a class="num" href="#g{key}" aria-label="segment {shown}">{shown}</a>
<p class="source" lang="{source_tag}">{render(segment.source, source_marks)}</p>
<div class="target"><p lang="{target_tag}">{render(segment.target, target_marks) or "<em>empty</em>"}</p>
{f'<ul class="alerts">{notes}</ul>' if notes else ""}{_details(key, segment, target_tag)}</div>
</article>"""


def _details(key: str, segment: SegmentResult, target_tag: str) -> str:
    """The draft without constraints and the terms one by one, folded away."""
    terms = [(number, term) for number, term in enumerate(segment.terms)]
    named = sum(not term.protected for _, term in terms)
    draft = (
        '<p class="quiet">The unconstrained draft is the same.</p>'
        if segment.draft == segment.target
        else f'<p class="quiet">Unconstrained draft</p><p class="draft" lang="{target_tag}">{escape(segment.draft)}</p>'
    )
    listed = "".join(_term(f"{key}-{number}", term, target_tag) for number, term in terms)
    label = "draft" if not named else f"draft · {named} term{'' if named == 1 else 's'}"
    return (
        f"<details><summary>{label}</summary>{draft}" + (f"<ul>{listed}</ul>" if listed else "") + "</details>"
        if segment.draft or listed
        else ""
    )


def _term(key: str, term: TermResult, target_tag: str) -> str:
    form = f'<b lang="{target_tag}">{escape(term.form)}</b>' if term.form else "<b>—</b>"
    facts = [escape(term.concept)]
    if term.features:
        facts.append(escape(", ".join(term.features)))
    if term.expected and term.expected != term.form:
        facts.append(f'preferred <span lang="{target_tag}">{escape(term.expected)}</span>')
    if change := _scores(term):
        facts.append(f"score {change}")
    kind = "protected" if term.protected and term.outcome is not Outcome.MISSED else term.outcome.value
    return (
        f'<li id="d{key}"><span class="tag {kind}">{kind}</span> {escape(term.source_text)} → {form}'
        f'<br><span class="quiet">{" · ".join(facts)}</span>'
        + (f"<br>{escape(term.reason)}" if term.reason else "")
        + (f'<br><span class="flag">{escape(term.doubt)}</span>' if term.doubt else "")
        + "</li>"
    )


def _scores(term: TermResult) -> str:
    before, after = term.score_before, term.score_after
    if before is None or after is None:
        return ""
    return f"{before:.2f} → {after:.2f}".replace("-", "−")


def _tip(term: TermResult) -> str:
    """The details in plain text, for the browser's own tooltip and for screen readers."""
    lines = [f"{term.concept}: {'protected' if term.protected else term.outcome.value}"]
    if term.form:
        features = f" ({', '.join(term.features)})" if term.features else ""
        lines.append(term.form + features)
    lines.extend(line for line in (term.reason, term.doubt and f"⚠ {term.doubt}") if line)
    return "\n".join(lines)
