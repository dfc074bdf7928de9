"""What a site of a later version may answer that ours does not know: codes, and their texts."""

from typing import Any, Final

from trustlink_mock.answers.texts import Language

VERSION: Final = "1.1.0"
CODE: Any = "REGISTER_RELOCATED"
"""None of the reason codes that the mock's own answers are typed by."""
AUTHORITY: Final = "CNCA"
PROBLEM: Final = "https://trustlink.example/problems/unsupported-media-type"
SENTENCES: Final[dict[Language, str]] = {
    "en": "The register has moved to another authority since.",
    "zh-CN": "该登记册此后已移交给另一主管部门。",
    "th": "ทะเบียนนี้ได้ย้ายไปยังหน่วยงานอื่นแล้ว",
    "vi": "Sổ đăng ký này đã được chuyển sang cơ quan khác.",
}
