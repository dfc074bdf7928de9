"""The inspection of a contract: whether the document is sound, and every place where it is not.

`source` reads a file, `document` knows the places of an OpenAPI document, one module per family of
rules says what is wrong at them, and `inspection` applies the rules.
"""

from trustlink.inspection.fault import ContractFault
from trustlink.inspection.inspection import (
    Inspection,
    Rule,
    contract_rules,
    inspect_document,
    inspect_file,
    rules_of_form,
)

__all__ = [
    "ContractFault",
    "Inspection",
    "Rule",
    "contract_rules",
    "inspect_document",
    "inspect_file",
    "rules_of_form",
]
