"""Home of the bounds: what one exchange, one answer and one run may cost, all of it printed."""

from dataclasses import asdict, dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a run. Each can be set, and each is printed with the verdict."""

    timeout: float = 10.0
    """Seconds for one exchange: connecting, headers and body together."""
    max_body: int = 2 * MIB
    """Bytes of one body, after inflation."""
    max_header_bytes: int = 32 * 1024
    max_headers: int = 100
    max_redirects: int = 3
    rate: float = 10.0
    """Requests a second, against anything but loopback; 0 for as many as there can be."""
    concurrency: int = 6
    """Requests that are under way at the same time, at most, where they do not depend."""
    max_requests: int = 1500
    """Requests of one run."""
    retry_after: float = 30.0
    """The longest Retry-After, in seconds, that is waited for."""
    retries: int = 3
    """How often one question is asked again after 429."""
    refusals: int = 5
    """Attempts in a row to connect to a site that had answered; if all fail, it is gone."""
    patience: float = 120.0
    """Seconds of a run that are spent on answers that never come."""
    duration: float = 3600.0
    """Seconds of a run after which nothing more is asked."""
    max_evidence: int = 256 * MIB
    """Bytes of the evidence file; beyond it bodies are left out."""

    @property
    def silence(self) -> float:
        """Seconds without any sign of life after which the checks are held to be stuck."""
        return self.timeout * (self.max_redirects + 1) + self.retry_after + 60

    @property
    def total(self) -> float:
        """Seconds after which a run is ended, whatever it does."""
        return self.duration + self.silence

    def as_text(self) -> str:
        """Return every bound on one line."""
        return ", ".join(f"{name} {value:,}" for name, value in self.as_json().items())

    def as_json(self) -> dict[str, float | int]:
        """Return every bound by the name it has in a target file."""
        return asdict(self)


LOWEST: dict[str, float] = {
    "timeout": 0.1,
    "max_body": 1024,
    "max_header_bytes": 1024,
    "max_headers": 10,
    "max_redirects": 0,
    "rate": 0,
    "concurrency": 1,
    "max_requests": 1,
    "retry_after": 0,
    "retries": 0,
    "refusals": 1,
    "patience": 1,
    "duration": 1,
    "max_evidence": 0,
}
"""The least that a bound may be set to."""

HIGHEST: dict[str, float] = {
    "timeout": 300,
    "max_body": 64 * MIB,
    "max_header_bytes": 100 * 1024,
    "max_headers": 1000,
    "max_redirects": 10,
    "rate": 10_000,
    "concurrency": 10,
    "max_requests": 1_000_000,
    "retry_after": 3600,
    "retries": 20,
    "refusals": 100,
    "patience": 86_400,
    "duration": 86_400,
    "max_evidence": 16 * 1024 * MIB,
}
"""The most that a bound may be set to."""
