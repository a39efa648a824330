"""Brings the typefaces that training lines are drawn with."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.synthesis.fonts import DEFAULT_FOLDER, faces, fetch


@click.command()
@click.option("--fonts", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, show_default=True)
def main(fonts: Path) -> None:
    """Fetch the typefaces into a folder; those that lie there already are left alone."""
    for refused in fetch(fonts):
        click.echo(f"{refused.family} {refused.style}: {refused.reason}", err=True)
    click.echo(f"{len(faces(fonts))} faces in {fonts}")


if __name__ == "__main__":
    main()
