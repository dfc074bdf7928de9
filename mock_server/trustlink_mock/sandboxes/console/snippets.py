"""Home of the snippets: one question in curl, Python and TypeScript, ready to be copied."""

import json
import shlex


def snippets(url: str, token: str) -> dict[str, str]:
    """Return the question at a URL in each language, by the language's name."""
    bearer = f"Bearer {token}"
    quoted, headers = json.dumps(url), json.dumps({"Authorization": bearer})
    return {
        "curl": f"curl -H {shlex.quote(f'Authorization: {bearer}')} {shlex.quote(url)}",
        "Python": (
            "import json, urllib.request\n"
            f"request = urllib.request.Request({quoted}, headers={headers})\n"
            "print(json.load(urllib.request.urlopen(request)))"
        ),
        "TypeScript": (
            f"const answer = await fetch({quoted}, {{headers: {headers}}});\n"
            "console.log(await answer.json());"
        ),
    }
