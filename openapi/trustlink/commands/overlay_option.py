"""Home of the option `--overlay`, which the commands share that take a contract."""

from pathlib import Path

import click

overlay_option = click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="OpenAPI Overlay 1.0 to apply to the contract: a file, or the name of one that is "
    "shipped, as boundary-exclusive; repeatable, in this order.",
)
