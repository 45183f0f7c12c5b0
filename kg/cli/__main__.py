"""`python -m kg.cli`: the same as `kg`."""

import sys

from kg.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
