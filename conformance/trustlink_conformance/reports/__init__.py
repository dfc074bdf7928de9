"""Home of the reports: a run as a document, and the document as texts, a page and files for CI."""
