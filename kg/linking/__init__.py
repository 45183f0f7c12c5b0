"""Which mentions are one entity: the known entities, names across scripts, and resolution; every merge with its reason."""
