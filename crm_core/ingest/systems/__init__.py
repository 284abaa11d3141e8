"""Files of known systems, loaded without a mapping by hand: what they are, declared as data, and how they are read."""
