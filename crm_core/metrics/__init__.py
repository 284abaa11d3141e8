"""One module per subject, one function per metric; importing a module registers its metrics."""
