"""Property-based tests take the time they take: a busy machine is no failure. `make fuzz` asks for many more examples."""

import os

from hypothesis import settings

settings.register_profile("suite", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))
