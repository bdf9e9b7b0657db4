"""The graph adapter: Bolt and openCypher through the official driver. The only importer of ``neo4j``."""
