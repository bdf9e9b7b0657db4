"""Write-side use cases: propagate and store outcomes."""
