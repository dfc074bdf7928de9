"""The home of where the shipped documents are: inside the wheel, else in the checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parent.parent


def openapi_folder() -> Path:
    """Return the folder of the contract, the requirements and their digests."""
    return _folder("openapi")


def overlays_folder() -> Path:
    """Return the folder of the overlays that are shipped: one for each switchable question."""
    return openapi_folder() / "overlays"


def fixtures_folder() -> Path:
    """Return the folder of the synthetic suppliers, their cases and the sandbox's clients."""
    return _folder("fixtures")


def _folder(name: str) -> Path:
    shipped = _SHIPPED / name
    return shipped if shipped.is_dir() else _CHECKOUT / name
