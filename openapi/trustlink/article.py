"""The statements of the one public article: the only source of the label `stated`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from trustlink.contract import read_yaml
from trustlink.resources import openapi_folder


@dataclass(frozen=True, slots=True)
class Article:
    """What article.yaml says of the source. Made by `load_article`."""

    about: str
    """That the article is undated, generated and without official links."""
    searched_on: str
    """The day as of which no specification was found."""
    clauses: Mapping[str, str] = field(repr=False)
    """Our rendering of each clause in English, by its id as C6.2."""


@cache
def load_article() -> Article:
    """Load the statements that are shipped; raises ContractError if the file can't be read."""
    document = read_yaml(openapi_folder() / "article.yaml")
    statements = document["statements"].values()
    return Article(
        about=document["source"]["about"],
        searched_on=document["searched"]["day"],
        clauses={name: text for one in statements for name, text in one["clauses"].items()},
    )
