"""pyerlshell: an Erlang console in Python."""
