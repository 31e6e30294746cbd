"""What a replay tells its reader.

text       for people: a verdict each, the difference, the sum; in colours on a terminal
progress   how far a long run has come, on a terminal
machine    for programs: json, junit, tap, github
"""
