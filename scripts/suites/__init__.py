"""OTP's suites on the reference and here.

command   the arguments and what is printed
tree      where a suite and what belongs to it are in OTP's tree
runs      one suite on one side: its scratch folder, its nodes, its results
suite_runner.erl, stubs/   what runs on the node
"""
