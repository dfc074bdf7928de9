import pytest

from trustlink.contract import load_contract
from trustlink_conformance.generation.wire_query import faulty_parameters

CONTRACT = load_contract()
RECORDS = CONTRACT.operation("listRebateRecords")


@pytest.mark.parametrize(
    ("query", "faulty"),
    [
        ("limit=101", ("limit",)),
        ("limit=0", ("limit",)),
        ("limit=0.5", ("limit",)),
        ("limit=", ("limit",)),
        ("limit=%D9%A5", ("limit",)),
        ("limit=999999999999999999999999999999", ("limit",)),
        ("limit=1e999", ("limit",)),
        ("from=2025-10&to=2026-06&status=refunded&hsCode=853221&limit=50", ("status",)),
        ("hsCode=8532210", ("hsCode",)),
        ("hsCode=853221%0A", ("hsCode",)),
        ("hsCode=%D9%A8%D9%A5%D9%A3%D9%A2%D9%A2%D9%A1", ("hsCode",)),
        ("limit=101&from=2025-13", ("from", "limit")),
        ("limit=0&limit=x", ("limit",)),
    ],
)
def test_what_no_reading_admits_is_faulty(query: str, faulty: tuple[str, ...]) -> None:
    assert faulty_parameters(f"/list?{query}", RECORDS, CONTRACT) == faulty


@pytest.mark.parametrize(
    "query",
    ["limit=50", "limit=05", "limit=+5", "limit=5.0", "limit=0&limit=5", "unknown=1", ""],
)
def test_what_some_sites_read_is_not(query: str) -> None:
    assert faulty_parameters(f"/list?{query}", RECORDS, CONTRACT) == ()
