"""How long the command line takes to say something: `python tests/benchmarks/startup.py [RUNS]`.

Prints best, median and worst wall-clock seconds, and exits with 1 where the median of a command is over its limit.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

LIMITS = {"--help": 0.3, "translate --help": 0.3, "terms --help": 0.3, "--version": 0.3}


def seconds(arguments: list[str]) -> float:
    """Wall-clock time of one process."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def main(runs: int) -> int:
    """Measure every command after one run to warm the disk cache."""
    slow = 0
    cases = {"(python alone)": (["-c", "pass"], 1.0)}
    cases |= {name: (["-m", "dragoman.translate.cli", *name.split()], limit) for name, limit in LIMITS.items()}
    for name, (arguments, limit) in cases.items():
        seconds(arguments)
        taken = sorted(seconds(arguments) for _ in range(runs))
        middle = statistics.median(taken)
        slow += middle > limit
        sys.stdout.write(
            f"{name:20} best {taken[0]:.3f}  median {middle:.3f}  worst {taken[-1]:.3f}  limit {limit:.1f}\n"
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
