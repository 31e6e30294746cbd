"""`python -m pyerlshell`."""

import sys

from pyerlshell.cli import main

if __name__ == "__main__":
    sys.exit(main())
