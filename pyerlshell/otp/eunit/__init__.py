"""The application eunit: tests in modules, and what runs and reports them."""
