"""What a mock server draws at random is drawn again by one of the same seed, and by no other."""

from starlette.testclient import TestClient

from trustlink_mock.app import create_app
from trustlink_mock.chance import OCCASION, Repeated
from trustlink_mock.settings import Settings


def _kid_and_token(settings: Settings) -> tuple[str, str]:
    with TestClient(create_app(settings)) as client:
        kid = client.get("/trustlink/v1/keys").json()["keys"][0]["kid"]
    return kid, settings.chance.draw("token", 8).hex()


def test_the_same_seed_draws_the_same() -> None:
    one, other = (Settings(chance=Repeated("a")) for _ in range(2))

    assert _kid_and_token(one) == _kid_and_token(other)


def test_another_seed_draws_something_else() -> None:
    one, other = Settings(chance=Repeated("a")), Settings(chance=Repeated("b"))

    assert set(_kid_and_token(one)).isdisjoint(_kid_and_token(other))


def test_each_purpose_has_its_own_row() -> None:
    one, other = Repeated("a"), Repeated("a")

    other.draw("request id", 8)

    assert one.draw("token", 8) == other.draw("token", 8)


def test_nothing_is_drawn_twice() -> None:
    chance = Repeated("a")

    assert chance.draw("token", 8) != chance.draw("token", 8)


def test_by_default_nobody_can_tell_what_is_drawn() -> None:
    assert _kid_and_token(Settings()) != _kid_and_token(Settings())


def test_what_is_drawn_on_one_occasion_is_the_same_whatever_was_drawn_on_others() -> None:
    one, other = Repeated("a"), Repeated("a")

    def drawn(chance: Repeated, occasion: str) -> bytes:
        token = OCCASION.set(occasion)
        try:
            return chance.draw("token", 8)
        finally:
            OCCASION.reset(token)

    drawn(other, "another question")

    assert drawn(one, "a question") == drawn(other, "a question")
    assert drawn(one, "a question") != drawn(one, "another question")
