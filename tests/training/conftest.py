"""The recipe is no part of the package: it is found beside it, whatever is installed."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "translate"))
