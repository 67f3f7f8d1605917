"""The command ``gmacm-grammar``: one verb for each question about a report or a grammar.

Data goes to standard output, messages to standard error. ``statuses.py`` has the exit statuses.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; say so in a line where its extra packages are missing."""
    try:
        from gmacm_grammar.cli.verbs import command
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich"):
            raise
        print(
            f"gmacm-grammar: the package {error.name} is missing: "
            "install the command with pip install 'gmacm-grammar[cli]'",
            file=sys.stderr,
        )
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    command()
