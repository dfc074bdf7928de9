"""Home of a small site of one supplier, honest or not, for the tests of the suite's machinery."""

import json
from typing import Any

from raw_server import Visit

TOKEN = "sample-token-0123456789abcdef"
USCC = "91440300TL0000016J"
JSON = "Content-Type: application/json\r\nCache-Control: no-store\r\n"


def say_json(visit: Visit, document: Any) -> None:
    visit.answer(json.dumps(document).encode(), headers=JSON)


def sample_site(visit: Visit) -> None:
    """Announce a token endpoint, hand out one token, answer everything else with one count."""
    if visit.path == "/.well-known/trustlink":
        endpoint = f"http://{visit.header('Host')}/oauth2/token"
        operator = {"name": "Sample \x1b[31m\u202e Ltd", "website": "https://sample.example"}
        say_json(visit, {"tokenEndpoint": endpoint, "operator": operator, "suppliers": [USCC]})
    elif visit.path == "/oauth2/token":
        say_json(visit, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600})
    else:
        say_json(visit, {"counts": {"counted": 1}})


def echoing_site(visit: Visit) -> None:
    """Do the same, and say back in body and header whatever secret came in."""
    if visit.path.startswith("/trustlink"):
        heard = visit.header("Authorization")
        document = {"counts": {"counted": 2}, "heard": heard, "token": TOKEN}
        visit.answer(json.dumps(document).encode(), headers=f"{JSON}X-Heard: {heard}\r\n")
    else:
        sample_site(visit)
