"""The control of sandboxes: the operations below /_sandbox, as openapi/sandbox.yaml has them."""

CONTROL_PATH = "/_sandbox"
