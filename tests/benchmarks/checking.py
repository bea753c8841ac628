"""Time and memory of checking many segments: `python tests/benchmarks/checking.py [SEGMENTS] [CONCEPTS] [--to LANG]`.

Generates a termbase of CONCEPTS (10,000) and a file of SEGMENTS (100,000) in which sentences of the domain corpus stand
beside terms of it, and checks them with all default checks in one process. Prints segments a second and the most memory
the process took, for all the segments and for a tenth of them: that must not grow with the file. Exits with 1 where it
takes longer than a minute a hundred thousand segments, or a tenth of them does not take nearly as much memory.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice, product

from dragoman.corpora import articles
from dragoman.corpora.markup import Marked
from dragoman.corpora.units import State, Unit
from dragoman.termbase.errors import Location
from dragoman.termbase.load import load_text
from dragoman.termbase.model import Termbase
from dragoman.translate.checks import Checker, codes

LIMIT = 60.0  # seconds for 100,000 segments
GROWTH = 1.1
FIRST = {
    "Northern": ("северный", "北方"), "Southern": ("южный", "南方"), "Eastern": ("восточный", "东方"),
    "Western": ("западный", "西方"), "Coastal": ("прибрежный", "沿海"), "Federal": ("федеральный", "联邦"),
    "Regional": ("региональный", "地区"), "Central": ("центральный", "中央"), "National": ("национальный", "国家"),
    "Rural": ("сельский", "农村"), "Urban": ("городской", "城市"), "Joint": ("объединённый", "联合"),
    "Special": ("специальный", "特别"), "Permanent": ("постоянный", "常设"), "Provisional": ("временный", "临时"),
    "Military": ("военный", "军事"), "Civil": ("гражданский", "民用"), "Higher": ("высший", "高级"),
    "Lower": ("нижний", "下级"), "Main": ("главный", "主要"), "Independent": ("независимый", "独立"),
    "International": ("международный", "国际"), "Inter-City": ("межгородской", "城际"), "Public": ("общественный", "公共"),
    "State": ("государственный", "国立"),
}  # fmt: skip
SECOND = {
    "Lighthouse": ("маячный", "灯塔"), "Railway": ("железнодорожный", "铁路"), "Forest": ("лесной", "森林"),
    "River": ("речной", "河流"), "Mountain": ("горный", "山地"), "Energy": ("энергетический", "能源"),
    "Space": ("космический", "航天"), "Customs": ("таможенный", "海关"), "Tax": ("налоговый", "税务"),
    "School": ("школьный", "学校"), "Medical": ("медицинский", "医疗"), "Postal": ("почтовый", "邮政"),
    "Port": ("портовый", "港口"), "Grain": ("зерновой", "粮食"), "Insurance": ("страховой", "保险"),
    "Budget": ("бюджетный", "预算"), "Market": ("рыночный", "市场"), "Weather": ("погодный", "气象"),
    "Bridge": ("мостовой", "桥梁"), "Fishing": ("рыбный", "渔业"),
}  # fmt: skip
THIRD = {
    "Committee": ("комитет", "委员会"), "Council": ("совет", "理事会"), "Department": ("департамент", "部门"),
    "Office": ("офис", "办公室"), "Fund": ("фонд", "基金"), "Institute": ("институт", "研究所"), "Court": ("суд", "法院"),
    "Centre": ("центр", "中心"), "Union": ("союз", "联盟"), "Forum": ("форум", "论坛"), "Congress": ("конгресс", "代表大会"),
    "Bank": ("банк", "银行"), "Board": ("комиссариат", "局"), "Inspector": ("инспектор", "督察员"),
    "Tribunal": ("трибунал", "法庭"), "Service": ("штаб", "服务处"), "Archive": ("архив", "档案馆"),
    "Museum": ("музей", "博物馆"), "Observer": ("наблюдатель", "观察员"), "Agency": ("приказ", "署"),
}  # fmt: skip


def bodies() -> Iterator[tuple[str, str, str]]:
    """English, Russian and Chinese names of as many bodies as the words give, 10,000."""
    for (one, first), (two, second), (three, third) in product(FIRST.items(), SECOND.items(), THIRD.items()):
        russian = f"{first[0].capitalize()} {second[0]} {third[0]}"
        yield f"{one} {two} {three}", russian, first[1] + second[1] + third[1]


def termbase(concepts: int) -> Termbase:
    """A termbase of that many bodies."""
    entries = [
        f"- id: body-{number}\n  kind: body\n  definition: A body of the benchmark.\n  en: {{preferred: {english}}}\n"
        f"  ru: {{preferred: {russian}}}\n  zh: {{preferred: {chinese}}}\n"
        for number, (english, russian, chinese) in enumerate(islice(bodies(), concepts))
    ]
    return load_text("".join(entries), "benchmark.yaml")


def units(segments: int, concepts: int, target: str) -> Iterator[Unit]:
    """Sentences of the domain corpus, each with a term of the termbase behind it and a number of its own."""
    pick = random.Random(0)
    names = list(islice(bodies(), concepts))
    rows = articles.load("domain")
    for number in range(segments):
        row, body = pick.choice(rows), pick.choice(names)
        source = f"{row.texts['en']} The {body[0]} has {number} members."
        if target == "ru":
            text = f"{row.texts['ru']} {body[1]} насчитывает {number} членов."
        else:
            text = f"{row.texts['zh']}{body[2]}有{number}名成员。"
        where = Location("benchmark.tsv", number + 1, 1)
        yield Unit(str(number), Marked(source), Marked(text), State.TRANSLATED, where)


def measure(segments: int, concepts: int, target: str) -> None:
    """Check, and print what it took: seconds to get ready, seconds, findings, MB."""
    begun = time.process_time()
    checker = Checker("en", target, termbase(concepts), codes())
    list(checker.check(units(1, concepts, target)))
    ready = time.process_time()
    # the generator's own time is taken off
    for _ in units(segments, concepts, target):
        pass
    idle = time.process_time() - ready
    found = sum(1 for _ in checker.check(units(segments, concepts, target)))
    found += sum(1 for _ in checker.finish())
    taken = time.process_time() - ready - 2 * idle
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{ready - begun:.1f} {taken:.1f} {found} {memory:.0f}\n")


def main() -> int:
    """Measure all segments and a tenth of them, each in a process of its own."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("segments", nargs="?", type=int, default=100_000)
    options.add_argument("concepts", nargs="?", type=int, default=10_000)
    options.add_argument("--to", default="ru", choices=("ru", "zh"))
    options.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        measure(given.segments, given.concepts, given.to)
        return 0
    memory = []
    seconds = 0.0
    for segments in (given.segments // 10, given.segments):
        command = [sys.executable, __file__, str(segments), str(given.concepts), "--to", given.to, "--one"]
        ready, taken, found, most = map(
            float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        )
        seconds = ready + taken
        memory.append(most)
        sys.stdout.write(
            f"{segments:,} segments, {given.concepts:,} concepts, en → {given.to}: {ready:.1f} s to get ready, "
            f"{taken:.1f} s to check, {segments / taken:,.0f} segments/s, {found:,.0f} findings, {most:.0f} MB at most\n"
        )
    return 1 if seconds > LIMIT * given.segments / 100_000 or memory[1] > GROWTH * memory[0] else 0


if __name__ == "__main__":
    sys.exit(main())
