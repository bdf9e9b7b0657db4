"""Facts and outcomes as directories of Parquet tables: exported, judged without a graph, and loaded into the ledger."""
