"""The comparison page: one HTML file without outside resources that says which system to use, and shows why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from dragoman.termbase.language import language

from ..compare import Comparison, Standing
from ..evaluate.terms import TERMS, Share, Usage
from .compare_plots import colour, distributions, lengths, unit
from .compare_segments import LIMIT, segment_data
from .compare_summary import TESTS, Certainty, around, segments, verdict
from .shell import asset, document, html_language

HEAT_ROWS = 200
"""How many terms the heat map has at most."""


def page(comparison: Comparison, title: str, numbers: Sequence[int] | None = None) -> str:
    """The page of a comparison; a complete HTML document. numbers: the line of each segment in its file.

    It loads nothing, its content security policy allows nothing but its own style and script, and everything that comes
    from the texts is escaped. Segments lie in it as data and are drawn as they are scrolled to, so that thousands of
    them open at once; without JavaScript all but the segments is there.
    """
    body = "\n".join(
        (
            _header(comparison, title),
            "<main>",
            _scores(comparison),
            _terms(comparison),
            _pictures(comparison),
            _heat_map(comparison),
            _segments(comparison),
            "</main>",
        )
    )
    style = asset("base.css") + asset("compare.css")
    return document(title, style, asset("compare.js"), body, segment_data(comparison, numbers))


def _header(comparison: Comparison, title: str) -> str:
    said = verdict(comparison)
    languages = language(comparison.target).name
    if comparison.sources:
        languages = f"{language(comparison.source).name} → {languages}"
    references = f"{len(comparison.references)} reference{'' if len(comparison.references) == 1 else 's'}"
    facts = [languages, segments(comparison.size), references, f"baseline {comparison.names[comparison.baseline]}"]
    if comparison.test:
        facts.append(f"{TESTS[comparison.test]}, {comparison.samples:,} samples, seed {comparison.seed}")
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in said.reasons)
    kind = {Certainty.CLEAR: "clear", Certainty.PARTLY: "partly"}.get(said.certainty, "open")
    return f"""<header>
<h1>{escape(title)}</h1>
<p class="quiet">{escape(" · ".join(facts))}</p>
<section class="verdict {kind}" aria-label="Verdict">
<p class="say">{escape(said.sentence)}</p>
<p><span class="badge">How sure: {said.certainty}</span></p>
{f"<ul>{reasons}</ul>" if reasons else ""}
</section>
<nav aria-label="Contents"><a href="#scores">Scores</a> {'<a href="#terms">Terms and findings</a> ' if comparison.sources else ""}\
<a href="#pictures">Pictures</a> {'<a href="#heat">Term by term</a> ' if _used_terms(comparison) else ""}\
<a href="#segments">Segments</a></nav>
</header>"""


def _name(comparison: Comparison, index: int) -> str:
    return f'<i class="dot {colour(index)}" aria-hidden="true"></i>{escape(comparison.names[index])}'


def _table(caption: str, heads: Sequence[str], rows: Iterable[str], classes: str = "") -> str:
    """A table that scrolls sideways by itself where it is wider than the screen."""
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="{classes}">'
        f"<thead><tr>{top}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


# -- scores -------------------------------------------------------------------------------------------------------


def _scores(comparison: Comparison) -> str:
    order = comparison.standings[0].order
    heads = ["System", *(_metric_head(standing) for standing in comparison.standings)]
    rows = (
        f'<tr><th scope="row">{_name(comparison, index)}{_role(comparison, index)}</th>'
        + "".join(_score_cell(comparison, standing, index) for standing in comparison.standings)
        + "</tr>"
        for index in order
    )
    return f"""<section id="scores" aria-labelledby="h-scores">
<h2 id="h-scores">Scores</h2>
{_table("Scores", heads, rows, "scores")}
{_legend(comparison)}
{_groups(comparison)}
{_pairs(comparison)}
{_signatures(comparison)}
</section>"""


def _metric_head(standing: Standing) -> str:
    name = "terms right, %" if standing.metric == TERMS else escape(standing.metric)
    return name if standing.higher_is_better else f'{name} <span class="quiet">(less is better)</span>'


def _role(comparison: Comparison, index: int) -> str:
    notes = ["baseline"] if index == comparison.baseline and comparison.test else []
    notes += [
        f"same as {comparison.names[other]}"
        for group in comparison.twins
        for other in group[:1]
        if index in group and index != other
    ]
    return f' <span class="quiet">{escape(", ".join(notes))}</span>' if notes else ""


def _score_cell(comparison: Comparison, standing: Standing, index: int) -> str:
    score = standing.scores[index]
    interval = f' <span class="quiet">{around(standing.metric, score.interval)}</span>'
    group = ""
    if comparison.test:
        number = standing.rank(index)
        group = f'<span class="group" title="group {number} of {len(standing.groups)}">{number}</span>'
    first = ' class="first"' if comparison.test and standing.rank(index) == 1 else ""
    return (
        f'<td{first}><span class="value">{score.value:.1f}</span>{interval} {group}'
        f"{_against_baseline(comparison, standing, index)}</td>"
    )


def _against_baseline(comparison: Comparison, standing: Standing, index: int) -> str:
    pair = standing.pair(comparison.baseline, index)
    if pair is None:
        return ""
    ahead = standing.scores[index].value - standing.scores[comparison.baseline].value
    star = '<b title="significant after correction">*</b>' if pair.significant else ""
    return f'<br><span class="quiet">{_signed(ahead)}, p {_p(pair.p)}{star}</span>'


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _p(value: float) -> str:
    return "&lt; 0.001" if value < 0.0005 else f"{value:.3f}"


def _legend(comparison: Comparison) -> str:
    if comparison.test is None:
        return '<p class="quiet note">± is half of the 95 % bootstrap interval; of terms Wilson’s interval is given. No paired test was made.</p>'
    return (
        '<p class="quiet note">± is half of the 95 % bootstrap interval; of terms Wilson’s interval is given. Below each score: the difference from the '
        f"baseline and its p, as sacreBLEU’s {TESTS[comparison.test]} gives it; * where the difference stands after "
        'Holm’s correction for all pairs under the metric. <span class="group">1</span> is the number of the group: '
        "systems of different groups can be told apart, all of those above from all of those below; systems of the same "
        "group cannot all be.</p>"
    )


def _groups(comparison: Comparison) -> str:
    if comparison.test is None:
        return ""
    lines = "".join(
        f"<div><dt>{escape(standing.metric)}</dt><dd>"
        + ' <span class="above" role="img" aria-label="above">›</span> '.join(
            '<span class="together">' + " ".join(f"<span>{_name(comparison, i)}</span>" for i in group) + "</span>"
            for group in standing.groups
        )
        + "</dd></div>"
        for standing in comparison.standings
    )
    return f'<h3>Groups that cannot be told apart, best first</h3><dl class="groups">{lines}</dl>'


def _pairs(comparison: Comparison) -> str:
    first = comparison.standings[0]
    if not first.pairs:
        return ""
    heads = ["Pair", *(escape(standing.metric) for standing in comparison.standings)]
    rows = []
    for number, pair in enumerate(first.pairs):
        cells = "".join(
            f'<td class="{"first" if found.significant else ""}">{_signed(found.difference)}<br>'
            f'<span class="quiet">p {_p(found.p)}, corrected {_p(found.adjusted)}</span></td>'
            for found in (standing.pairs[number] for standing in comparison.standings)
        )
        names = f"{_name(comparison, pair.first)} − {_name(comparison, pair.second)}"
        rows.append(f'<tr><th scope="row">{names}</th>{cells}</tr>')
    return f"<details><summary>All pairs ({len(rows)})</summary>{_table('All pairs', heads, rows)}</details>"


def _signatures(comparison: Comparison) -> str:
    lines = "".join(
        f"<li>{escape(standing.metric)} <span class='code'>{escape(standing.scores[0].signature)}</span></li>"
        for standing in comparison.standings
    )
    return f'<details><summary>Signatures</summary><ul class="plain">{lines}</ul></details>'


# -- terms --------------------------------------------------------------------------------------------------------


def _terms(comparison: Comparison) -> str:
    if not any(system.terms for system in comparison.systems):
        return ""
    codes = list(dict.fromkeys(code for system in comparison.systems for code in system.findings))
    shares = [system.terms.shares() if system.terms else {} for system in comparison.systems]
    heads = [
        "System",
        *(escape(name) for name in shares[0]),
        *(f'<span class="code">{escape(c)}</span>' for c in codes),
    ]
    rows = (
        f'<tr><th scope="row">{_name(comparison, index)}</th>'
        + "".join(_share_cell(name, share) for name, share in shares[index].items())
        + "".join(f"<td>{comparison.systems[index].findings.get(code, 0) or '·'}</td>" for code in codes)
        + "</tr>"
        for index in comparison.standings[0].order
    )
    return f"""<section id="terms" aria-labelledby="h-terms">
<h2 id="h-terms">Terms and findings</h2>
{_table("Terms and findings", heads, rows)}
<p class="quiet note">Terms of the termbase that the sources require, found in the translations in any form, in the \
citation form, and of those that the reference has too; with 95 % Wilson intervals. Consistency: of the mentions of terms \
rendered more than once, those by their term’s usual rendering. Then findings by code.</p>
</section>"""


def _share_cell(name: str, share: Share) -> str:
    if not share.whole:
        return '<td class="quiet">nothing to count</td>'
    interval = share.interval if name != "consistency" else None
    bounds = f"; {interval.low:.0f}–{interval.high:.0f}" if interval else ""
    return f'<td>{share.value:.1f} %<br><span class="quiet">{share.part} of {share.whole}{bounds}</span></td>'


# -- pictures -----------------------------------------------------------------------------------------------------


def _pictures(comparison: Comparison) -> str:
    metric = escape(comparison.segment_metric)
    what = "source" if comparison.sources else "reference"
    return f"""<section id="pictures" aria-labelledby="h-pictures">
<h2 id="h-pictures">Pictures</h2>
<div class="figures">
<figure><figcaption>{metric} of single segments: how the scores spread</figcaption>{distributions(comparison)}</figure>
<figure><figcaption>{metric} by length of the {what} in {unit(comparison)}; below, the number of segments</figcaption>\
{lengths(comparison)}</figure>
</div>
</section>"""


def _used_terms(comparison: Comparison) -> bool:
    return any(system.terms and system.terms.mentions for system in comparison.systems)


def _heat_map(comparison: Comparison) -> str:
    """Every term, and how often each system has it: a table, so that it reads without colours and by keyboard."""
    if not _used_terms(comparison):
        return ""
    usages = [system.terms.usages() if system.terms else () for system in comparison.systems]
    rows = sorted(
        zip(*usages, strict=True),
        key=lambda row: (-sum(usage.missing for usage in row), -(row[0].found + row[0].missing), row[0].source_text),
    )
    order = comparison.standings[0].order
    heads = ["Term", *(_name(comparison, index) for index in order)]
    tag = html_language(comparison.source)
    body = (
        f'<tr><th scope="row"><button type="button" data-concept="{escape(row[0].concept)}" '
        f'title="Show the segments with it"><span lang="{tag}">{escape(row[0].source_text)}</span></button></th>'
        + "".join(_heat_cell(row[index]) for index in order)
        + "</tr>"
        for row in rows[:HEAT_ROWS]
    )
    more = f" Of {len(rows)} terms the first {HEAT_ROWS} are here." if len(rows) > HEAT_ROWS else ""
    return f"""<section id="heat" aria-labelledby="h-heat">
<h2 id="h-heat">Term by term</h2>
{_table("Term by term", heads, body, "heat")}
<p class="quiet note">How often each system has a term where the source does, in any form; terms with most misses first. \
Choose a term to see its segments.{more}</p>
</section>"""


def _heat_cell(usage: Usage) -> str:
    every = usage.found + usage.missing
    others = ", ".join(f"{text} {count}×" for text, count in usage.renderings.items())
    tip = f' title="{escape(others)}"' if others else ""
    return f'<td class="h{round(4 * usage.found / every)}"{tip}>{usage.found}/{every}</td>'


# -- segments -----------------------------------------------------------------------------------------------------


def _segments(comparison: Comparison) -> str:
    against = [
        f'<option value="r{number}">the reference{f" {number + 1}" if len(comparison.references) > 1 else ""}</option>'
        for number in range(len(comparison.references))
    ]
    against += [f'<option value="h{index}">{escape(name)}</option>' for index, name in enumerate(comparison.names)]
    systems = "".join(f'<option value="{i}">{escape(name)}</option>' for i, name in enumerate(comparison.names))
    shown = "".join(
        f'<label class="chip"><input type="checkbox" name="show" value="{index}" checked> {_name(comparison, index)}</label>'
        for index in range(len(comparison.names))
    )
    with_terms = ""
    if comparison.sources:
        with_terms = (
            '<label class="chip"><input type="checkbox" id="findings"> only with findings</label>'
            '<label class="chip"><input type="checkbox" id="errors"> only with term errors</label>'
            '<label>Term <select id="concept"><option value="">any</option></select></label>'
        )
    left_out = comparison.size - LIMIT
    cut = f" These are the {LIMIT:,} that differ most; {left_out:,} are left out." if left_out > 0 else ""
    return f"""<section id="segments" aria-labelledby="h-segments">
<h2 id="h-segments">Segments</h2>
<noscript><p class="flag">The segments are drawn by JavaScript, which is off.</p></noscript>
<form class="controls" hidden>
<div><label>Search <input type="search" id="search" autocomplete="off"></label>
<label>Order <select id="order"><option value="spread">largest difference first</option>\
<option value="worst">worst first</option><option value="best">best first</option><option value="file">as in the file</option>\
</select></label>
<label>of <select id="system"><option value="">any system</option>{systems}</select></label>
<label>Compare with <select id="against">{"".join(against)}<option value="">nothing</option></select></label></div>
<div>{with_terms}<label class="chip"><input type="checkbox" id="dropped"> show what is left out</label></div>
<fieldset class="chips"><legend>Systems</legend>{shown}</fieldset>
<p class="quiet" role="status" id="count"></p>
</form>
<p class="quiet note">Marked <ins>like this</ins>: what a translation has and the text it is compared with has not; \
<del>like this</del>: what it leaves out. The number is the segment’s {escape(comparison.segment_metric)}.{cut}</p>
<div id="list"></div>
<p><button type="button" id="more" hidden>Show more</button></p>
</section>"""
