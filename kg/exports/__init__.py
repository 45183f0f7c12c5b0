"""A graph handed to people and to other programs: JSON lines, RDF, tables, and one page to look at.

`kg.exports.api.export_all` writes any choice of them into a folder. Each takes a `kg.model.Graph` and its `kg.schema.Schema`,
sorts the graph first, and writes nothing that the graph does not say (no time, no machine, no path), so that equal graphs
give equal bytes. Every file is written aside and renamed into place: what a reader opens is always whole.
"""
