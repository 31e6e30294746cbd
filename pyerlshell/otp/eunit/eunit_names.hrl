%% Names of functions and modules that mean something.
-define(TEST_SUFFIX, "_test").
-define(GENERATOR_SUFFIX, "_test_").
-define(EXPORT_SUFFIX, "_exported_").
-define(MODULE_SUFFIX, "_tests").
-define(WRAPPER, eunit_wrapper_).
