"""The console: a sandbox in a browser, rendered by the server, without a build step."""

HOME, CONSOLE = "/_sandbox/", "/_sandbox/console"
