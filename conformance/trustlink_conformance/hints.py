"""List what usually causes a failure: data that checks name at an assertion, by `hint=`.

A hint belongs to one assertion, a remedy to a whole requirement; views show the hint first. Each
has a translation in `openapi/translations/`.
"""

from enum import StrEnum


class Hint(StrEnum):
    """One usual cause, in the words that reports show."""

    EMPTY_LIST = (
        "PHP's json_encode and empty Lua tables write [] for an empty object. Cast the value "
        "before it is encoded: (object) in PHP."
    )
    EMPTY_OBJECT = (
        "A list without entries was written as {}: it was built as a map, or its keys were not "
        "0, 1, 2 (PHP's array_filter keeps them; array_values renumbers)."
    )
    NUMBERED_OBJECT = (
        "A list was written as an object with the keys 0, 1, 2: PHP does so where keys have "
        "gaps. Call array_values before the value is encoded."
    )
    ONE_ITEM = (
        "A list of one entry was written as the entry alone: converters from XML do so. Wrap it "
        "in a list."
    )
    NUMBER_AS_TEXT = (
        "A number was written as text: database drivers return numbers so. Convert the column "
        "before it is encoded."
    )
    TEXT_AS_NUMBER = (
        "A text was written as a number: a spreadsheet or a loose type made one of it, which "
        "also loses leading zeros and decimal places."
    )
    BOOLEAN_AS_NUMBER = (
        "A boolean was written as 0, 1 or text: MySQL's TINYINT and form values come so. "
        "Convert it."
    )
    NULL_FOR_ABSENT = (
        "An unknown value was written as null: most serialisers do so unless they are told to "
        "leave out empty members (omitempty, NON_NULL, exclude_none)."
    )
    ENCODED_TWICE = (
        "The JSON was encoded twice: a text that holds JSON stands where the value is due."
    )
    BYTE_ORDER_MARK = (
        "The body begins with a byte order mark: a source file or template was saved as “UTF-8 "
        "with BOM”."
    )
    OUTPUT_BEFORE_JSON = (
        "Something is written before the JSON: a warning of the language, debug output, or a "
        "template. Send errors to a log (display_errors=Off in PHP)."
    )
    NOT_STRICT_JSON = (
        "Python's json.dumps writes NaN and Infinity, which are no JSON: pass allow_nan=False "
        "and decide what is sent instead."
    )
    CHALLENGE_SETS_STATUS = (
        "PHP's header('WWW-Authenticate: …') sets the status 401 by itself. Set 403 after it, "
        "with http_response_code(403)."
    )
    AUTHORIZATION_DROPPED = (
        "The Authorization header does not reach the program: Apache drops it for CGI and "
        "FastCGI (CGIPassAuth On), and some proxies do."
    )
    CHALLENGE_IS_MISSING = (
        "The framework's own 401 carries no WWW-Authenticate, or another header was set with "
        "the same call and replaced it."
    )
    LOOKUP_BEFORE_ACCESS = (
        "The request is validated, or the supplier looked up, before the token is checked. Let "
        "the token be checked by a layer in front of all routes."
    )
    SIGNATURE_IS_NOT_VERIFIED = (
        "The token is decoded but not verified: the library has one call for each, or accepts "
        "the alg of the token (`none`) instead of the one that the site expects."
    )
    LINE_FEED = (
        "$ in a regular expression admits a line feed at the end (Python, PHP, Ruby, Perl): use "
        "\\z, fullmatch, or the modifier D in PHP."
    )
    TRIMMED = (
        "The code is trimmed, or mapped to ASCII capitals, before it is checked. Check it as it "
        "came."
    )
    UNICODE_DIGITS = "\\d and isdigit admit digits of other scripts (full width): write [0-9]."
    CASE_IS_FOLDED = (
        "The code is made upper case, or compared without regard to case, before its form is "
        "checked (SQL's default collations compare so)."
    )
    LENGTH_IN_BYTES = (
        "The length is counted in bytes or UTF-16 units (strlen, len of bytes): the contract "
        "counts characters. Use mb_strlen, utf8.RuneCountInString or the like."
    )
    CHECKED_ELSEWHERE = (
        "This constraint is checked on another path only: for single verifications and not for "
        "the items of a batch, or for bodies and not for queries. Validate all by one function."
    )
    CLAMPED = (
        "The number is moved to the nearest bound in silence (min and max): refuse what is outside."
    )
    DECLARED_ABSENT = (
        "The target file declares that the site has none, and the site shows one. If the site is "
        "right, remove the line from the target file."
    )
    LOOSE_DATE = (
        "The date parser accepts other forms or rolls days over (2026-02-30 becomes 2 March): "
        "parse strictly as YYYY-MM-DD, and compare with the input after formatting it again."
    )
    UTC_DAY = (
        "The day is that of UTC or of the server: between 00:00 and 08:00 in Shanghai that is "
        "yesterday. Take the date in Asia/Shanghai."
    )
    LOCAL_TIME = (
        "The instant is local time marked as UTC (8 hours ahead), or the clock is wrong. "
        "Convert to UTC before the Z is written."
    )
    NO_OFFSET = (
        "The instant is written as databases show it (a blank in place of T, no Z): RFC 3339 is "
        "due, as 2026-09-01T04:00:00Z."
    )
    DATE_WITH_TIME = (
        "A day is written with a time, or without leading zeros: YYYY-MM-DD alone is due."
    )
    MILLISECONDS = (
        "The number is in milliseconds (Date.now(), System.currentTimeMillis()): seconds are due."
    )
    THREE_YEARS_IN_DAYS = (
        "Three years were counted as 1,095 days, or the leap day was moved on to 1 March: "
        "subtract three from the year, and take 28 February for a day that is missing."
    )
    STRICT_BOUNDARY = "The first or the last day is compared with > or <, where >= or <= is due."
    LEFT_OUT_STATUS = (
        "A status is missing in the counts, or counted under another name; or the total comes "
        "from another query than the counts."
    )
    LIST_FROM_OTHER_QUERY = (
        "The number comes from another query than the list: one filters by day, state or page "
        "and the other does not."
    )
    DER_SIGNATURE = (
        "OpenSSL, PHP and Java give ECDSA signatures in DER: a JWS holds r and s, 32 bytes "
        "each, without any frame (RFC 7518, section 3.4)."
    )
    PADDED_BASE64 = (
        "The parts are in ordinary Base64: a JWS uses base64url without padding (- and _, no =)."
    )
    NOT_CANONICAL = (
        "The digest was taken over other bytes than the canonical form (RFC 8785), or the "
        "verification was changed after it was signed: compare the text that is hashed with the "
        "site's, byte by byte."
    )
    ESCAPED_JSON = (
        "The JSON that was hashed is escaped: PHP's json_encode writes / as \\/ and non-ASCII "
        "characters as \\u escapes, Python's json.dumps the latter. Use a library for RFC 8785 "
        "(JCS)."
    )
    DIGEST_SPELLING = (
        "The right digest is written otherwise: base64url of the 32 bytes, without padding, is due "
        "(no hexadecimal, no + or /, no =)."
    )
    HASHED_RECEIPT = (
        "The receipt was hashed along: take the member receipt out before the value is hashed."
    )
    COMPUTED_ANEW = (
        "The verification is computed anew when it is read, or its texts are translated then. Keep "
        "the response as it was sent, and serve that."
    )
    SCHEME_BEHIND_PROXY = (
        "The URL is built from what the program sees behind its proxy (http, an internal host): "
        "use the configured public URL, or X-Forwarded-Proto and -Host."
    )
    WEAK_ETAG = (
        "A server that compresses responses makes their ETags weak (nginx gzip, Apache "
        "mod_deflate). Compute the ETag in the program, or do not compress these responses."
    )
    ETAG_OF_INSTANCE = (
        "The ETag is made from a time or an inode, so it differs from server to server or after "
        "each start. Make it from the content."
    )
    VARY_REPLACED = (
        "Vary was replaced by another layer (Accept-Encoding by compression, Origin by CORS): "
        "append to it instead."
    )
    CACHE_DEFAULT = (
        "no-cache, or the framework's default, still lets shared caches store the response: "
        "send private or no-store."
    )
    DEFAULT_ERROR_PAGE = (
        "This is the error page of the framework, web server or proxy: register a handler that "
        "writes application/problem+json for errors of the router and the server, too."
    )
    UNHANDLED_EXCEPTION = (
        "An exception was not handled: usually a member of another JSON type than expected, or "
        "one that is missing. Validate the request against the schema first."
    )
    HTML_TYPE = (
        "The default media type of the language or server was sent (text/html, or none): set "
        "Content-Type on each response."
    )
    UNKNOWN_MEMBERS = (
        "JSON libraries ignore members that a type does not declare: switch on what refuses "
        "them (DisallowUnknownFields, FAIL_ON_UNKNOWN_PROPERTIES, extra=forbid)."
    )
    COERCED = (
        'The library converts between JSON types ("5" to 5, 1 to true, a value to text): switch '
        "on its strict mode."
    )
    UNKNOWN_PARAMETERS = (
        "Frameworks ignore query parameters that a route does not declare: compare the names in "
        "the query with those of the operation."
    )
    KEY_IS_FORGOTTEN = (
        "The key is stored after the work, or per process: two requests at once, or two "
        "workers, do not see each other. Reserve the key first, in shared storage."
    )
    OFFSET_CURSOR = (
        "The cursor is an offset, or the order is not unique: rows of the same day change "
        "places. Order by day and id, and let the cursor hold both."
    )
    BLANKS_ARE_COLLAPSED = (
        "The text was trimmed, or blanks collapsed, when it was stored or shown: return it as sent."
    )
    PLACE_IS_MISSING = (
        "The validator's own error format is passed on: map it to errors[], with one of "
        "pointer, parameter or header for each fault."
    )
    STORED_PER_SITE = (
        "Verifications are looked up by their id alone: look them up by id and client."
    )
