"""Dragoman's translation: engines, constrained decoding, verification and evaluation.

>>> from dragoman.termbase.load import load_curated
>>> from dragoman.translate import Translator, engine
>>> translation = Translator(load_curated(), engine("builtin")).translate("The SPP is ready.", "en", "ru")
>>> [(term.source_text, term.form, term.outcome.value) for term in translation.terms()]  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .engines import engine
    from .pipeline import Translator
    from .verify import Verifier

__all__ = ["Translator", "Verifier", "engine"]

_HOMES = {"Translator": ".pipeline", "Verifier": ".verify", "engine": ".engines"}


def __getattr__(name: str) -> Any:
    """The public names, imported on first use: they bring numpy and the dictionaries of Russian with them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)
