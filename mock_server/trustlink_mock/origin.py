"""Home of the origin: scheme, host and port, written as clients write it."""

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def without_default_port(origin: str) -> str:
    """Return an origin without its port if that is the scheme's own: most clients leave it out."""
    return origin.removesuffix(_DEFAULT_PORTS[origin.partition("://")[0]])
