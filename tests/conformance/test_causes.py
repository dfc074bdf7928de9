"""What follows from an earlier failure is folded under it."""

from trustlink_conformance.causes import followers
from trustlink_conformance.results import Finding, Stage


def found(pointer: str, *exchanges: int, **members: object) -> Finding:
    return Finding("module::test_it", "1", "2", pointer, exchanges, **members)  # type: ignore[arg-type]


def test_the_same_member_of_the_same_exchange_is_one_cause() -> None:
    rows = {
        "REB-13": [found("/counts", 7)],
        "HTTP-01": [found("/counts", 7)],
        "VIO-04": [found("/counts", 8)],
        "VIO-05": [found("/other", 7)],
    }

    assert followers(rows.items()) == {"HTTP-01": "REB-13"}


def test_a_member_of_the_same_name_and_constraint_is_one_cause_in_every_exchange() -> None:
    first = found("/countsByStatus", 7, constraint="type object", stage=Stage.FORM)
    nested = found(
        "/results/exportTaxRebate/data/countsByStatus", 9,
        constraint="type object", stage=Stage.FORM,
    )  # fmt: skip
    other = found("/results/exportTaxRebate/data/countsByStatus", 9, constraint="required x")

    rows = {"REB-13": [first], "VER-02": [nested], "VER-03": [other]}

    assert followers(rows.items()) == {"VER-02": "REB-13"}


def test_a_requirement_with_a_finding_of_its_own_stands_on_its_own() -> None:
    rows = {"REB-13": [found("/counts", 7)], "REB-03": [found("/counts", 7), found("/sum", 8)]}

    assert followers(rows.items()) == {}


def test_whole_responses_are_no_common_member() -> None:
    assert followers({"REB-13": [found("", 7)], "REB-03": [found("", 7)]}.items()) == {}


def test_a_wrong_status_explains_what_else_is_said_of_the_same_response() -> None:
    status, body = found("status", 25), found("/type", 25)

    assert followers({"SEC-03": [status], "ERR-02": [body]}.items()) == {"ERR-02": "SEC-03"}
    assert followers({"ERR-02": [body], "SEC-03": [status]}.items()) == {}


def test_a_refused_connection_is_one_cause_whatever_was_asked() -> None:
    def refused(number: int) -> Finding:
        told = "no complete answer: the connection was refused"
        return Finding("a::b", "200", told, "status", (number,), stage=Stage.TRANSPORT)

    rows = {"DISC-01": [refused(1)], "VIO-01": [refused(9)]}

    assert followers(rows.items()) == {"VIO-01": "DISC-01"}


def test_an_earlier_one_without_findings_explains_nothing() -> None:
    assert followers({"A-01": [], "A-02": [found("/x", 1)], "A-03": []}.items()) == {}
