"""pyerlshell: an Erlang console in Python."""

__version__ = "0.1.0"
