"""Palladius: the syllables of Chinese in Russian spelling, to tell a Chinese name from any other."""

from __future__ import annotations

import re
from functools import lru_cache

# The standard table, by initial; «-нь» is pinyin -n and «-н» pinyin -ng.
_TABLE = """
    а ай ань ан ао о оу э эй энь эн эр и ин инь ю юань юе юн юнь юй я янь ян яо е яй юэ
    у
    ва вай вань ван вэй вэнь вэн во
    ба бай бань бан бао бэй бэнь бэн би бинь бин бо бу бянь бяо бе
    па пай пань пан пао пэй пэнь пэн пи пинь пин по поу пу пянь пяо пе
    ма май мань ман мао мэй мэнь мэн ми минь мин мо моу му мю мянь мяо ме мэ
    фа фань фан фэй фэнь фэн фо фоу фу
    да дай дань дан дао дэ дэй дэнь дэн ди дин до доу ду дуань дуй дунь дун дю дянь дяо де
    та тай тань тан тао тэ тэн ти тин то тоу ту туань туй тунь тун тянь тяо те
    на най нань нан нао нэ нэй нэнь нэн ни нинь нин но ну нуань нун нюй нюэ ню нянь нян няо не
    ла лай лань лан лао лэ лэй лэн ли линь лин ло лоу лу луань лунь лун люй люе лю лянь лян ляо ле ля люэ
    га гай гань ган гао гэ гэй гэнь гэн го гоу гу гуа гуай гуань гуан гуй гунь гун
    ка кай кань кан као кэ кэнь кэн ко коу ку куа куай куань куан куй кунь кун
    ха хай хань хан хао хэ хэй хэнь хэн хо хоу ху хуа хуай хуань хуан хуэй хой хунь хун
    цзи цзинь цзин цзу цзуань цзуй цзунь цзун цзы цзю цзюань цзюе цзюнь цзюн цзюй цзя цзянь цзян цзяо цзе цза цзай
    цзань цзан цзао цзэ цзэй цзэнь цзэн цзо цзоу цзюэ
    ци цинь цин цу цуань цуй цунь цун цы цю цюань цюе цюнь цюн цюй ця цянь цян цяо це ца цай цань цан цао цэ цэнь
    цэн цо цоу цюэ
    си синь син су суань суй сунь сун сы сю сюань сюе сюнь сюн сюй ся сянь сян сяо се са сай сань сан сао сэ сэнь
    сэн со соу сюэ
    чжа чжай чжань чжан чжао чжэ чжэй чжэнь чжэн чжи чжо чжоу чжу чжуа чжуай чжуань чжуан чжуй чжунь чжун
    ча чай чань чан чао чэ чэнь чэн чи чо чоу чу чуай чуань чуан чуй чунь чун
    ша шай шань шан шао шэ шэй шэнь шэн ши шо шоу шу шуа шуай шуань шуан шуй шунь
    жань жан жао жэ жэнь жэн жи жо жоу жу жуань жуй жунь жун
"""
_SYLLABLE = "(?:" + "|".join(sorted(_TABLE.split(), key=len, reverse=True)) + ")"
_WORD = re.compile(f"{_SYLLABLE}(?:ъ?{_SYLLABLE}){{0,3}}")
_ONE = re.compile(_SYLLABLE)
_DOUBLE_SURNAMES = frozenset((
    "сыма", "оуян", "чжугэ", "шангуань", "сяхоу", "хуанфу", "дунфан", "гунсунь", "дуаньму", "линху", "муюн",
    "цзиньчжэн", "чжунли", "юйвэнь", "сыту", "тоба",
))  # fmt: skip


@lru_cache(maxsize=65536)
def is_chinese(word: str) -> bool:
    """Whether a word is made of one to four Palladius syllables («Цзиньпин», «Хэйлунцзян»)."""
    return bool(_WORD.fullmatch(word.lower()))


def is_chinese_name(words: tuple[str, ...]) -> bool:
    """Whether words are a Chinese surname and given name: a surname of one syllable (or a known double one) first."""
    if len(words) != 2:
        return False
    surname, given = (word.lower() for word in words)
    is_surname = bool(_ONE.fullmatch(surname)) or surname in _DOUBLE_SURNAMES
    return is_surname and len(given) > 1 and bool(re.fullmatch(f"{_SYLLABLE}(?:ъ?{_SYLLABLE})?", given))
