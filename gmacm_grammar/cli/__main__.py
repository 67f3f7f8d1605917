"""``python -m gmacm_grammar.cli`` is the command."""

from gmacm_grammar.cli import main

main()
