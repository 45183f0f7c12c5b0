"""Graph stores: one contract, two stores. A Neo4j server over Bolt, and a file of the embedded Cypher engine.

`contract` says what a store promises, `opening` opens one by its address, `projection` says which nodes and relations a
graph becomes, `cypher` makes the text, `loading` finds and writes the differences, `neo4j` and `embedded` are the stores.
"""
