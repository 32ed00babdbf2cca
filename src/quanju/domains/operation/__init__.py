"""Whether the service itself runs: its clock, its workers, its disk, its seals.

It watches the machine, never people, and changes nothing of theirs. `beat` is its one verb;
`faults` is what every desk shows as a red line, `health` what a monitor asks.
"""
