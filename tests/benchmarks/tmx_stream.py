"""Memory and speed of streaming a big TMX: `python tests/benchmarks/tmx_stream.py [MEGABYTES]`.

Writes a TMX of that size into a temporary file and streams it in a process of its own; prints units, MB/s and the largest
resident memory, and exits with 1 where that is over 500 MB.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 500
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="bench" creationtoolversion="1" segtype="sentence" o-tmf="none" adminlang="en" srclang="en"
    datatype="html"/>
  <body>
"""
UNIT = """    <tu tuid="{0}">
      <prop type="project">bench</prop>
      <tuv xml:lang="en-US"><seg>The <bpt i="1">&lt;b&gt;</bpt>Supreme People's Procuratorate<ept i="1">&lt;/b&gt;</ept> \
published report {0} on the work of prosecutors &amp; courts.</seg></tuv>
      <tuv xml:lang="ru-RU"><seg><bpt i="1">&lt;b&gt;</bpt>Верховная народная прокуратура<ept i="1">&lt;/b&gt;</ept> \
опубликовала доклад {0} о работе прокуроров &amp; судов.</seg></tuv>
      <tuv xml:lang="zh-TW"><seg>{0}</seg></tuv>
    </tu>
"""
TAIL = "  </body>\n</tmx>\n"


def write(path: Path, megabytes: int) -> None:
    """A TMX of about that size."""
    with path.open("wb") as file:
        file.write(HEAD.encode())
        number = 0
        while file.tell() < megabytes * 1_000_000:
            file.write("".join(UNIT.format(number + i) for i in range(1000)).encode())
            number += 1000
        file.write(TAIL.encode())


def measure(path: Path) -> int:
    """Stream a file and print what it took."""
    from dragoman.corpora.formats.tmx import stream

    begun, worked = time.perf_counter(), time.process_time()
    with path.open("rb") as file:
        count = sum(1 for _ in stream(file, path.name, "en", "ru"))
    taken, busy = time.perf_counter() - begun, time.process_time() - worked
    # kilobytes on Linux, bytes on macOS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1000)
    size = path.stat().st_size / 1_000_000
    times = f"{taken:.1f} s ({busy:.1f} s of CPU), {size / taken:.1f} MB/s ({size / busy:.1f} of CPU)"
    sys.stdout.write(f"{size:.0f} MB, {count:,} units: {times}, peak {peak:.0f} MB\n")
    return int(peak > LIMIT)


def main(megabytes: int) -> int:
    """Write a file and measure it in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "big.tmx")
        write(path, megabytes)
        return subprocess.run([sys.executable, __file__, "--measure", str(path)], check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        sys.exit(measure(Path(sys.argv[2])))
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
