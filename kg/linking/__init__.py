"""Which mentions are one entity, within a document and over all of them; every merge with its reason."""
