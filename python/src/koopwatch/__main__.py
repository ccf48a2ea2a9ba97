# SPDX-License-Identifier: Apache-2.0
"""``python -m koopwatch sync DIR``: sends what runs left in an offline or spool directory."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from koopwatch import __version__
from koopwatch._settings import connection
from koopwatch._sync import sync

_ENDPOINT = "or kafka://HOST:PORT; default: KOOPWATCH_ENDPOINT, else localhost:50051"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 when everything arrived, 1 when not, 2 for bad input."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.dir.is_dir():
        parser.error(f"DIR: expected a directory, got {options.dir}")
    try:
        return 0 if sync(options.dir, connection(options.endpoint), options.patience) else 1
    except ValueError as error:  # of the endpoint and its settings
        parser.error(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m koopwatch", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    command = parser.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "sync",
        help="send the files of a directory",
        description="Sends the files in DIR and renames them to .sent.",
    )
    command.add_argument("dir", type=Path, metavar="DIR", help="an offline or spool directory")
    command.add_argument("--endpoint", metavar="HOST:PORT", help=_ENDPOINT)
    command.add_argument("--patience", type=float, default=30.0, metavar="S", help="seconds without progress (30)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
