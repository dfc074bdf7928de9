"""Home of the connection: how requests go out, beyond what every site needs."""

import ssl
from dataclasses import dataclass, field

import httpx2


@dataclass(frozen=True, slots=True)
class ExtraHeader:
    """A header that the tester adds to each request to the site, and to no other origin."""

    name: str
    value: str = field(repr=False)
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class Proxy:
    """The way out, if the tester names one: the environment's proxies are never used."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Connection:
    """What the tester says of TLS, proxy and headers; all paths are absolute."""

    ca_file: str = ""
    """Certificates (PEM) that are trusted beside those that this machine trusts."""
    certificate_file: str = ""
    """The client's own certificate (PEM), and its key unless `key_file` is given."""
    key_file: str = ""
    key_password: str = field(default="", repr=False)
    proxy: Proxy | None = None
    headers: tuple[ExtraHeader, ...] = ()

    def tls_context(self) -> ssl.SSLContext:
        """Return a context that verifies; raises OSError for files that don't fit."""
        context = httpx2.create_ssl_context(trust_env=False)
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        if self.certificate_file:
            # An empty password: else OpenSSL would ask for one on the terminal.
            context.load_cert_chain(
                self.certificate_file, self.key_file or None, lambda: self.key_password
            )
        return context

    def transport(
        self, context: ssl.SSLContext, *, idle_connections: int
    ) -> httpx2.AsyncHTTPTransport:
        """Return a transport that uses nothing of the environment, and follows no redirect.

        `context` is one that `tls_context` made, which takes longer than all the rest.
        """
        limits = httpx2.Limits(
            max_connections=20,
            max_keepalive_connections=idle_connections,
            keepalive_expiry=2.0,
        )
        return httpx2.AsyncHTTPTransport(
            verify=context, trust_env=False, http2=False, limits=limits, proxy=self._proxy(context)
        )

    def _proxy(self, context: ssl.SSLContext) -> httpx2.Proxy | None:
        if self.proxy is None:
            return None
        auth = (self.proxy.user, self.proxy.password) if self.proxy.user else None
        is_tls = self.proxy.url.startswith("https:")
        return httpx2.Proxy(self.proxy.url, auth=auth, ssl_context=context if is_tls else None)
