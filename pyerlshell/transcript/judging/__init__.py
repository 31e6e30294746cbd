"""Whether what was printed is what a document shows.

judge          one prompt: the verdict, and why; verdict: the verdicts
outputs        an output in its parts: lines, reports, an exception, a compiler's messages
faults         exceptions in the words of every release
printed        printed text as trees: terms, words, gaps
match          two trees, two sequences; leaves: numbers, strings, names; trial: what it took
names          names that change from run to run, matched one to one; calls whose results change
reasons        why a prompt could not be run; gone: what OTP has no more; otp_modules: what it has
contradiction  a document's listing against its transcript
"""
