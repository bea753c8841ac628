"""Chinese names in an English text, and how Russian spells them: from Hanyu Pinyin to the Palladius system.

The correspondences are those of the tables in general use (Палладий and Попов, 1888, in today's spelling); a syllable
with several spellings in use has them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

_INITIALS = {
    "zh": "чж", "ch": "ч", "sh": "ш", "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л",
    "g": "г", "k": "к", "h": "х", "j": "цз", "q": "ц", "x": "с", "r": "ж", "z": "цз", "c": "ц", "s": "с",
}  # fmt: skip
_FINALS = {
    "a": "а", "ai": "ай", "an": "ань", "ang": "ан", "ao": "ао", "e": "э", "ei": "эй", "en": "энь", "eng": "эн", "i": "и",
    "ia": "я", "ian": "янь", "iang": "ян", "iao": "яо", "ie": "е", "in": "инь", "ing": "ин", "iong": "юн", "iu": "ю",
    "o": "о", "ong": "ун", "ou": "оу", "u": "у", "ua": "уа", "uai": "уай", "uan": "уань", "uang": "уан", "ui": "уй",
    "un": "унь", "uo": "о",
}  # fmt: skip
# u behind j, q, x (and ü behind l, n) is another vowel
_ROUNDED = {"u": "юй", "uan": "юань", "ue": "юэ юе", "un": "юнь", "ü": "юй", "üe": "юэ юе"}
_WHOLE = {
    "a": "а", "ai": "ай", "an": "ань", "ang": "ан", "ao": "ао", "e": "э", "ei": "эй",
    "en": "энь", "eng": "эн", "er": "эр", "o": "о", "ou": "оу",
    "ya": "я", "yan": "янь", "yang": "ян", "yao": "яо", "ye": "е", "yi": "и", "yin": "инь", "ying": "ин", "yong": "юн",
    "you": "ю", "yu": "юй", "yuan": "юань", "yue": "юэ юе", "yun": "юнь", "wa": "ва", "wai": "вай", "wan": "вань",
    "wang": "ван", "wei": "вэй", "wen": "вэнь", "weng": "вэн", "wo": "во", "wu": "у", "hui": "хуэй хой", "zi": "цзы",
    "ci": "цы", "si": "сы", "me": "мэ", "lv": "люй", "nv": "нюй",
}  # fmt: skip
_PLAIN_LIST = """
    ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu pa pai pan pang pao pei pen peng pi pian piao
    pie pin ping po pou pu ma mai man mang mao mei men meng mi mian miao mie min ming miu mo mou mu fa fan fang fei
    fen feng fo fou fu da dai dan dang dao de dei den deng di dian diao die ding diu dong dou du duan dui dun duo ta
    tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo na nai nan nang nao ne nei nen neng
    ni nian niang niao nie nin ning niu nong nou nu nuan nuo la lai lan lang lao le lei leng li lia lian liang liao
    lie lin ling liu long lou lu luan lun luo ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang
    gui gun guo ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo ha hai han hang hao he
    hei hen heng hong hou hu hua huai huan huang hun huo ji jia jian jiang jiao jie jin jing jiong jiu qi qia qian
    qiang qiao qie qin qing qiong qiu xi xia xian xiang xiao xie xin xing xiong xiu zha zhai zhan zhang zhao zhe
    zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo cha chai chan chang chao che chen
    cheng chi chong chou chu chua chuai chuan chuang chui chun chuo sha shai shan shang shao she shei shen sheng shi
    shou shu shua shuai shuan shuang shui shun shuo ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo za
    zai zan zang zao ze zei zen zeng zong zou zu zuan zui zun zuo ca cai can cang cao ce cen ceng cong cou cu cuan
    cui cun cuo sa sai san sang sao se sen seng song sou su suan sui sun suo
    """
_PLAIN = frozenset(_PLAIN_LIST.split())
_ROUNDED_SYLLABLES_LIST = """
    ju juan jue jun qu quan que qun xu xuan xue xun lü lüe nü nüe
    """
_ROUNDED_SYLLABLES = frozenset(_ROUNDED_SYLLABLES_LIST.split())
_VOWELS = "аеёиоуыэюя"
_LONGEST = 6

_SURNAMES_LIST = """
    ai an ao ba bai ban bao bei bi bian bie bin bo bu cai cao cen chai chang chao che chen cheng chi chu chuan cong
    cui dai dang deng di diao ding dong dou du duan fan fang fei feng fu gan gao ge geng gong gou gu guan gui guo
    han hang hao he hong hou hu hua huan huang hui huo ji jia jian jiang jiao jin jing ju kang ke kong kou kuai
    kuang lai lan lang lei leng li lian liang liao lin ling liu long lou lu luan luo lü ma man mao mei meng mi miao
    min ming mo mou mu na nan ni nie ning niu ou pan pang pei peng pi ping pu qi qian qiao qin qiu qu quan que ran
    rao ren rong ruan rui sang sha shan shang shao shen sheng shi shu shui si song su sui sun tai tan tang tao teng
    tian tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie xin xing xiong xu xuan xue xun yan yang yao ye
    yi yin ying yong you yu yuan yue yun zang zeng zha zhai zhan zhang zhao zhen zheng zhong zhou zhu zhuang zhuo
    zong zou zu zuo ouyang sima zhuge shangguan xiahou situ huangfu dongfang gongsun murong linghu
    """
SURNAMES = frozenset(_SURNAMES_LIST.split())
# syllables that are English words (or names) too: a name needs more than one of them
_ENGLISH_LIST = """
    a ai an ban ben bin bing bo can chi chop cu dan dang den di die do fan fen fun gang ha hai han hang he hen hi ho
    hong hun kong lan lang lei lie lin long lou ma mai man me mei men mu nan ne no o pan pang pen pie pin ping po
    ran rang ri run sang san see she shun si song sun sung tai tan tang ti tie tin ting to ton wan wen wo wu xi yang
    yen yin you young yu zen ming kang jin feng shui qi
    """
_ENGLISH = frozenset(_ENGLISH_LIST.split())
_NO_NAMES = frozenset(
    ("hong kong", "feng shui", "yin yang", "tai chi", "ping an", "da nang", "xi an", "shang hai", "tai wan")
)
_WORD = r"[A-Z][a-zü]+(?:['’-]?[a-zü]+)?"
# what must not stand before a name is looked for behind its first letter: a pattern that begins with one is fast
_NAME = re.compile(rf"(?P<surname>[A-Z](?<![\w.'’-][A-Z])[a-zü]+)(?= (?P<given>{_WORD})(?![\w-]))")
_SILENT = re.compile(r"[^aiou]e\Z")
_BEFORE = re.compile(r"(?<![\w-])([A-Z][a-z]+) \Z")
_BEHIND = re.compile(r" ([A-Z][a-z]+)(?![\w-])")


@dataclass(frozen=True, slots=True)
class ChineseName:
    """A Chinese name in a text in Latin letters, surname first: where it stands, and the Russian spellings of its parts,
    the usual one first, in small letters."""

    start: int
    end: int
    surname: tuple[str, ...]
    given: tuple[str, ...]

    @property
    def palladius(self) -> str:
        """The usual Russian spelling of the whole name."""
        return " ".join(part[0][:1].upper() + part[0][1:] for part in (self.surname, self.given))


def names(text: str) -> Iterator[ChineseName]:
    """The Chinese names of a text that look like nothing else: a surname and a given name of one or two syllables."""
    for match in _NAME.finditer(text):
        surname, given = match["surname"].lower(), re.sub(r"['’-]", "", match["given"].lower())
        if surname not in SURNAMES or f"{surname} {given}" in _NO_NAMES or given in _ENGLISH:
            continue
        readings = russian(given)
        # You Are, He Made, Long Time: two English words, the second with a silent e
        if not readings or (surname in _ENGLISH and (russian_syllable(given) or _SILENT.search(given))):
            continue
        if not _longer(text, match.start(), match.end("given")):
            yield ChineseName(match.start(), match.end("given"), russian(surname), readings)


def _longer(text: str, start: int, end: int) -> bool:
    """Whether one more capitalised syllable stands before or behind, as in Tian An Men."""
    before, behind = _BEFORE.search(text, max(0, start - _LONGEST - 2), start), _BEHIND.match(text, end)
    return any(word is not None and bool(russian_syllable(word[1].lower())) for word in (before, behind))


@cache
def russian_syllable(syllable: str) -> tuple[str, ...]:
    """The Russian spellings of one syllable in Pinyin without tones; empty where there is no such syllable."""
    if syllable in _WHOLE:
        return tuple(_WHOLE[syllable].split())
    for length in (2, 1):
        initial, final = syllable[:length], syllable[length:]
        if initial not in _INITIALS:
            continue
        if syllable in _ROUNDED_SYLLABLES:
            return tuple(_INITIALS[initial] + end for end in _ROUNDED[final].split())
        if syllable in _PLAIN:
            return (_INITIALS[initial] + _FINALS[final],)
    return ()


@cache
def spellings() -> frozenset[str]:
    """The Russian spellings of all syllables, in small letters."""
    return frozenset(
        spelling for syllable in (*_WHOLE, *_PLAIN, *_ROUNDED_SYLLABLES) for spelling in russian_syllable(syllable)
    )


@lru_cache(maxsize=4096)
def russian(word: str) -> tuple[str, ...]:
    """The Russian spellings of a word of one to three syllables, the likeliest reading first; empty for other words.

    Words that can be divided in several ways (Xian: xian, xi'an) have several.
    """
    found: dict[str, None] = {}
    for syllables in sorted(_divisions(word.lower(), 3), key=len):
        for spelling in _spellings(syllables):
            found.setdefault(spelling)
    return tuple(found)


def _divisions(word: str, most: int) -> Iterator[tuple[str, ...]]:
    if not word:
        yield ()
    if not word or not most:
        return
    for length in range(1, min(_LONGEST, len(word)) + 1):
        head = word[:length]
        if russian_syllable(head):
            for tail in _divisions(word[length:], most - 1):
                yield (head, *tail)


def _spellings(syllables: tuple[str, ...]) -> Iterator[str]:
    if not syllables:
        return
    heads = russian_syllable(syllables[0])
    tails = list(_spellings(syllables[1:])) or [""]
    for head in heads:
        for tail in tails:
            # -ng before a vowel takes a hard sign: Минъян
            sign = "ъ" if tail and tail[0] in _VOWELS and head.endswith("н") else ""
            yield head + sign + tail
