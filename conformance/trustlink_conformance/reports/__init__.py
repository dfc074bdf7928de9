"""Home of the reports: a run as a document, and the document as a text for people."""
