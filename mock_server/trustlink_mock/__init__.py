"""The mock server: a reference site that keeps the assumed contract, or breaks it on request."""
