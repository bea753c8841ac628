"""A translation run for readers: summaries, stable JSON, and one self-contained HTML page."""

from .export import as_dict
from .layout import page
from .summary import ConceptSummary, Place, by_concept, count, has_findings, places, sentence

__all__ = ["ConceptSummary", "Place", "as_dict", "by_concept", "count", "has_findings", "page", "places", "sentence"]
