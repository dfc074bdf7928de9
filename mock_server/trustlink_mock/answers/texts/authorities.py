"""Names of authorities in four languages, as sentences list them: each with its code."""

from collections.abc import Iterable
from typing import Final

from trustlink_mock.answers.texts.languages import Language
from trustlink_mock.answers.vocabulary import Authority

_NAMES: Final[dict[Authority, dict[Language, str]]] = {
    "GACC": {"en": "customs", "zh-CN": "海关总署", "th": "ศุลกากร", "vi": "Hải quan"},
    "STA": {"en": "taxation", "zh-CN": "国家税务总局", "th": "สรรพากร", "vi": "Thuế"},
    "SAMR": {
        "en": "market regulation",
        "zh-CN": "国家市场监督管理总局",
        "th": "การกำกับดูแลตลาด",
        "vi": "Quản lý giám sát thị trường",
    },
    "MOFCOM": {"en": "commerce", "zh-CN": "商务部", "th": "พาณิชย์", "vi": "Thương mại"},
    "NDRC": {
        "en": "development and reform",
        "zh-CN": "国家发展和改革委员会",
        "th": "การพัฒนาและการปฏิรูป",
        "vi": "Cải cách và Phát triển",
    },
    "SUPPLIER": {
        "en": "the supplier",
        "zh-CN": "供应商",
        "th": "ผู้จัดจำหน่าย",
        "vi": "Nhà cung cấp",
    },
    "OTHER": {"en": "others", "zh-CN": "其他机关", "th": "หน่วยงานอื่น", "vi": "Cơ quan khác"},
}
_PLACE: Final = "{authorities}"


def naming(text: str, authorities: Iterable[Authority], language: Language) -> str:
    """Return a text with the authorities of a policy in place of `{authorities}` (EXP-04)."""
    if _PLACE not in text:
        return text
    names = [_named(authority, language) for authority in authorities]
    return text.replace(_PLACE, ("、" if language == "zh-CN" else ", ").join(names))


def _named(authority: Authority, language: Language) -> str:
    name = _NAMES[authority][language]
    return f"{name}（{authority}）" if language == "zh-CN" else f"{name} ({authority})"
