"""``python -m gmacm_grammar`` is the command ``gmacm-grammar``."""

from gmacm_grammar.cli import main

if __name__ == "__main__":
    main()
