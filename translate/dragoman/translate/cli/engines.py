"""`dragoman engines`: which engines there are, what stands behind them, and Argos packages in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..engines.base import Engine
    from ..engines.package import Package

app = typer.Typer(help="List, show, install and export translation engines.", no_args_is_help=True)

_HOW = "dragoman engines install FROM TO"

JsonOption = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


@app.command("list")
def list_engines(as_json: JsonOption = False) -> None:
    """List every engine, its language pairs, and whether `--engine auto` takes it."""
    import sys

    from ..engines import names
    from .console import console, table, write_json

    rows = [row for name in names() for row in _rows(name)]
    if as_json:
        write_json(rows)
        return
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        behind = f"broken: {row['broken']}" if row["broken"] else row["description"]
        pair = f"{row['source']}-{row['target']}" if row["source"] else row["package"]
        grouped.setdefault((row["engine"], behind, "yes" if row["auto"] else ""), []).append(pair)
    cells = [(engine, ", ".join(pairs), behind, auto) for (engine, behind, auto), pairs in grouped.items()]
    console(sys.stdout).print(table(("engine", "pairs", "what stands behind it", "auto"), cells))


def _rows(name: str) -> list[dict[str, Any]]:
    """One row for each pair of an engine and each of its broken packages; a plug-in that fails is one row."""
    from dragoman.termbase.errors import DragomanError

    from ..engines import engine

    def row(source: str = "", target: str = "", **more: Any) -> dict[str, Any]:
        plain = {"engine": name, "source": source, "target": target}
        return plain | {"description": "", "auto": False, "package": "", "broken": ""} | more

    rows: list[dict[str, Any]] = []
    try:
        made = engine(name)
        rows += [
            row(source, target, description=made.describe(source, target), auto=_auto(source, target) == name)
            for source, target in made.pairs()
        ]
        for package in getattr(made, "broken", ()):
            rows.append(row(package=package.name, broken=package.reason))
        if not rows:
            rows.append(row(description=f"nothing yet: {_HOW}"))
    except DragomanError as error:
        rows.append(row(broken=error.message))
    except Exception as error:  # a plug-in may fail in any way, and the others are still worth listing
        rows.append(row(broken=f"{type(error).__name__}: {error}"))
    return rows


def _auto(source: str, target: str) -> str:
    """The engine that `auto` takes for a pair, empty for none."""
    from dragoman.termbase.errors import DragomanError

    from ..engines import auto

    try:
        return auto(source, target).name
    except DragomanError:
        return ""


@app.command()
def info(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An engine, or auto.")],
    source: Annotated[str | None, typer.Option("--from", "-f", metavar="LANG", help="Source language.")] = None,
    to: Annotated[str | None, typer.Option("--to", "-t", metavar="LANG", help="Target language.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what an engine can do and where its models come from, for all its language pairs or those chosen."""
    from dragoman.termbase.errors import EngineError

    from ..engines import auto, engine
    from ..engines.package import canonical
    from .console import write, write_json

    if name == "auto":
        if not source or not to:
            raise EngineError("auto chooses by language pair", hint="give --from and --to")
        made = auto(source, to)
    else:
        made = engine(name)
    wanted = canonical(source) if source else None, canonical(to) if to else None
    pairs = [pair for pair in made.pairs() if all(w in (None, code) for w, code in zip(wanted, pair, strict=True))]
    if not pairs:
        known = ", ".join(f"{one}-{other}" for one, other in made.pairs())
        problem = "has no such language pair" if known else "has no language pairs yet"
        advice = f"its pairs: {known}" if known else f"install one: {_HOW}"
        raise EngineError(f"engine '{made.name}' {problem}", hint=advice)
    facts = [_facts(made, *pair) for pair in pairs]
    if as_json:
        write_json({"engine": made.name, "pairs": facts})
    else:
        write("\n".join(_text(made.name, same) for same in _grouped(facts)))


def _facts(made: Engine, source: str, target: str) -> dict[str, Any]:
    from dataclasses import asdict

    facts = {
        "source": source,
        "target": target,
        "description": made.describe(source, target),
        "capabilities": asdict(made.capabilities(source, target)),
    }
    package_of: Callable[[str, str], Package] | None = getattr(made, "package", None)
    if package_of is not None:
        package = package_of(source, target)
        facts["package"] = _package(package) | {
            "bytes": package.size(),
            "features": sorted(package.features),
            "readme": package.readme(),
        }
    return facts


def _package(package: Package) -> dict[str, Any]:
    return {"name": package.name, "version": package.version, "licence": package.licence}


def _grouped(facts: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Facts that differ only in the language pair, together."""
    groups: list[list[dict[str, Any]]] = []
    for fact in facts:
        rest = {key: value for key, value in fact.items() if key not in ("source", "target")}
        for group in groups:
            if rest.items() <= group[0].items():
                group.append(fact)
                break
        else:
            groups.append([fact])
    return groups


def _text(name: str, facts: list[dict[str, Any]]) -> str:
    first = facts[0]
    can = [capability for capability, able in first["capabilities"].items() if able is True]
    lines = [
        ("engine", name),
        ("pairs", ", ".join(f"{fact['source']}-{fact['target']}" for fact in facts)),
        ("model", first["description"]),
        ("can", ", ".join(can) or "translate only"),
    ]
    package = first.get("package", {})
    lines += [("licence", package["licence"])] if package.get("licence") else []
    text = "".join(f"{label + ':':9}{value}\n" for label, value in lines)
    return f"{text}\n{package['readme']}\n" if package.get("readme") else text


@app.command()
def install(
    source: Annotated[str, typer.Argument(metavar="FROM|FILE", help="Source language, or an .argosmodel file.")],
    target: Annotated[str | None, typer.Argument(metavar="[TO]", help="Target language.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Install the Argos Translate package for a language pair from the package index, or from a downloaded file.

    This is the only engine command that uses the network, and with a file it does not.
    """
    from dragoman.termbase.errors import InputError

    from ..engines.argos_index import install_file
    from .console import note, write_json

    if target is None:
        if not source.endswith(".argosmodel") and not Path(source).exists():
            raise InputError(f"'{source}' is one language or no file", hint="give two languages or an .argosmodel file")
        package, fresh = install_file(Path(source)), True
    else:
        package, fresh = _download(source, target)
    pairs = [direction.pair for direction in package.directions]
    if as_json:
        write_json(
            _package(package)
            | {"engine": "argos", "fresh": fresh, "pairs": [{"source": one, "target": two} for one, two in pairs]}
        )
        return
    what = "installed" if fresh else "already installed, and the newest there is"
    note(f"{', '.join('-'.join(pair) for pair in pairs)}: {package.describe()}: {what}")


def _download(source: str, target: str) -> tuple[Package, bool]:
    import sys

    from ..engines.argos_index import install_pair
    from .progress import bars

    if not sys.stderr.isatty():
        done = install_pair(source, target)
        return done.package, done.fresh
    with bars() as start:
        report = start(f"{source}-{target}")
        done = install_pair(source, target, lambda bytes_done, total: report(bytes_done, total or 0))
    return done.package, done.fresh


@app.command()
def export(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An engine whose model is on disk, or auto.")],
    to: Annotated[str, typer.Option("--to", "-t", metavar="LANG", help="Target language.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The .argosmodel file to write.")],
    source: Annotated[str, typer.Option("--from", "-f", metavar="LANG", help="Source language.")] = "en",
) -> None:
    """Write an engine's model for one language pair as an .argosmodel file that Argos Translate installs and runs."""
    from dragoman.termbase.errors import OutputError

    from ..engines import auto, engine
    from ..engines.export import SUFFIX, archive
    from .console import note
    from .jobs import STANDARD_OUTPUT, check_outputs, write

    if str(output) == STANDARD_OUTPUT:
        raise OutputError("a package is no text for standard output", hint=f"give a file: -o {source}_{to}{SUFFIX}")
    check_outputs([output], [])
    data = archive(auto(source, to) if name == "auto" else engine(name), source, to)
    write(output, data)
    note(f"{output}: {name}, {source}-{to}, {len(data) / 1e6:.1f} MB")
