"""`python -m trustlink` is the command `trustlink`."""

from trustlink.cli import main

main(prog_name="trustlink")
