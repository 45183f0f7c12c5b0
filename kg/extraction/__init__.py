"""Finding mentions, literals and claims in a document, as stages in a stated order."""
