"""The rules of TBX-Basic: core structure (ISO 30042:2019) and the modules Min and Basic, as far as schemas state them."""

import re
from collections import Counter

from lxml import etree

from dragoman.termbase.exchange.tbx_write import BASIC, MIN, NAMESPACE

XML = "http://www.w3.org/XML/1998/namespace"

INLINE = "(hi|foreign|sc|ec|ph)*"
AUXILIARY = {
    "dca": "(descrip|descripGrp|admin|adminGrp|transacGrp|note|ref|xref)*",
    "dct": "(note|adminGrp|descripGrp|transacGrp|DCT)*",
}
CONTENT = {
    "tbx": "tbxHeader text",
    "tbxHeader": "fileDesc encodingDesc? revisionDesc?",
    "fileDesc": "titleStmt? publicationStmt? sourceDesc+",
    "titleStmt": "title note*",
    "sourceDesc": "p+",
    "text": "body back?",
    "body": "conceptEntry+",
    "back": "refObjectSec*",
    "refObjectSec": "refObject+",
    "refObject": "(itemSet|itemGrp|item)+",
    "conceptEntry": "AUXILIARY langSec+",
    "langSec": "AUXILIARY termSec+",
    "termSec": {"dca": "term (termNote|termNoteGrp)* AUXILIARY", "dct": "term DCT* AUXILIARY"},
    "descripGrp": "(descrip|DCT) (admin|adminGrp|transacGrp|note|ref|xref|DCT)*",
}
MIXED = {"title": "", "p": INLINE, "note": INLINE, "item": INLINE, "descrip": INLINE, "admin": INLINE, "termNote": INLINE,
         "term": "hi*", "ref": "", "xref": "", "DCT": ""}  # fmt: skip
ATTRIBUTES = {
    "tbx": {"type", "style", f"{{{XML}}}lang"}, "conceptEntry": {"id"}, "langSec": {f"{{{XML}}}lang"},
    "descrip": {"type", "target"}, "admin": {"type", "target"}, "termNote": {"type", "target"}, "ref": {"type", "target"},
    "xref": {"type", "target"}, "refObjectSec": {"type"}, "refObject": {"id"}, "item": {"type"}, "DCT": {"target"},
}  # fmt: skip
TYPES = {
    "descrip": {"context", "definition", "subjectField"},
    "admin": {"customerSubset", "projectSubset", "source"},
    "termNote": {
        "administrativeStatus", "grammaticalGender", "geographicalUsage", "partOfSpeech", "termLocation", "termType",
    },
    "ref": {"crossReference"},
    "xref": {"externalCrossReference", "xGraphic"},
}  # fmt: skip
VALUES = {
    "administrativeStatus": {
        "admittedTerm-admn-sts", "deprecatedTerm-admn-sts", "supersededTerm-admn-sts", "preferredTerm-admn-sts",
    },
    "partOfSpeech": {"adjective", "noun", "other", "verb", "adverb"},
    "grammaticalGender": {"masculine", "feminine", "neuter", "other"},
    "termType": {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"},
    "termLocation": {
        "checkBox", "comboBox", "comboBoxElement", "dialogBox", "groupBox", "informativeMessage", "interactiveMessage",
        "menuItem", "progressBar", "pushButton", "radioButton", "slider", "spinBox", "tab", "tableText", "textBox",
        "toolTip", "user-definedType",
    },
}  # fmt: skip
LEVELS = {
    "subjectField": {"conceptEntry"},
    "definition": {"conceptEntry", "langSec"},
    "context": {"termSec"},
    "customerSubset": {"conceptEntry", "termSec"},
    "projectSubset": {"conceptEntry", "termSec"},
    "crossReference": {"conceptEntry", "termSec"},
    "externalCrossReference": {"conceptEntry", "termSec"},
    "xGraphic": {"conceptEntry", "langSec"},
    "source": {"conceptEntry", "langSec", "termSec"},
}
MIN_MODULE = {"customerSubset", "subjectField", "administrativeStatus", "partOfSpeech"}
# the DCT module gives these targets, and no others
WITH_TARGET = {"crossReference", "externalCrossReference", "xGraphic"}


def problems(document: str | bytes) -> list[str]:
    """Everything in a document that TBX-Basic forbids."""
    root = etree.fromstring(document.encode() if isinstance(document, str) else document)
    style = root.get("style")
    found = []
    if etree.QName(root).namespace != NAMESPACE or root.get("type") != "TBX-Basic" or style not in AUXILIARY:
        return ["the root is not that of TBX-Basic"]
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    found += [f"id {name} {count} times" for name, count in ids.items() if count > 1]
    found += [f"id {name} is no name" for name in ids if not re.fullmatch(r"[^\W\d][\w.-]*", name)]
    for element in root.iter(etree.Element):
        found += element_problems(element, style, ids)
    return found


def name_of(element) -> str:
    return etree.QName(element).localname if etree.QName(element).namespace == NAMESPACE else "DCT"


def element_problems(element, style, ids):
    name, line = name_of(element), element.sourceline
    children = "".join(f"{name_of(child)} " for child in element)
    model = MIXED.get(name, CONTENT.get(name))
    model = model[style] if isinstance(model, dict) else model
    if model is None:
        yield f"{line}: element {name}"
        return
    model = re.sub(r"\w+", r"<\g<0>>", model.replace("AUXILIARY", AUXILIARY[style])).replace(" ", "")
    if not re.fullmatch(re.sub(r"<(\w+)>", r"(?:\1 )", model), children):
        yield f"{line}: {name} holds {children.split()}"
    if name not in MIXED and "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
        yield f"{line}: text in {name}"
    for attribute in set(element.attrib) - ATTRIBUTES.get(name, set()):
        yield f"{line}: attribute {attribute} on {name}"
    if name in ("tbx", "langSec") and not re.fullmatch(
        "[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", element.get(f"{{{XML}}}lang") or ""
    ):
        yield f"{line}: {name} without a language"
    yield from category_problems(element, name, style, ids)


def category_problems(element, name, style, ids):
    line = element.sourceline
    category = element.get("type") if name in TYPES else etree.QName(element).localname if name == "DCT" else None
    if name in TYPES and style == "dct":
        yield f"{line}: {name} in style DCT"
    if name == "DCT" and style == "dca":
        yield f"{line}: {element.tag} in style DCA"
    if category is None:
        return
    if name == "DCT":
        known = set().union(*TYPES.values())
        module = MIN if category in MIN_MODULE else BASIC
        if category not in known or etree.QName(element).namespace != module:
            yield f"{line}: {element.tag}"
    elif category not in TYPES[name]:
        yield f"{line}: {name} of type {category}"
    if category in VALUES and element.text not in VALUES[category]:
        yield f"{line}: {category} {element.text}"
    parent = element.getparent()
    level = name_of(parent if not name_of(parent).endswith("Grp") else parent.getparent())
    if level not in LEVELS.get(category, {"termSec"}):
        yield f"{line}: {category} in {level}"
    target = element.get("target")
    if category in ("externalCrossReference", "xGraphic"):
        if not re.fullmatch("https?://.+", target or ""):
            yield f"{line}: {category} to {target}"
    elif target is not None and target not in ids:
        yield f"{line}: target {target} is nowhere"
    if category == "crossReference" and target is None:
        yield f"{line}: a reference to nothing"
    if name == "DCT" and target is not None and category not in WITH_TARGET:
        yield f"{line}: target on {category}"
