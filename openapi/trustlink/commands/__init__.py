"""Home of the commands of `trustlink` that speak of the contract alone."""
