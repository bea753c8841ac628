"""Translation engines by name: entry points of the group `dragoman.engines`, each a factory that takes no argument.

The program's own engines take the same road as those of other packages.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, cast

from dragoman.termbase.errors import DragomanError, EngineError, UnknownNameError

if TYPE_CHECKING:  # importing it costs numpy
    from .base import Engine

__all__ = ["GROUP", "auto", "engine", "names"]

GROUP = "dragoman.engines"
_OWN = "dragoman"  # the distribution whose names no other may take over
_PREFERRED = ("argos", "builtin")  # what `auto` tries, in order: what the user installed beats what we ship
_METHODS = ("pairs", "capabilities", "describe", "translate", "score")


def _plugins() -> dict[str, EntryPoint]:
    found = sorted(entry_points(group=GROUP), key=lambda point: _distribution(point) == _OWN)
    return {point.name: point for point in found}


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist else ""


def names() -> list[str]:
    """The names of all engines, sorted; nothing is loaded."""
    return sorted(_plugins())


def engine(name: str) -> Engine:
    """A new engine of that name; its models are loaded on first use.

    Raises UnknownNameError listing the names there are, and EngineError for a plug-in that does not work.
    """
    plugins = _plugins()
    if name not in plugins:
        raise UnknownNameError(f"unknown engine '{name}'", hint=f"known: {', '.join(sorted(plugins)) or 'none'}")
    point = plugins[name]
    try:
        made = point.load()()
    except DragomanError:
        raise
    except (Exception, SystemExit) as error:
        raise _broken(point, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__) from error
    lacking = [method for method in _METHODS if not callable(getattr(made, method, None))]
    if lacking:
        raise _broken(point, f"it has no {', '.join(lacking)}")
    return cast("Engine", made)


def _broken(point: EntryPoint, reason: str) -> EngineError:
    maker = f" of package {_distribution(point)}" if point.dist else ""
    one_line = " ".join(reason.split())
    return EngineError(f"engine plug-in '{point.name}'{maker} does not work: {one_line}")


def auto(source: str, target: str) -> Engine:
    """The engine for a language pair: an installed Argos package for exactly it, else the embedded model.

    Raises EngineError listing the pairs there are where neither has it.
    """
    from .package import canonical

    pair = canonical(source), canonical(target)
    known = []
    for name in _PREFERRED:
        candidate = engine(name)
        if pair in candidate.pairs():
            return candidate
        known += [f"{source}-{target} ({name})" for source, target in candidate.pairs()]
    raise EngineError(
        f"no engine translates {pair[0]}-{pair[1]}; there are {', '.join(known) or 'none'}",
        hint=f"to install a model: dragoman engines install {pair[0]} {pair[1]}",
    )
