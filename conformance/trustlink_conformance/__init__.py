"""Home of the conformance suite: holds a site against the assumed TrustLink contract."""
