"""The command tree. Command modules import only typer at the top; what they run, they import on use."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from . import check, compare, demo, engines, evaluate, exchange, formats, po, terms, translate


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"dragoman {version('dragoman')}")
        raise typer.Exit


def _root(
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Terminology-constrained translation: every official name right, or a clear statement of where it is not.

    Exit codes: 0 clean, 1 findings, 2 the tool or its input failed, 130 interrupted.
    """


def command() -> Any:
    """The `dragoman` command with all its subcommands."""
    app = typer.Typer(
        name="dragoman",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    app.command("translate")(translate.translate)
    app.command("check")(check.check)
    app.command("evaluate")(evaluate.evaluate)
    app.command("compare")(compare.compare)
    app.command("export")(exchange.export)
    app.command("import")(exchange.import_)
    app.command("formats")(formats.formats)
    app.add_typer(po.app, name="po")
    app.add_typer(terms.app, name="terms")
    app.add_typer(engines.app, name="engines")
    app.command("demo")(demo.demo)
    return typer.main.get_command(app)
