"""How fast it is: a generator of data, a load runner, and their report. Nothing here is used by the product."""
