"""Home of the command line of the tests: verify with another folder of checks.

Arguments: URL, folder of checks, folder of the report.
"""

import sys
from pathlib import Path

from trustlink_conformance.bounds import Bounds
from trustlink_conformance.target import Credential, Target
from trustlink_conformance.verify import Order, verify_target

url, checks, report = sys.argv[1:]
target = Target(
    url,
    credentials=(Credential("importer-a", "acme", client_secret="hush-hush-hush"),),
    bounds=Bounds(timeout=30),
)
order = Order(target, checks=Path(checks), report_dir=Path(report))
document = verify_target(order, watch=lambda _: None)
sys.exit(document["exitCode"])
