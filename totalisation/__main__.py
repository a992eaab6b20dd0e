"""The command line as ``python -m totalisation``."""

from totalisation.cli import main

main()
