"""Home of the forecast: what a run would send, worked out without judging the site."""
