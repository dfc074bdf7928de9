"""Forms of requester numbers that overlays add: no check digit of theirs is known, none is made up.

What each form rests on stands in the overlays `countries-of-asean` and `consumers-may-call`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from trustlink.wire_form import WireForm

CONSUMER = "consumer"
"""The scheme of a consumer's pseudonym; it goes with each country."""

FURTHER_FORMS: Mapping[str, WireForm] = MappingProxyType(
    {
        "bn-rocbn": WireForm(
            "Brunei registration number",
            "(?:RC|RFC|P)[0-9]{6,8}",
            "RC, RFC or P, and 6 to 8 digits",
        ),
        "id-nib": WireForm("Indonesian NIB", "[0-9]{13}", "13 digits"),
        "kh-moc": WireForm("Cambodian registration number", "[0-9]{6,10}", "6 to 10 digits"),
        "la-ern": WireForm(
            "Lao enterprise registration number",
            "[0-9A-Z](?:[/-]?[0-9A-Z]){3,18}",
            "4 to 19 digits and capitals, with single '-' or '/' between them or without",
        ),
        "mm-dica": WireForm("Myanmar company registration number", "[0-9]{6,10}", "6 to 10 digits"),
        "my-ssm": WireForm(
            "Malaysian company number",
            "[0-9]{4}0[1-6][0-9]{6}",
            "a year, the kind of entity (01 to 06) and 6 digits",
        ),
        "ph-tin": WireForm(
            "Philippine tax number",
            "[0-9]{9}(?:[0-9]{3}|[0-9]{5})?",
            "9 digits, or these and a branch of 3 or 5 digits",
        ),
        "tl-tin": WireForm("Timor-Leste tax number", "[0-9]{7}", "7 digits"),
        CONSUMER: WireForm("pseudonym of a consumer", "[0-9a-f]{20}", "20 of 0-9 and a-f"),
    }
)
"""By scheme the form of its numbers."""
