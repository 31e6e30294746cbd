"""Code map: see ARCHITECTURE.md."""
