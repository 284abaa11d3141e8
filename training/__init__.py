"""How what is shipped as learned was learned; not needed to run the product."""
