"""`python -m dragoman.translate.cli` is `dragoman`."""

import sys

from . import main

sys.exit(main())
