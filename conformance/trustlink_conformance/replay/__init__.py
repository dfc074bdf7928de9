"""Home of judging the evidence of an earlier run again: nothing is generated, nothing is sent."""
