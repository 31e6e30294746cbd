"""The application runtime_tools: tracing from the shell (dbg)."""
