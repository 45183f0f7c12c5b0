"""kg: documents to a knowledge graph of claims, each with its evidence."""
