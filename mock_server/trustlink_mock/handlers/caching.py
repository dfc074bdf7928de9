"""Home of Cache-Control: how long the kinds of answers may be kept, and by whom."""

OF_DISCOVERY = "public, max-age=300"
OF_STATUS = "public, max-age=60"
OF_AN_ANSWER = "private, max-age=60"
OF_A_VERIFICATION = "private, no-cache"
"""A client may keep it, and asks each time whether it is still there."""
NEVER = "no-store"
