"""Read-side use cases: evaluate a scenario, explain a subject, show its relationships."""
