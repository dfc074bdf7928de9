"""The assumed TrustLink contract: its documents, requirements, identifiers and dates."""
