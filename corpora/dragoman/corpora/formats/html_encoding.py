"""How an HTML file's characters are stored, and what the file says about it.

Byte-order mark, then `<meta charset>` or the XML declaration, then UTF-8; nothing is guessed. Names of encodings mean what
they mean to browsers (https://encoding.spec.whatwg.org/#names-and-labels): iso-8859-1 is Windows-1252, gb2312 is GBK.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from dragoman.corpora import files
from dragoman.termbase.errors import InputError, Location

_HEAD = 1024  # bytes browsers look through for a declaration
_XML = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']""")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[\s/][^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)

# label without punctuation -> codec to read with; labels Python reads the same way are not here
_WIDER = {
    **dict.fromkeys(("ascii", "usascii", "latin1", "l1", "iso88591", "iso885911987", "cp819", "ibm819"), "cp1252"),
    **dict.fromkeys(("gb2312", "gb231280", "gbk", "xgbk", "chinese", "csgb2312", "isoir58"), "gb18030"),
    **dict.fromkeys(("iso88599", "latin5"), "cp1254"),
    **dict.fromkeys(("tis620", "iso885911", "dos874"), "cp874"),
    **dict.fromkeys(("ksc56011987", "ksc5601", "euckr", "korean"), "cp949"),
    **dict.fromkeys(("shiftjis", "sjis", "xsjis", "mskanji"), "cp932"),
    **dict.fromkeys(("utf16", "utf16le", "utf16be", "unicode"), "utf-8"),
    "xcp1251": "cp1251",
    "xmaccyrillic": "mac-cyrillic",
}
# what new text is written with, where that is less than what is read
_NARROWER = {"gb18030": "gbk"}
_KNOWN = re.compile(
    r"utf-8|gb18030|gbk|big5|big5hkscs|cp\d+|iso8859-\d+|koi8-[ru]|mac-cyrillic|mac-roman|euc_jp|iso2022_jp"
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is stored. codec: of its characters; narrow: of the characters that may be added to it."""

    bom: bytes
    codec: str
    narrow: str

    def encode(self, text: str) -> bytes:
        """The bytes of a whole file."""
        return self.bom + text.encode(self.codec)

    def fit(self, text: str) -> str:
        """New content as it can be written: characters the encoding lacks as character references."""
        return text.encode(self.narrow, "xmlcharrefreplace").decode(self.narrow)


def decode(data: bytes, name: str) -> tuple[str, Encoding]:
    """The characters of an HTML file and how they are stored.

    Raises InputError for what is no text in the encoding the file declares, and for an encoding that is not known.
    """
    mark = files.sniff(data)
    if mark.bom:
        return files.decode(data, name), Encoding(mark.bom, mark.codec, mark.codec)
    codec = _declared(data, name)
    if codec == "utf-8":
        return files.decode(data, name), Encoding(b"", codec, codec)
    if b"\0" in data:
        files.decode(data, name)  # says what it is instead
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start, codec, name) from None
    if text.encode(codec, "replace") != data:
        raise InputError(f"what {codec} reads it does not write back", name, "convert the file to UTF-8")
    return text, Encoding(b"", codec, _NARROWER.get(codec, codec))


def _declared(data: bytes, name: str) -> str:
    head = data[:_HEAD]
    match = _XML.match(head) or _META.search(_COMMENT.sub(lambda found: b" " * len(found.group()), head))
    if match is None:
        return "utf-8"
    label = match[1].decode("ascii", "replace")
    short = re.sub("[^a-z0-9]", "", label.lower())
    try:
        codec = codecs.lookup(_WIDER.get(short, label)).name
    except LookupError:
        codec = ""
    if not _KNOWN.fullmatch(codec):
        where = _place(data, match.start(1), "latin-1", name)
        raise InputError(f"unknown encoding '{label}'", where, "convert the file to UTF-8 and say so in it")
    return codec


def _undecodable(data: bytes, start: int, codec: str, name: str) -> InputError:
    message = f"not valid {codec}, the encoding the file declares: byte 0x{data[start]:02x}"
    return InputError(message, _place(data, start, codec, name), "mend the declaration or the byte")


def _place(data: bytes, offset: int, codec: str, name: str) -> Location:
    before = data[:offset].decode(codec, "replace")
    return Location(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
